/** Every address inside the console; screens never build one by hand. */
type Query = Record<string, string | number | undefined>;

function withQuery(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return search ? `${path}?${search}` : path;
}

const inBrand = (brand: string, rest: string, query?: Query) => withQuery(`/b/${encodeURIComponent(brand)}/${rest}`, query);

export type Id = number | string;

export const paths = {
  login: (back?: string) => withQuery("/login", { back }),
  home: (brand: string) => inBrand(brand, "overview"),
  overview: (brand: string, query?: Query) => inBrand(brand, "overview", query),
  rfm: (brand: string) => inBrand(brand, "insights/rfm"),
  repurchase: (brand: string) => inBrand(brand, "insights/repurchase"),
  customers: (brand: string, query?: Query) => inBrand(brand, "customers", query),
  customer: (brand: string, id: Id) => inBrand(brand, `customers/${id}`),
  people: (brand: string, rule: unknown) => inBrand(brand, "segments/people", { rule: JSON.stringify(rule) }),
  tags: (brand: string) => inBrand(brand, "tags"),
  attributes: (brand: string) => inBrand(brand, "attributes"),
  liveCodes: (brand: string) => inBrand(brand, "live-codes"),
  liveCode: (brand: string, id: Id) => inBrand(brand, `live-codes/${id}`),
  liveCodeEdit: (brand: string, id: Id) => inBrand(brand, `live-codes/${id}/edit`),
  liveCodeNew: (brand: string) => inBrand(brand, "live-codes/new"),
  liveCodesBulk: (brand: string) => inBrand(brand, "live-codes/bulk"),
  acquisitionLinks: (brand: string) => inBrand(brand, "acquisition-links"),
  acquisitionLink: (brand: string, id: Id) => inBrand(brand, `acquisition-links/${id}`),
  group: (brand: string, chatId: string) => inBrand(brand, "groups", { group: chatId }),
  segments: (brand: string) => inBrand(brand, "segments"),
  segment: (brand: string, id: Id) => inBrand(brand, `segments/${id}`),
  segmentEdit: (brand: string, id: Id) => inBrand(brand, `segments/${id}/edit`),
  segmentNew: (brand: string, rule?: unknown) =>
    inBrand(brand, "segments/new", rule === undefined ? {} : { rule: JSON.stringify(rule) }),
  journeys: (brand: string) => inBrand(brand, "journeys"),
  journey: (brand: string, id: Id) => inBrand(brand, `journeys/${id}`),
  journeyNew: (brand: string, query?: Query) => inBrand(brand, "journeys/new", query),
  massList: (brand: string) => inBrand(brand, "mass"),
  mass: (brand: string, id: Id, query?: Query) => inBrand(brand, `mass/${id}`, query),
  massEdit: (brand: string, id: Id) => inBrand(brand, `mass/${id}/edit`),
  massNew: (brand: string, query?: Query) => inBrand(brand, "mass/new", query),
  moments: (brand: string) => inBrand(brand, "moments"),
  moment: (brand: string, id: Id) => inBrand(brand, `moments/${id}`),
  momentNew: (brand: string) => inBrand(brand, "moments/new"),
  messages: (brand: string, query?: Query) => inBrand(brand, "messages", query),
  staffTasks: (brand: string) => inBrand(brand, "staff-tasks"),
  accounts: (brand: string) => inBrand(brand, "advisors/accounts"),
  handovers: (brand: string, query?: Query) => inBrand(brand, "handovers", query),
  handoverNew: (brand: string, query?: Query) => inBrand(brand, "handovers/new", query),
  imports: (brand: string) => inBrand(brand, "imports"),
  importNew: (brand: string) => inBrand(brand, "imports/new"),
  importRun: (brand: string, id: Id) => inBrand(brand, `imports/${id}`),
  settings: (brand: string, page: SettingsPage) => inBrand(brand, `settings/${page}`),
};

export type SettingsPage = "brand" | "organisation" | "staff" | "users" | "api-keys" | "channels" | "audit";

/** Reads the rule a link carried; null when absent or broken, never a crash. */
export function ruleFromSearch(search: URLSearchParams): unknown {
  const raw = search.get("rule");
  if (!raw) return null;
  try {
    return JSON.parse(raw);
  } catch {
    return null;
  }
}
