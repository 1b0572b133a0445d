import type { GraphQLField } from 'graphql';
import { Extensions } from 'type-graphql';

/** Marks a field whose text, or whose list of texts, may be long, so that the operation is charged for their length. */
export function LongText(): MethodDecorator & PropertyDecorator {
  return Extensions({ isLongText: true });
}

export function isLongText({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>): boolean {
  return extensions['isLongText'] === true;
}

/** The UTF-16 code units of all texts in a value: in the entries of its lists and the fields of its objects as well. */
export function charactersIn(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, part) => sum + charactersIn(part), 0);
}

/**
 * Maximum combining marks in a row: that of the Stream-Safe Text Format (UAX #15, section 13). No language needs more, and the time to
 * normalise them grows with the square of their number.
 */
const MAX_MARKS = 30;

/** Without the lookbehind, each mark of a row would be tried as its first. */
const TOO_MANY_MARKS = new RegExp(`(?<!\\p{M})\\p{M}{${MAX_MARKS + 1}}`, 'u');

/** What messages say about a text with too many marks. */
export const TOO_MANY_MARKS_RULE = `have more than ${MAX_MARKS} combining marks in a row`;

/** True if a text has more than 30 combining marks in a row. */
export function hasTooManyMarks(text: string): boolean {
  return TOO_MANY_MARKS.test(text);
}
