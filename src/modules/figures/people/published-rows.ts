/** Counts of people. A count is null if nobody has counted it. */
export interface Counts {
  readonly women: number | null;
  readonly men: number | null;
  /** People whose sex is not stated. */
  readonly unspecified: number | null;
}

/** A row of participation with the keys that distinguish it from others; null: not stated. */
export interface CountedRow extends Counts {
  readonly countryCode: string | null;
  readonly organisationId: number | null;
}

/** A row that the public sees. */
export interface PublishedRow extends CountedRow {
  readonly isMerged: boolean;
}

export function totalOf({ women, men, unspecified }: Counts): number {
  return (women ?? 0) + (men ?? 0) + (unspecified ?? 0);
}

/**
 * The rows of an activity that the public sees. Rows of fewer than `smallCount` people become one row without a country and
 * an organisation. If that row is still smaller, the smallest of the other rows joins it, and so on. Nothing is published of
 * an activity that has fewer people altogether. The result does not depend on the order of the rows.
 */
export function publishedRows(rows: readonly CountedRow[], smallCount: number): PublishedRow[] {
  const sorted = [...rows].sort(compareRows);
  const isEnough = (some: readonly CountedRow[]): boolean =>
    some.reduce((sum, row) => sum + totalOf(row), 0) >= smallCount;
  let merged = sorted.filter((row) => totalOf(row) < smallCount).length;
  if (merged === 0) return sorted.map((row) => ({ ...row, isMerged: false }));
  while (merged < sorted.length && !isEnough(sorted.slice(0, merged))) merged += 1;
  const rest = sorted.slice(0, merged);
  if (!isEnough(rest)) return [];
  return [...sorted.slice(merged).map((row) => ({ ...row, isMerged: false })), mergedRow(rest)];
}

function mergedRow(rows: readonly CountedRow[]): PublishedRow {
  const sumOf = (count: keyof Counts): number | null => {
    const known = rows.map((row) => row[count]).filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
  };
  return {
    countryCode: null,
    organisationId: null,
    women: sumOf('women'),
    men: sumOf('men'),
    unspecified: sumOf('unspecified'),
    isMerged: true,
  };
}

/** A total order, by size first. */
function compareRows(one: CountedRow, other: CountedRow): number {
  const keysOf = (row: CountedRow): (string | number)[] => [
    totalOf(row),
    row.countryCode ?? '',
    row.organisationId ?? 0,
    row.women ?? -1,
    row.men ?? -1,
    row.unspecified ?? -1,
  ];
  const [left, right] = [keysOf(one), keysOf(other)];
  const place = left.findIndex((key, index) => key !== right[index]);
  return place < 0 ? 0 : left[place]! < right[place]! ? -1 : 1;
}
