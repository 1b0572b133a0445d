/*
 * Texts as cells of CSV. This file imports nothing, because the studio contains it.
 */

/** How rows are written: RFC 4180 ends them with CRLF. Some readers also end one at a lone CR or LF, so these are quoted. */
export const CSV_DIALECT = { record_delimiter: 'windows', quoted_match: /[\r\n]/ };

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

/** The items of a cell, which may end with a semicolon, or what its JSON contains. */
export function fromListCell(cell: string): unknown {
  if (cell.trimStart().startsWith('[')) return jsonCell.parse(cell);
  const items = cell.split(';').map((item) => item.trim());
  // Also the only item of an empty cell.
  return items.at(-1) === '' ? items.slice(0, -1) : items;
}

/** A cell, or an entry of a list in one, that is JSON. A text that is not JSON stays as it is. */
export const jsonCell = {
  format: (value: unknown): string => JSON.stringify(value),
  parse: (text: string): unknown => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return text;
    }
  },
};
