import type { FieldNode } from 'graphql';

/** The number of characters of an alias that cost 1. All names of fields in the schema are shorter. */
const CHARACTERS = 50;

/** Cost of the alias of a field, each time the response contains it. An alias may be as long as a request. */
export function costOfAlias({ alias }: FieldNode): number {
  return alias === undefined ? 0 : Math.floor(alias.value.length / CHARACTERS);
}
