const DAY_MS = 86_400_000;

/** The day `back` days ago by the brand's own calendar, YYYY-MM-DD. */
export function localDay(zone: string, back: number): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(Date.now() - back * DAY_MS);
}
