import { Extensions } from 'type-graphql';

/**
 * How long the answer cache may keep a response that contains a field.
 *
 * - `revision`: until a table that the response was read from changes. The field's value follows from rows and arguments
 *   alone, for a request without credentials.
 * - `day`: likewise, and at most until the end of the day in UTC. The value also depends on the current day.
 * - `never`: the value depends on anything else, such as the instant or a secret.
 */
export type ResponseLife = 'revision' | 'day' | 'never';

/**
 * Allows responses with this field to be cached. On a class, it applies to the properties of the type that have no
 * resolver of their own. A response with any other field is never cached, nor is one with a field that needs a role. On a field
 * of an input, `day` applies to responses for which that field is given.
 */
export function Cached(life: Exclude<ResponseLife, 'never'>) {
  return Extensions({ responseLife: life });
}
