import {
  defaultFieldResolver,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  isUnionType,
  Kind,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { spend, type RequestContext } from '../core/access/request-context';
import { rejection } from './rejection';
import { isLongText } from '../core/types/text';

type Field = GraphQLField<unknown, RequestContext>;
type ResolveInfo = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments' | 'schema'>;

/** The cost of a field with `@auth`. Each refusal is an error of its own, which costs as much as many fields. */
const GUARDED_FIELD_COST = 20;

/**
 * Makes every field charge the operation for its part of the response (see `spend`): a list for its items and their
 * fields, and a text without a short bound for its length. A value that a loader reads once is charged each time it
 * appears in the response.
 */
export function chargeAnswers(schema: GraphQLSchema): GraphQLSchema {
  const countFieldsOfItem = fieldCounter();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values<Field>(type.getFields())) {
      const list = getNullableType(field.type);
      const item = isListType(list) ? getNullableType(list.ofType) : null;
      if (isCompositeType(item)) {
        charge(field, (items, context, info) => {
          if (!Array.isArray(items)) return;
          spend(context, 'items', items.length);
          spend(context, 'fields', items.length * countFieldsOfItem(item, info));
        });
      }
      if (isLongText(field)) {
        charge(field, (text, context) => {
          if (typeof text === 'string') spend(context, 'characters', text.length);
        });
      }
    }
  }
  return schema;
}

function charge(field: Field, chargeFor: (value: unknown, context: RequestContext, info: ResolveInfo) => void): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args, context, info) => {
    const result: unknown = resolve(source, args, context, info);
    if (result instanceof Promise) {
      return result.then((value: unknown) => {
        chargeFor(value, context, info);
        return value;
      });
    }
    try {
      chargeFor(result, context, info);
      return result;
    } catch (error) {
      return rejection(error);
    }
  };
}

/**
 * Returns a function that counts the fields of each item of a list, including the fields of single objects below it.
 * Nested lists charge for themselves. Fields that a directive skips, or that belong to another type, count as well.
 */
function fieldCounter(): (item: GraphQLCompositeType, info: ResolveInfo) => number {
  // Apollo Server caches documents, so each selection is counted once. Fragments may be spread exponentially often.
  const known = new WeakMap<SelectionSetNode, number>();

  function count(type: GraphQLCompositeType, selectionSet: SelectionSetNode | undefined, info: ResolveInfo): number {
    if (selectionSet === undefined) return 0;
    let fields = known.get(selectionSet);
    if (fields !== undefined) return fields;
    fields = 0;
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        fields += countField(type, selection.name.value, selection.selectionSet, info);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : info.fragments[selection.name.value]!;
      const on = fragment.typeCondition ? info.schema.getType(fragment.typeCondition.name.value) : type;
      fields += count(on as GraphQLCompositeType, fragment.selectionSet, info);
    }
    known.set(selectionSet, fields);
    return fields;
  }

  function countField(
    type: GraphQLCompositeType,
    name: string,
    selectionSet: SelectionSetNode | undefined,
    info: ResolveInfo,
  ): number {
    const field = isUnionType(type) ? undefined : type.getFields()[name];
    if (field === undefined) return 1;
    const isGuarded = field.astNode?.directives?.some((directive) => directive.name.value === 'auth') === true;
    const own = isGuarded ? GUARDED_FIELD_COST : 1;
    const named = getNamedType(field.type);
    const isList = isListType(getNullableType(field.type));
    return own + (isCompositeType(named) && !isList ? count(named, selectionSet, info) : 0);
  }

  return (item, info) => info.fieldNodes.reduce((sum, node) => sum + count(item, node.selectionSet, info), 0);
}
