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

/** What a field that not everybody may ask for counts as: each refusal is an error of its own, which costs as much. */
const GUARDED_FIELD_COST = 20;

/**
 * Makes every field charge the operation for what the answer holds by it (see spend): lists for their things and the
 * fields of those, and texts that may be long for their length. What comes from a loader is read once, but stands in the
 * answer as often as it is asked for.
 */
export function chargeAnswers(schema: GraphQLSchema): GraphQLSchema {
  const fieldsOfEach = fieldCounter();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values<Field>(type.getFields())) {
      const list = getNullableType(field.type);
      const item = isListType(list) ? getNullableType(list.ofType) : null;
      if (isCompositeType(item)) {
        charge(field, (things, context, info) => {
          if (!Array.isArray(things)) return;
          spend(context, 'things', things.length);
          spend(context, 'fields', things.length * fieldsOfEach(item, info));
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

function charge(field: Field, pay: (value: unknown, context: RequestContext, info: ResolveInfo) => void): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args, context, info) => {
    const found: unknown = resolve(source, args, context, info);
    if (found instanceof Promise) {
      return found.then((value: unknown) => {
        pay(value, context, info);
        return value;
      });
    }
    try {
      pay(found, context, info);
      return found;
    } catch (error) {
      return rejection(error);
    }
  };
}

/**
 * Gives the function that counts the fields that each thing of a list answers, with those of things that it has one of;
 * lists within it pay for themselves. What a directive leaves out, and what another type answers, counts, too.
 */
function fieldCounter(): (item: GraphQLCompositeType, info: ResolveInfo) => number {
  // Apollo Server keeps documents, so that each selection is counted once; fragments may be spread exponentially often.
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
