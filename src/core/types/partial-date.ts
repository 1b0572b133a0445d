import { type ASTNode, GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/**
 * A date to the precision known, in the reduced-precision format of ISO 8601: `2014`, `2014-05` or `2014-05-12`. It
 * is ordered as its first day.
 */
export const PartialDateScalar = new GraphQLScalarType<string, string>({
  name: 'PartialDate',
  description:
    'ISO 8601 date to the precision known: a year (2014), a month (2014-05) or a day (2014-05-12). ' +
    'It is ordered as its first day.',
  serialize: (value) => value as string,
  parseValue: (value) => parsePartialDate(value),
  parseLiteral: (node) => {
    if (node.kind !== Kind.STRING) throw new GraphQLError('A PartialDate must be a string', { nodes: node });
    return parsePartialDate(node.value, node);
  },
});

/** Returns the first day of a partial date: `2014-05-01` for `2014-05`. Null stays null. */
export function firstDay(date: string | null): string | null {
  return date === null ? null : `${date}-01-01`.slice(0, 10);
}

/** Returns the last day of a partial date: `2014-05-31` for `2014-05`. */
export function lastDay(date: string): string {
  if (date.length === 10) return date;
  const end = new Date(`${date.length === 4 ? `${date}-12` : date}-01T00:00:00Z`);
  // Day 0 of the next month.
  end.setUTCMonth(end.getUTCMonth() + 1, 0);
  return end.toISOString().slice(0, 10);
}

function parsePartialDate(value: unknown, nodes: ASTNode | null = null): string {
  if (typeof value === 'string' && /^\d{4}(-\d{2}(-\d{2})?)?$/.test(value)) {
    const day = new Date(`${firstDay(value)!}T00:00:00Z`);
    if (!Number.isNaN(day.valueOf()) && day.toISOString().startsWith(firstDay(value)!)) return value;
  }
  throw new GraphQLError(
    'A PartialDate must be a year, a month or a day of the calendar, such as 2014, 2014-05 or 2014-05-12',
    { nodes },
  );
}
