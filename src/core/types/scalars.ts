import { GraphQLScalarType } from 'graphql';
import { DateTimeResolver, SafeIntResolver, URLResolver } from 'graphql-scalars';
import { isPartialDate } from './partial-date';
import { stringScalar } from './string-scalar';

/** An instant is RFC 3339 text in UTC, in requests and responses as well as in the code (see the Instant column). */
export const DateTimeScalar = stringScalar({
  name: 'DateTime',
  description:
    'Instant in UTC, in the format of RFC 3339, for example 2026-11-24T14:38:21.123Z. Inputs may have another offset from UTC; ' +
    'digits after the milliseconds are cut off. Leap seconds are refused.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  rule: 'an instant with its time zone in the years 0000 to 9999, such as 2026-11-24T14:38:21Z',
  parse: parseInstant,
});

/** A calendar day is text such as `2026-11-24`, in requests and responses as well as in the code. */
export const DateScalar = stringScalar({
  name: 'Date',
  description: 'Calendar day in the format `full-date` of RFC 3339, for example 2014-05-12.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
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
  specifiedByURL: 'https://url.spec.whatwg.org/',
});

/** The instant as a text in UTC; null if the text is not an instant. */
function parseInstant(text: string): string | null {
  try {
    const instant = DateTimeResolver.parseValue(text).toISOString();
    // Texts are compared in the database: only years of four digits sort in the order of time.
    return /^\d{4}-/.test(instant) ? instant : null;
  } catch {
    return null;
  }
}
