import { toCell } from '../../../src/core/csv-cells';

/** Rows as comma-separated text. A cell that a spreadsheet would take for a formula starts with an apostrophe. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  // The byte order mark tells spreadsheets that this is UTF-8.
  return `\uFEFF${rows.map((row) => row.map(cellOf).join(',')).join('\r\n')}\r\n`;
}

function cellOf(text: string): string {
  const safe = toCell(text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
