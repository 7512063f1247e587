import { currentLanguage } from "@/i18n";
import { formatChange, formatCompact, formatMoney, formatMoneyCompact, formatNumber, formatPeople, formatShare } from "@/ui/format";
import type { Cohort, Figure, Month, Rfm, RfmCell } from "./api";

/** The value of a figure as people read it; "—" when it has no meaning. `days` says a number of days in words. */
export function sayValue(figure: Figure, days: (count: number) => string): string {
  const { value, unit } = figure;
  if (value === null) return "—";
  switch (unit) {
    case "people":
      // In English the name of the figure already says whom it counts, and the words would not fit.
      return currentLanguage() === "en" ? formatCompact(value) : formatPeople(value);
    case "fen":
      return formatMoneyCompact(value);
    case "share":
      return formatShare(value);
    case "days":
      return days(value);
    default:
      return formatCompact(value);
  }
}

/** The exact figure for the hover, when the shown one is shortened. */
export function sayExactly({ value, unit }: Figure): string | undefined {
  if (value === null) return undefined;
  if (unit === "fen") return formatMoney(value);
  return unit === "share" || unit === "days" ? undefined : formatNumber(value);
}

/** How a figure has moved since it was `then`: "↑ +312（+2.6%）", for a share in points; null when there is nothing to say. */
export function sayChange({ value, unit }: Figure, then: number | null | undefined): string | null {
  if (value === null || typeof then !== "number") return null;
  if (unit === "share") return `${arrow(value - then)} ${sayPoints(value - then)}`;
  return `${arrow(value - then)} ${formatChange(value, then, unit === "fen" ? formatMoneyCompact : formatCompact)}`;
}

const arrow = (difference: number) => (difference === 0 ? "→" : difference > 0 ? "↑" : "↓");

function sayPoints(difference: number): string {
  const points = `${difference > 0 ? "+" : ""}${formatNumber(difference * 100, 1)}`;
  return currentLanguage() === "en" ? `${points} pts` : `${points} 个百分点`;
}

export function sumOf(months: Month[], key: "new_customers" | "revenue_fen" | "first_revenue_fen" | "returning_revenue_fen" | "orders"): number {
  return months.reduce((sum, month) => sum + month[key], 0);
}

export function bestMonth(months: Month[], key: "new_customers" | "revenue_fen"): Month | undefined {
  return months.reduce<Month | undefined>((best, month) => (best && best[key] >= month[key] ? best : month), undefined);
}

/** The cell that earned most, with its share of people and of revenue. */
export function richestCell(rfm: Rfm): { cell: RfmCell; peopleShare: number; revenueShare: number } | null {
  const people = rfm.cells.reduce((sum, cell) => sum + cell.people, 0);
  const revenue = rfm.cells.reduce((sum, cell) => sum + Math.max(cell.revenue_fen, 0), 0);
  const [cell] = [...rfm.cells].sort((a, b) => b.revenue_fen - a.revenue_fen);
  if (!cell || people === 0 || revenue === 0) return null;
  return { cell, peopleShare: cell.people / people, revenueShare: cell.revenue_fen / revenue };
}

/** Of all cohorts that are old enough, the share of people who bought again `after` months later; null when none is. */
export function averageRetention(cohorts: Cohort[], after: number): number | null {
  // The newest month of every cohort is still running and would pull the average down.
  const old = cohorts.filter((cohort) => cohort.people > 0 && cohort.cells.length > after + 1);
  const people = old.reduce((sum, cohort) => sum + cohort.people, 0);
  const back = old.reduce((sum, cohort) => sum + (cohort.cells[after]?.people ?? 0), 0);
  return people === 0 ? null : back / people;
}

/** "2026-09" as 9月 or Sep, with the year where it begins. */
export function sayMonth(month: string, english: boolean, withYear = false): string {
  const [year = "", number = ""] = month.split("-");
  const at = Number(number);
  if (!english) return withYear ? `${year}年${at}月` : `${at}月`;
  const short = new Intl.DateTimeFormat("en-US", { month: "short", timeZone: "UTC" }).format(Date.UTC(2000, at - 1, 1));
  return withYear ? `${short} ${year}` : short;
}

/** Money on an axis: short, and in one unit as far as the scale reaches. */
export function sayAxisMoney(fen: number, english: boolean): string {
  const yuan = fen / 100;
  const [unit, size] = english ? (["k", 1_000] as const) : (["万", 10_000] as const);
  const shown = Math.abs(yuan) >= size ? `${formatNumber(yuan / size, 1).replace(/\.0$/, "")}${english ? "" : " "}${unit}` : formatNumber(yuan);
  return `¥${shown}`;
}
