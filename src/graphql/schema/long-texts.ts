import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import { chargeText, type RequestContext } from '../../core/access/request-context';
import { charactersIn, isLongText } from '../../core/types/text';
import { type ObjectField, objectFields } from '../object-fields';

/**
 * Makes every text, or list of texts, without a short bound charge the operation for its length (see `chargeText`). The cost of an
 * operation, which is computed before it runs, does not know how long texts are.
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
