import type { GraphQLField } from 'graphql';
import { Extensions } from 'type-graphql';

/** Marks a field whose texts may be long, so that the operation is charged for their length. */
export function LongText(): MethodDecorator & PropertyDecorator {
  return Extensions({ isLongText: true });
}

export function isLongText({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>): boolean {
  return extensions['isLongText'] === true;
}

/**
 * True if a text has more than 30 combining marks in a row, the limit of the Stream-Safe Text Format (UAX #15, section 13).
 * No language needs more, and the time to normalise them grows with the square of their number.
 */
export function hasTooManyMarks(text: string): boolean {
  // Without the lookbehind, each mark of a row would be tried as its first.
  return /(?<!\p{M})\p{M}{31}/u.test(text);
}
