import { DateResolver, DateTimeResolver, SafeIntResolver, URLResolver } from 'graphql-scalars';
import { GraphQLError, GraphQLScalarType } from 'graphql';

/** Instants travel as RFC 3339 text in UTC; inside they are that text (see the Instant column). */
export const DateTimeScalar = new GraphQLScalarType<string, unknown>({
  ...DateTimeResolver.toConfig(),
  description: 'An instant in UTC as RFC 3339 has it, for example 2026-11-24T14:38:21.123Z.',
  parseValue: (value) => instantText(DateTimeResolver.parseValue(value)),
  parseLiteral: (node, variables) => instantText(DateTimeResolver.parseLiteral(node, variables)),
});

/** Calendar days travel, and are held inside, as `2026-11-24`. */
export const DateScalar = new GraphQLScalarType<string, unknown>({
  ...DateResolver.toConfig(),
  description: 'A calendar day as ISO 8601 has it, for example 2014-05-12.',
  parseValue: (value) => dayText(DateResolver.parseValue(value)),
  parseLiteral: (node, variables) => dayText(DateResolver.parseLiteral(node, variables)),
});

export const SafeIntScalar = new GraphQLScalarType({
  ...SafeIntResolver.toConfig(),
  description: 'A whole number up to 2^53 - 1, the largest that every JSON reader keeps exactly.',
});

export const UrlScalar = new GraphQLScalarType({
  ...URLResolver.toConfig(),
  description: 'An absolute URL as the WHATWG URL standard has it.',
});

function instantText(instant: Date): string {
  const text = instant.toISOString();
  // In UTC the year may be one that has no four digits: its text would not stand in the order of time.
  if (!/^\d{4}-/.test(text)) throw new GraphQLError('In UTC, an instant is of the years 0000 to 9999');
  return text;
}

function dayText(day: Date): string {
  return day.toISOString().slice(0, 10);
}
