/** What the address says: /sidebar/{brand}?customer=…&tab=… */
export interface Place {
  brand: string;
  customer: number | null;
  loginError: string | null;
  requestId: string | null;
}

export function readPlace(address: Location = location): Place {
  const search = new URLSearchParams(address.search);
  const customer = Number(search.get("customer"));
  return {
    brand: decodeURIComponent(address.pathname.split("/")[2] ?? ""),
    customer: Number.isSafeInteger(customer) && customer > 0 ? customer : null,
    loginError: search.get("login_error"),
    requestId: search.get("request_id"),
  };
}

/** Where WeCom signs staff in; the way back is this very page, without what an earlier attempt left in its address. */
export function loginAddress(brand: string): string {
  const search = new URLSearchParams(location.search);
  search.delete("login_error");
  search.delete("request_id");
  const rest = search.toString();
  const to = `${location.pathname}${rest ? `?${rest}` : ""}`;
  return `/api/auth/staff/${encodeURIComponent(brand)}/start?${new URLSearchParams({ entry: "sidebar", to })}`;
}

export function keepInAddress(name: string, value: string): void {
  const search = new URLSearchParams(location.search);
  search.set(name, value);
  history.replaceState(null, "", `${location.pathname}?${search}`);
}
