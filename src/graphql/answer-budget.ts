import {
  defaultFieldResolver,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  type GraphQLSchema,
} from 'graphql';
import { spend, type RequestContext } from '../domain/access/request-context';

/**
 * Makes every field that lists things charge the operation for them (see spend): a list that comes from a loader is
 * read once, but stands in the answer as often as it is asked for.
 */
export function chargeLists(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const list = getNullableType(field.type);
      if (!isListType(list) || !isCompositeType(getNullableType(list.ofType))) continue;
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (source, args, context: RequestContext, info) => {
        const charge = (things: unknown): unknown => {
          if (Array.isArray(things)) spend(context, things.length);
          return things;
        };
        const found: unknown = resolve(source, args, context, info);
        return found instanceof Promise ? found.then(charge) : charge(found);
      };
    }
  }
  return schema;
}
