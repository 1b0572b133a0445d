import {
  type FieldNode,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { memoize } from '../../core/memoize';
import { costOfAlias } from './alias-cost';
import type { CostedOperation } from './costed-operation';

/** Types are non-null, lists and non-null again at most: `[T!]!`. */
const MAX_WRAPPERS = 3;

/**
 * How an object of introspection was reached. `each`: once for each type, field, argument and so on of the schema, so
 * that lists below it have their average length. `any`: by a reference, which may lead to the longest lists again and
 * again. The number counts the wrappers of a type on the way.
 */
type Reached = 'each' | { readonly wrappers: number };

const ANY: Reached = { wrappers: 0 };

type Introspection = Pick<CostedOperation, 'schema' | 'fragments'>;

/** Maximum cost of the fields that `__schema` or `__type` returns, without its own alias; null for any other field. */
export function introspectionCost(costed: Introspection, { name, selectionSet }: FieldNode): number | null {
  if (name.value === '__schema') return 1 + costOfFields(costed, selectionSet, '__Schema', 'each');
  return name.value === '__type' ? 1 + costOfFields(costed, selectionSet, '__Type', ANY) : null;
}

/**
 * What the fields that a selection returns for an object of introspection cost at most. Expects a valid document whose fragments have
 * at most some thousand fields when expanded.
 */
function costOfFields(
  costed: Introspection,
  selectionSet: SelectionSetNode | undefined,
  type: string,
  reached: Reached,
): number {
  let sum = 0;
  for (const selection of selectionSet?.selections ?? []) {
    if (selection.kind === Kind.FIELD) {
      const below = step(costed.schema, type, selection.name.value, reached);
      sum += 1 + costOfAlias(selection);
      if (below !== null) {
        sum += below.size * (1 + costOfFields(costed, selection.selectionSet, below.type, below.reached));
      }
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : costed.fragments.get(selection.name.value)!;
    sum += costOfFields(costed, fragment.selectionSet, type, reached);
  }
  return sum;
}

interface Step {
  readonly type: string;
  readonly size: number;
  readonly reached: Reached;
}

/** Where a field of an introspection type leads; null for a field without subfields. */
function step(schema: GraphQLSchema, type: string, field: string, reached: Reached): Step | null {
  if (field === 'ofType') {
    const wrappers = reached === 'each' ? 1 : reached.wrappers + 1;
    return { type: '__Type', size: wrappers > MAX_WRAPPERS ? 0 : 1, reached: { wrappers } };
  }
  const list = LISTS[`${type}.${field}`];
  if (list !== undefined) {
    const { average, longest } = lengthsOf(schema)[list.length];
    const size = reached === 'each' ? average : longest;
    return { type: list.of, size, reached: reached === 'each' && list.isOnce ? 'each' : ANY };
  }
  const isType = ['type', 'queryType', 'mutationType', 'subscriptionType'].includes(field);
  return isType ? { type: '__Type', size: 1, reached: ANY } : null;
}

type Length =
  | 'types'
  | 'directives'
  | 'fields'
  | 'args'
  | 'directiveArgs'
  | 'inputFields'
  | 'enumValues'
  | 'interfaces'
  | 'possibleTypes';

/** The lists of introspection. `isOnce`: each of its items belongs to one list only. */
const LISTS: Readonly<Record<string, { readonly of: string; readonly length: Length; readonly isOnce?: true }>> = {
  '__Schema.types': { of: '__Type', length: 'types', isOnce: true },
  '__Schema.directives': { of: '__Directive', length: 'directives', isOnce: true },
  '__Directive.args': { of: '__InputValue', length: 'directiveArgs', isOnce: true },
  '__Directive.locations': { of: '__DirectiveLocation', length: 'directives' },
  '__Type.fields': { of: '__Field', length: 'fields', isOnce: true },
  '__Field.args': { of: '__InputValue', length: 'args', isOnce: true },
  '__Type.inputFields': { of: '__InputValue', length: 'inputFields', isOnce: true },
  '__Type.enumValues': { of: '__EnumValue', length: 'enumValues', isOnce: true },
  '__Type.interfaces': { of: '__Type', length: 'interfaces' },
  '__Type.possibleTypes': { of: '__Type', length: 'possibleTypes' },
};

type Lengths = Readonly<Record<Length, { readonly average: number; readonly longest: number }>>;

const lengthsOf = memoize((schema: GraphQLSchema): Lengths => {
  const types = Object.values(schema.getTypeMap());
  const directives = schema.getDirectives();
  const composites = types.filter((type) => isObjectType(type) || isInterfaceType(type));
  const fields = composites.map((type) => Object.values(type.getFields()));
  const over = (lengths: readonly number[], owners: number) => ({
    average: lengths.reduce((sum, length) => sum + length, 0) / Math.max(owners, 1),
    longest: Math.max(0, ...lengths),
  });
  const all = fields.flat();
  return {
    types: over([types.length], 1),
    directives: over([directives.length], 1),
    directiveArgs: over(
      directives.map(({ args }) => args.length),
      directives.length,
    ),
    fields: over(
      fields.map(({ length }) => length),
      types.length,
    ),
    args: over(
      all.map(({ args }) => args.length),
      all.length,
    ),
    inputFields: over(
      types.filter(isInputObjectType).map((type) => Object.keys(type.getFields()).length),
      types.length,
    ),
    enumValues: over(
      types.filter(isEnumType).map((type) => type.getValues().length),
      types.length,
    ),
    interfaces: over(
      composites.map((type) => type.getInterfaces().length),
      types.length,
    ),
    possibleTypes: over(
      types.filter(isAbstractType).map((type) => schema.getPossibleTypes(type).length),
      types.length,
    ),
  };
});
