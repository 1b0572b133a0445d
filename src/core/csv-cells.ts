/** How rows are written: some readers end a row at a lone carriage return, so it is quoted. */
export const CSV_DIALECT = { quoted_match: /\r/ };

/** Text that spreadsheets interpret as a formula, with any leading apostrophes. */
const FORMULA_LIKE = /^'*[=+\-@\t\r\n＝＋－＠]/;

/**
 * Adds an apostrophe in front of text that could be a formula. Text that already begins with apostrophes gets one more,
 * so that fromCell restores it exactly.
 */
export function toCell(text: string): string {
  return FORMULA_LIKE.test(text) ? `'${text}` : text;
}

/** The text that `toCell` has made a cell of. */
export function fromCell(cell: string): string {
  return cell.startsWith("'") && FORMULA_LIKE.test(cell) ? cell.slice(1) : cell;
}

/** Joins the items by semicolons, or writes JSON when the joined text would be read as a different list. */
export function toListCell(items: readonly string[]): string {
  const cell = items.join('; ');
  return JSON.stringify(fromListCell(cell)) === JSON.stringify(items) ? cell : JSON.stringify(items);
}

/** The items of a cell, or what its JSON contains. */
export function fromListCell(cell: string): unknown {
  if (!cell.startsWith('[')) return cell === '' ? [] : cell.split(';').map((item) => item.trim());
  try {
    return JSON.parse(cell);
  } catch {
    return cell;
  }
}
