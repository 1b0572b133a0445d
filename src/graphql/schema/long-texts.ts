import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import type { RequestContext } from '../../core/access/request-context';
import { charactersIn, isLongText } from '../../core/types/text';
import { QueryTooComplexError } from '../../errors';
import { type ObjectField, objectFields } from '../object-fields';

/**
 * Maximum length of the long texts of one response, in UTF-16 code units. How long they are is known only when they have
 * been read, and they may be selected under many aliases.
 */
const MAX_CHARACTERS = 9_000_000;

/**
 * Makes every text, or list of texts, without a short bound charge the operation for its length. The cost of an operation, which
 * is computed before it runs, does not know how long texts are.
 */
export function chargeLongTexts(schema: GraphQLSchema): GraphQLSchema {
  for (const { field } of objectFields(schema)) if (isLongText(field)) charge(field);
  return schema;
}

function charge(field: ObjectField['field']): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  const chargeFor = (text: unknown, context: RequestContext): unknown => {
    chargeText(context, charactersIn(text));
    return text;
  };
  field.resolve = (source, args, context, info) => {
    const text: unknown = resolve(source, args, context, info);
    if (text instanceof Promise) return text.then((value: unknown) => chargeFor(value, context));
    return chargeFor(text, context);
  };
}

/**
 * Charges an operation for a long text of its response.
 *
 * @throws QueryTooComplexError when the texts are too long together
 */
function chargeText({ operation }: RequestContext, characters: number): void {
  operation.characters += characters;
  if (operation.characters <= MAX_CHARACTERS) return;
  // Fields share one error: a response may have thousands of them, and each stack trace takes time.
  operation.textError ??= new QueryTooComplexError(
    `The long texts of the response would have more than ${MAX_CHARACTERS} characters: request less at a time`,
    { limit: 'characters', actual: operation.characters, maximum: MAX_CHARACTERS },
  );
  throw operation.textError;
}
