import type { ApolloServerPlugin } from '@apollo/server';
import {
  GraphQLError,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { RequestContext } from '../../core/access/request-context';
import type { RawArgs } from '../../core/cost/field-cost';
import type { TableSizes } from '../../database/table-sizes';
import { QueryTooComplexError } from '../../errors';
import { listsBelowParents } from './declared-costs';
import { costOfOperation } from './operation-cost';
import { RawValues } from './raw-values';

/** How many root fields an error names. */
const NAMED_SOURCES = 5;

/** How many costs are kept of one operation, with different variables. */
const MAX_KEPT = 20;

/** Maximum length of the variables that a cost is kept for, as JSON. */
const MAX_KEY_LENGTH = 2_000;

/** The costs of an operation that have been computed, by the variables that they depend on. */
interface KeptCosts {
  /** The variables that say how long lists are, what is filtered and what is left out. */
  names: readonly string[];
  /** The version of the sizes that the costs were computed with. */
  version: number;
  readonly costs: Map<string, ComputedCost>;
}

type ComputedCost = ReturnType<typeof costOfOperation>;

/**
 * Computes what an operation costs at most before it runs, sets it on the context, and rejects an operation that costs
 * too much.
 */
export function operationCostPlugin(
  schema: GraphQLSchema,
  sizes: TableSizes,
  maximum: number,
): ApolloServerPlugin<RequestContext> {
  const costs = new OperationCosts(schema, sizes);
  sizes.watch(listsBelowParents(schema));
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, request, contextValue }) {
          // No operation has the requested name. Execution reports that.
          if (operation === undefined) return;
          const cost = costs.of(document, operation, request.variables ?? {});
          contextValue.operation.cost = cost.total;
          contextValue.operation.fields = cost.fields;
          assertAffordable(cost, maximum);
        },
      };
    },
  };
}

/** The costs of operations. They are computed once for each operation and values of the variables that they depend on. */
export class OperationCosts {
  // Apollo Server caches documents.
  private readonly kept = new WeakMap<OperationDefinitionNode, KeptCosts>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly sizes: TableSizes,
  ) {}

  of(document: DocumentNode, operation: OperationDefinitionNode, variables: RawArgs): ComputedCost {
    const kept = this.kept.get(operation);
    if (kept?.version === this.sizes.version) {
      const known = kept.costs.get(keyOf(kept.names, variables));
      if (known !== undefined) return known;
    }
    const values = new RawValues(variables, defaultsOf(operation));
    const { schema, sizes } = this;
    const cost = costOfOperation({ schema, operation, fragments: fragmentsOf(document), values, sizes });
    this.keep(operation, [...values.read], variables, cost);
    return cost;
  }

  private keep(
    operation: OperationDefinitionNode,
    read: readonly string[],
    variables: RawArgs,
    cost: ComputedCost,
  ): void {
    const { version } = this.sizes;
    const before = this.kept.get(operation);
    const names = [...new Set([...(before?.names ?? []), ...read])];
    const isSame = before?.version === version && names.length === before.names.length && before.costs.size < MAX_KEPT;
    const kept: KeptCosts = isSame ? before : { names, version, costs: new Map() };
    const key = keyOf(names, variables);
    if (key.length <= MAX_KEY_LENGTH) kept.costs.set(key, cost);
    this.kept.set(operation, kept);
  }
}

function keyOf(names: readonly string[], variables: RawArgs): string {
  return names.length === 0
    ? ''
    : JSON.stringify(names.map((name) => [Object.hasOwn(variables, name), variables[name]]));
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): RawValues['defaults'] {
  return new Map(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue === undefined ? [] : [[variable.name.value, defaultValue]],
    ),
  );
}

function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
}

/**
 * The figures of the error are rounded: they derive from numbers of rows that the client may not see.
 *
 * @throws GraphQLError QUERY_TOO_COMPLEX if the operation costs more than the maximum
 */
export function assertAffordable({ total, byRootField }: ComputedCost, maximum: number): void {
  if (total <= maximum) return;
  const sources = [...byRootField]
    .sort(([, one], [, other]) => other - one)
    .slice(0, NAMED_SOURCES)
    .map(([field, cost]) => ({ field, cost: rounded(cost) }));
  const actual = rounded(total);
  const error = new QueryTooComplexError(
    `The operation costs up to ${actual}, and the maximum is ${maximum}: request fewer items, filter by fewer conditions, or send several operations`,
    { limit: 'cost', actual, maximum, sources },
  );
  throw new GraphQLError(error.message, { originalError: error });
}

/** Rounds up to two digits. */
function rounded(cost: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(cost, 1))) - 1);
  return Math.ceil(cost / unit) * unit;
}
