import { currentLanguage } from "@/i18n/language";

/** Figures from here on are shown in 万 (zh) or k/M (en), with the exact figure on hover. */
const COMPACT_FROM = 100_000;

/** The zone of the brand that is open; every time on a page is told in it. */
let zoneNow = "Asia/Shanghai";

export function tellTimesIn(zone: string): void {
  zoneNow = zone;
}

const zh = () => currentLanguage() === "zh";

export function formatNumber(value: number, digits = 0): string {
  return new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** 99,999 stays exact; 124,380 becomes "12.4 万" or "124.4k". */
export function formatCompact(value: number): string {
  if (Math.abs(value) < COMPACT_FROM) return formatNumber(value);
  if (zh()) return Math.abs(value) < 1e8 ? `${formatNumber(value / 1e4, 1)} 万` : `${formatNumber(value / 1e8, 2)} 亿`;
  return Math.abs(value) < 1e6 ? `${formatNumber(value / 1e3, 1)}k` : `${formatNumber(value / 1e6, 2)}M`;
}

export function formatPeople(count: number): string {
  const figure = formatCompact(count);
  if (zh()) return figure.endsWith("万") || figure.endsWith("亿") ? `${figure}人` : `${figure} 人`;
  return `${figure} ${count === 1 ? "person" : "people"}`;
}

/** Money is int fen everywhere; only here does it become yuan. */
export function formatMoney(fen: number): string {
  return `${fen < 0 ? "-" : ""}¥${formatNumber(Math.abs(fen) / 100, 2)}`;
}

export function formatMoneyCompact(fen: number): string {
  if (Math.abs(fen) < COMPACT_FROM * 100) return formatMoney(fen);
  return `${fen < 0 ? "-" : ""}¥${formatCompact(Math.abs(fen) / 100)}`;
}

export function formatShare(share: number): string {
  return `${formatNumber(share * 100, 1)}%`;
}

/** "+312(+2.6%)" against a base; only the difference when the base is zero. `tell` says how much that is. */
export function formatChange(now: number, before: number, tell: (amount: number) => string = formatNumber): string {
  const difference = now - before;
  const signed = `${difference > 0 ? "+" : ""}${tell(difference)}`;
  if (before === 0) return signed;
  const share = `${difference > 0 ? "+" : ""}${formatShare(difference / before)}`;
  return zh() ? `${signed}（${share}）` : `${signed} (${share})`;
}

function parts(atMs: number, zone: string): Record<string, string> {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone, year: "numeric", month: "numeric", day: "numeric",
    hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
  });
  return Object.fromEntries(format.formatToParts(atMs).map((part) => [part.type, part.value]));
}

/** 11月21日, with the year in front when it is not the current one. */
export function formatDate(atMs: number, zone = zoneNow, nowMs = Date.now()): string {
  const at = parts(atMs, zone);
  const sameYear = at.year === parts(nowMs, zone).year;
  if (zh()) return `${sameYear ? "" : `${at.year}年`}${Number(at.month)}月${Number(at.day)}日`;
  return new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }),
  }).format(atMs);
}

/** A day of the calendar, "2026-11-21", as 11月21日; no zone moves it. */
export function formatDay(day: string, nowMs = Date.now()): string {
  return formatDate(Date.parse(`${day}T12:00:00Z`), "UTC", nowMs);
}

export function formatTime(atMs: number, zone = zoneNow, nowMs = Date.now()): string {
  const at = parts(atMs, zone);
  return `${formatDate(atMs, zone, nowMs)} ${at.hour}:${at.minute}`;
}

/** The moment at which the clocks of the brand's zone show `text`, as a time field gives it: "2026-11-21T14:30". */
export function readWallTime(text: string, zone = zoneNow): number {
  const wanted = Date.parse(`${text.length === 16 ? `${text}:00` : text}Z`);
  const shown = (atMs: number) => {
    const at = parts(atMs, zone);
    return Date.UTC(Number(at.year), Number(at.month) - 1, Number(at.day), Number(at.hour), Number(at.minute), Number(at.second));
  };
  const near = wanted - (shown(wanted) - wanted);
  // Once more: the offset at the moment itself may differ where clocks are changed.
  return near + (wanted - shown(near));
}

/** Figures of today count to the end of the day, which is still to come: they are as of now. */
export function formatAsOf(atMs: number, zone = zoneNow, nowMs = Date.now()): string {
  return formatTime(Math.min(atMs, nowMs), zone, nowMs);
}

/** The exact moment for hovers and exports: 2026-11-21 14:30:05. */
export function formatExact(atMs: number, zone = zoneNow): string {
  const at = parts(atMs, zone);
  const two = (value = "") => value.padStart(2, "0");
  return `${at.year}-${two(at.month)}-${two(at.day)} ${at.hour}:${at.minute}:${at.second}`;
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** "3 天前" up to thirty days away, then the date. */
export function formatAgo(atMs: number, zone = zoneNow, nowMs = Date.now()): string {
  const distance = atMs - nowMs;
  if (Math.abs(distance) > 30 * 86_400_000) return formatDate(atMs, zone, nowMs);
  const format = new Intl.RelativeTimeFormat(zh() ? "zh-CN" : "en", { numeric: "auto" });
  for (const [unit, size] of STEPS) {
    if (Math.abs(distance) >= size) return format.format(Math.trunc(distance / size), unit).replace(/(\d+)(\p{Script=Han})/u, "$1 $2");
  }
  return zh() ? "刚刚" : "just now";
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${formatNumber(bytes / 1024, 1)} KB`;
  return bytes < 1024 ** 3 ? `${formatNumber(bytes / 1024 ** 2, 1)} MB` : `${formatNumber(bytes / 1024 ** 3, 2)} GB`;
}

export function formatSeconds(seconds: number): string {
  if (seconds < 1) return zh() ? "不到 1 秒" : "less than 1 s";
  const total = Math.round(seconds);
  if (total < 60) return zh() ? `${total} 秒` : `${total} s`;
  const minutes = Math.floor(total / 60);
  if (minutes < 60) return zh() ? `${minutes} 分 ${total % 60} 秒` : `${minutes} min ${total % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 24 && total % 86_400 === 0) return zh() ? `${hours / 24} 天` : `${hours / 24} d`;
  return zh() ? `${hours} 小时 ${minutes % 60} 分` : `${hours} h ${minutes % 60} min`;
}
