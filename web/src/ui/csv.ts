type Cell = string | number | null | undefined;

/** A cell that a spreadsheet would run as a formula is defused with a leading apostrophe. */
function escapeCell(cell: Cell): string {
  if (typeof cell === "number") return String(cell);
  const text = cell ?? "";
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function toCsv(rows: Cell[][]): string {
  return rows.map((row) => row.map(escapeCell).join(",")).join("\r\n");
}

export function download(name: string, content: Blob | string): void {
  const url = typeof content === "string" ? content : URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  if (typeof content !== "string") URL.revokeObjectURL(url);
}

/** The byte-order mark makes Excel read the file as UTF-8. */
export function downloadCsv(name: string, rows: Cell[][]): void {
  download(`${name}.csv`, new Blob(["\ufeff", toCsv(rows)], { type: "text/csv;charset=utf-8" }));
}
