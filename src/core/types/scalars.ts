import { GraphQLError, GraphQLScalarType } from 'graphql';
import { DateTimeResolver, SafeIntResolver, URLResolver } from 'graphql-scalars';
import { isPartialDate } from './partial-date';
import { stringScalar } from './string-scalar';

/** An instant is RFC 3339 text in UTC, in requests and responses as well as in the code (see the Instant column). */
export const DateTimeScalar = new GraphQLScalarType<string, unknown>({
  ...DateTimeResolver.toConfig(),
  description: 'Instant in UTC, in the format of RFC 3339, for example 2026-11-24T14:38:21.123Z.',
  serialize: (value) => value,
  parseValue: (value) => instantText(DateTimeResolver.parseValue(value)),
  parseLiteral: (node, variables) => instantText(DateTimeResolver.parseLiteral(node, variables)),
});

/** A calendar day is text such as `2026-11-24`, in requests and responses as well as in the code. */
export const DateScalar = stringScalar({
  name: 'Date',
  description: 'Calendar day in the format of ISO 8601, for example 2014-05-12.',
  rule: 'a day of the calendar, such as 2014-05-12',
  parse: (text) => (text.length === '2014-05-12'.length && isPartialDate(text) ? text : null),
});

export const SafeIntScalar = new GraphQLScalarType({
  ...SafeIntResolver.toConfig(),
  description: 'Integer between -(2^53 - 1) and 2^53 - 1, which JavaScript represents exactly.',
});

export const UrlScalar = new GraphQLScalarType({
  ...URLResolver.toConfig(),
  description: 'Absolute URL, in the format of the WHATWG URL standard.',
});

function instantText(instant: Date): string {
  const text = instant.toISOString();
  // Texts are compared in the database: only years of four digits sort in the order of time.
  if (!/^\d{4}-/.test(text)) throw new GraphQLError('A DateTime must lie in the years 0000 to 9999 in UTC');
  return text;
}
