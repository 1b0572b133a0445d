import type { ApolloServerPlugin } from '@apollo/server';
import { type FormattedExecutionResult, GraphQLError } from 'graphql';
import type { RequestContext } from '../../core/access/request-context';
import { QueryTooComplexError } from '../../errors';
import { takeTurn } from '../../event-loop';

/** A response with fewer fields and characters of long texts is written at once. Each takes about five milliseconds. */
const MAX_FIELDS_AT_ONCE = 10_000;
const MAX_CHARACTERS_AT_ONCE = 500_000;

/**
 * Maximum length of a response, in UTF-16 code units. The fields of a response and its long texts are limited before; short texts may be
 * selected under many aliases.
 */
const MAX_CHARACTERS = 10_000_000;

/** How long a response is written before other requests have a turn, in milliseconds. */
const TURN_MS = 5;

type Data = object;

/** The data of responses that may be large. */
const largeData = new WeakSet<Data>();

/** Finds the responses that `resultText` writes in turns. */
export function largeResultPlugin<TContext extends RequestContext>(): ApolloServerPlugin<TContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ contextValue: { operation }, response: { body } }) {
          const isLarge = operation.fields > MAX_FIELDS_AT_ONCE || operation.characters > MAX_CHARACTERS_AT_ONCE;
          if (isLarge && body.kind === 'single' && body.singleResult.data) largeData.add(body.singleResult.data);
        },
      };
    },
  };
}

/** The text of a result. That of a large one is written in turns. */
export function resultText(result: FormattedExecutionResult): string | Promise<string> {
  if (result.data == null || !largeData.has(result.data)) return `${JSON.stringify(result)}\n`;
  return textInTurns(result);
}

/**
 * Writes a result as JSON.stringify does, with a line feed at the end, in turns with other requests.
 *
 * @param maximum maximum length of the text, in UTF-16 code units
 * @throws GraphQLError with the code QUERY_TOO_COMPLEX if the text would be longer
 */
export async function textInTurns(result: object, maximum = MAX_CHARACTERS): Promise<string> {
  const pieces: string[] = [];
  let length = 0;
  let begin = performance.now();
  for (const piece of piecesOf(result)) {
    pieces.push(piece);
    length += piece.length;
    if (length > maximum) throw tooLong(maximum);
    if (performance.now() - begin < TURN_MS) continue;
    await takeTurn(result);
    begin = performance.now();
  }
  return `${pieces.join('')}\n`;
}

/** The response has no data, so that its status is that of an operation that was refused. */
function tooLong(maximum: number): GraphQLError {
  const originalError = new QueryTooComplexError(
    `The response would have more than ${maximum} characters: request less at a time`,
    { limit: 'response', maximum },
  );
  return new GraphQLError(originalError.message, { originalError, extensions: { http: { status: 400 } } });
}

/** The text of a value in pieces: each item of its outermost lists with several items is one. */
function* piecesOf(value: unknown): Generator<string> {
  if (Array.isArray(value) && value.length === 1) {
    yield '[';
    yield* piecesOf(value[0]);
    yield ']';
  } else if (Array.isArray(value)) {
    yield '[';
    for (const [place, item] of value.entries()) yield (place === 0 ? '' : ',') + JSON.stringify(item);
    yield ']';
  } else if (typeof value === 'object' && value !== null) {
    yield '{';
    const entries = Object.entries(value).filter(([, member]) => member !== undefined);
    for (const [place, [name, member]] of entries.entries()) {
      yield `${place === 0 ? '' : ','}${JSON.stringify(name)}:`;
      yield* piecesOf(member);
    }
    yield '}';
  } else {
    yield JSON.stringify(value);
  }
}
