import {
  type ConstDirectiveNode,
  getNamedType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  Kind,
  parse,
} from 'graphql';
import { requiredRoleOf } from '../../core/access/auth';
import type { ConditionCosts } from '../../core/cost/condition-cost';
import type { FieldCost } from '../../core/cost/field-cost';
import { statementsOfFacet } from '../../core/cost/list-cost';
import { DEFAULT_SIZE } from '../../core/listing/page';
import type { RowsOfParent } from '../../database/reading/sizes';
import { parentsOfItem } from '../../database/statistics/list-lengths';
import { objectFields } from '../object-fields';

/** Cost of a row that a statement returns: it is decoded, and an object is made of it. */
export const ROW_COST = 2;

/** Cost of a statement without its rows: its text is assembled, and it is prepared and run. */
export const STATEMENT_COST = 50;

/** The cost of a field with `@auth`. Each refusal is an error of its own, which costs as much as many fields. */
const GUARDED_FIELD_COST = 20;

/** The cost of an instant, which is parsed and formatted. */
const INSTANT_COST = 2;

/**
 * The statements of a mutation, besides those for the values of its input: most are those of a change of an activity and of the events
 * that follow from it, which take up to about 50.
 */
const MUTATION_STATEMENTS = 60;

/** The directives of the GraphQL Cost specification of IBM (https://ibm.github.io/graphql-specs/cost-spec.html), and ours. */
export const costDirectives = parse(`
  """
  Cost of the field for each object that has it, or cost of the condition for each row that it is tested on. The unit is
  about a microsecond. Directive of the GraphQL Cost specification of IBM.
  """
  directive @cost(
    "Decimal number."
    weight: String!
  ) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR

  "Maximum number of items that the field returns. Directive of the GraphQL Cost specification of IBM."
  directive @listSize(
    "Number of items if no slicing argument is given."
    assumedSize: Int
    "Arguments whose value is the number of items."
    slicingArguments: [String!]
    "Fields of the returned object that the size applies to."
    sizedFields: [String!]
    "True if one of the slicing arguments must be given."
    requireOneSlicingArgument: Boolean = true
  ) on FIELD_DEFINITION

  "SQL statements that the field runs at most each time an operation selects it, for all objects that have it together."
  directive @statements(
    "Number of statements. Each costs ${STATEMENT_COST}."
    count: Int!
  ) on FIELD_DEFINITION
`);

/** Cost of a field, with the defaults of fields that declare nothing. */
export interface DeclaredCost extends FieldCost {
  /** For each object that has the field; for a list, besides its items. */
  readonly weight: number;
  readonly statements: number;
  /** The rows that the field reads for each object or value that it returns. The rows of pages belong to the page. */
  readonly rows: number;
  /** The names of the arguments that say the size of a connection. */
  readonly slicing: readonly string[];
}

/** Cost of a condition in a filter for each row; undefined if it declares nothing. */
export function costsOfCondition({ extensions }: Pick<GraphQLInputField, 'extensions'>): ConditionCosts | undefined {
  return extensions['conditionCosts'] as ConditionCosts | undefined;
}

/** The lists below parents whose lengths the costs of fields depend on. */
export function listsBelowParents(schema: GraphQLSchema): RowsOfParent[] {
  return [...objectFields(schema)]
    .flatMap(({ field }) => {
      const cost = costOf(field);
      const bounds = cost?.listsWithin?.map(({ ofParent }) => ofParent) ?? [];
      const lists = [cost?.size?.ofParent, cost?.lists?.ofParent, ...bounds, ...(cost?.scannedLists ?? [])];
      return lists.filter((list) => list !== undefined);
    })
    .flatMap((list) => [list, parentsOfItem(list)].filter((each) => each !== null));
}

/** Cost of a field; undefined for the fields of introspection. */
export function costOf({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>): DeclaredCost | undefined {
  return extensions['declaredCost'] as DeclaredCost | undefined;
}

/**
 * Completes the costs of all fields, and shows them in the printed schema. Call it before resolvers are wrapped: a field
 * with a resolver method has one statement unless it declares another number.
 */
export function declareCosts(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        const costs = costsOfCondition(field);
        if (costs !== undefined) showDirectives(field, `@cost(weight: "${costs.weight}")`);
      }
    }
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values<GraphQLField<unknown, unknown>>(type.getFields())) {
      const declared = complete(schema, type.name, field);
      field.extensions = { ...field.extensions, declaredCost: declared };
      showDirectives(field, directivesOf(field, declared));
    }
  }
  return schema;
}

function complete(schema: GraphQLSchema, typeName: string, field: GraphQLField<unknown, unknown>): DeclaredCost {
  const cost = (field.extensions['cost'] as FieldCost | undefined) ?? {};
  const statements = cost.statements ?? defaultStatements(schema, typeName, field, cost);
  const reads = cost.lists === undefined && (statements > 0 || cost.part?.of === 'facet');
  // Each statement of a facet returns a row for a value.
  const rows = reads ? statementsOfFacet(cost.part) : 0;
  return {
    ...cost,
    statements,
    rows: cost.rows ?? rows,
    weight:
      (requiredRoleOf(field) === null ? (cost.weight ?? defaultWeight(field)) : GUARDED_FIELD_COST) +
      (cost.rows === undefined ? rows * ROW_COST : 0),
    slicing:
      cost.lists === undefined ? [] : field.args.map(({ name }) => name).filter((name) => /^(first|last)$/.test(name)),
  };
}

function defaultWeight({ type }: GraphQLField<unknown, unknown>): number {
  return getNamedType(type).name === 'DateTime' ? INSTANT_COST : 1;
}

function defaultStatements(
  schema: GraphQLSchema,
  typeName: string,
  { resolve }: GraphQLField<unknown, unknown>,
  { lists, part }: FieldCost,
): number {
  if (typeName === schema.getMutationType()?.name) return MUTATION_STATEMENTS;
  return resolve === undefined || lists !== undefined || part !== undefined ? 0 : 1;
}

function directivesOf(field: GraphQLField<unknown, unknown>, cost: DeclaredCost): string {
  const { weight, statements, size, slicing } = cost;
  const directives = [`@cost(weight: "${weight}")`];
  if (statements > 0) directives.push(`@statements(count: ${statements})`);
  if (size !== undefined) {
    const isSliced = field.args.some(({ name }) => name === 'first');
    const slicedBy = isSliced ? ', slicingArguments: ["first"], requireOneSlicingArgument: false' : '';
    directives.push(`@listSize(assumedSize: ${size.assumed}${slicedBy})`);
  }
  if (slicing.length > 0) {
    const sized = Object.keys((getNamedType(field.type) as GraphQLObjectType).getFields()).filter((name) =>
      ['nodes', 'edges'].includes(name),
    );
    directives.push(
      `@listSize(assumedSize: ${DEFAULT_SIZE}, slicingArguments: ${JSON.stringify(slicing)}, sizedFields: ${JSON.stringify(sized)}, requireOneSlicingArgument: false)`,
    );
  }
  return directives.join(' ');
}

/** Adds directives to what is printed of a field. */
function showDirectives(field: GraphQLField<unknown, unknown> | GraphQLInputField, directives: string): void {
  const shown = directiveNodes(directives);
  const before = field.astNode?.directives ?? [];
  field.astNode = {
    ...(field.astNode ?? { kind: Kind.FIELD_DEFINITION, name: { kind: Kind.NAME, value: field.name } }),
    directives: [...before, ...shown],
  } as never;
}

const known = new Map<string, readonly ConstDirectiveNode[]>();

function directiveNodes(text: string): readonly ConstDirectiveNode[] {
  const [definition] = known.has(text) ? [] : parse(`scalar Any ${text}`).definitions;
  if (definition?.kind === Kind.SCALAR_TYPE_DEFINITION) known.set(text, definition.directives ?? []);
  return known.get(text)!;
}
