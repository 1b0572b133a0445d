import type { GraphQLField } from 'graphql';
import { Extensions } from 'type-graphql';

/** The field's texts may be long: what an answer may hold of them is bounded. */
export function LongText(): MethodDecorator & PropertyDecorator {
  return Extensions({ isLongText: true });
}

export function isLongText({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>): boolean {
  return extensions['isLongText'] === true;
}

/**
 * Whether a text has more combining marks in a row than any language writes, which is where the Stream-Safe Text Format
 * ends (UAX #15, section 13): to bring them into order takes as long as their number squared.
 */
export function hasTooManyMarks(text: string): boolean {
  return /\p{M}{31}/u.test(text);
}
