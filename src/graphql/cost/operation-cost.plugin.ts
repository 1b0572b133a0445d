import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { RequestContext } from '../../core/access/request-context';
import type { TableSizes } from '../../database/statistics/table-sizes';
import { OverloadedError, QueryTooComplexError } from '../../errors';
import { microsecondsSince } from '../documents/check-cost.plugin';
import { fragmentsOf } from '../documents/fragments';
import { beforeOperation } from '../operations/before-operation';
import { areInputsBounded } from '../operations/input-bounds.plugin';
import { RawValues } from '../operations/raw-values';
import type { RequestedOperation } from '../operations/requested-fields.plugin';
import { listsBelowParents } from './declared-costs';
import { costOfOperation, type OperationCost } from './operation-cost';

/**
 * Maximum cost of the fields of one response, unless the operator raises that of operations. A field takes one to three
 * microseconds and up to some hundred bytes, so these take about a second, and 40 MB if all of them are titles.
 */
const MAX_FIELDS = 400_000;

/** The part of the maximum cost of an operation that its fields may have, if that is more than MAX_FIELDS. */
const FIELDS_PART = 0.4;

/** When clients may try again that have been refused before the lists were measured. */
const RETRY_AFTER_SECONDS = 2;

/** Maximum root fields that an error names. */
const MAX_NAMED_FIELDS = 5;

/** Maximum costs that are kept of one operation, with different variables. */
const MAX_KEPT = 20;

/** Maximum length of the variables that a cost is kept for, as JSON. */
const MAX_KEY_LENGTH = 500;

/** The part of a cost that is needed each time the operation runs or is refused. */
interface KeptCost extends Pick<OperationCost, 'total' | 'fields'> {
  /** The root fields that cost most, with their costs. */
  readonly sources: readonly (readonly [field: string, cost: number])[];
}

/** The costs of an operation that have been computed, by the variables that they depend on. */
interface KeptCosts {
  /** The variables that say how long lists are, what is filtered and what is left out. */
  names: readonly string[];
  /** The version of the sizes that the costs were computed with. */
  version: number;
  readonly costs: Map<string, KeptCost>;
}

/** The inputs of the cost of an operation. */
interface CostedRequest extends RequestedOperation {
  /** The number of grants that the request sends. */
  readonly grants: number;
}

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
  return beforeOperation(({ document, operation, request: { variables = {} }, contextValue }) => {
    if (!areInputsBounded(variables)) return;
    const requested = { document, operation, variables, grants: contextValue.viewer.grants.length };
    const start = performance.now();
    try {
      const cost = costs.of(requested);
      contextValue.operation.cost = cost.total;
      contextValue.operation.fields = cost.fields;
      costs.assertAffordable(cost, maximum);
    } catch (error) {
      contextValue.operation.checkCost += microsecondsSince(start);
      throw error;
    }
  });
}

/** The costs of operations. They are kept for each operation and values of the variables that they depend on. */
export class OperationCosts {
  // Apollo Server caches documents.
  private readonly kept = new WeakMap<OperationDefinitionNode, KeptCosts>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly sizes: TableSizes,
  ) {}

  /** Maximum cost of an operation. It is computed unless it is cached. */
  of(requested: CostedRequest): KeptCost {
    const kept = this.kept.get(requested.operation);
    if (kept?.version === this.sizes.version) {
      const known = kept.costs.get(keyOf(kept.names, requested));
      if (known !== undefined) return known;
    }
    const { total, fields, byRootField, read } = this.compute(requested);
    const cost = { total, fields, sources: mostExpensiveFields(byRootField) };
    this.keep(requested, read, cost);
    return cost;
  }

  /** Computes the cost. `read` are the names of the variables that it depends on. */
  compute({ document, operation, variables, grants }: CostedRequest): ComputedCost {
    const values = RawValues.of(operation, variables);
    const { schema, sizes } = this;
    const cost = costOfOperation({ schema, operation, fragments: fragmentsOf(document), values, sizes, grants });
    return { ...cost, read: [...values.read] };
  }

  /**
   * @throws QueryTooComplexError if the operation costs more than the maximum, OverloadedError if the cost is unbounded because the
   *   server has not measured all lists yet
   */
  assertAffordable({ total, fields, sources }: KeptCost, maximum: number): void {
    const maximumFields = Math.max(MAX_FIELDS, Math.floor(maximum * FIELDS_PART));
    if (total <= maximum && fields <= maximumFields) return;
    if (total === Number.MAX_SAFE_INTEGER && !this.sizes.areKnown) throw notMeasured();
    if (total > maximum) throw tooExpensive(total, sources, maximum);
    throw tooManyFields(fields, sources, maximumFields);
  }

  private keep(requested: CostedRequest, read: readonly string[], cost: KeptCost): void {
    const { version } = this.sizes;
    const before = this.kept.get(requested.operation);
    const names = [...new Set([...(before?.names ?? []), ...read])];
    const isSame = before?.version === version && names.length === before.names.length && before.costs.size < MAX_KEPT;
    const kept: KeptCosts = isSame ? before : { names, version, costs: new Map() };
    const key = keyOf(names, requested);
    if (key.length <= MAX_KEY_LENGTH) kept.costs.set(key, cost);
    this.kept.set(requested.operation, kept);
  }
}

type ComputedCost = ReturnType<typeof costOfOperation> & { readonly read: readonly string[] };

function keyOf(names: readonly string[], { variables, grants }: CostedRequest): string {
  const values = names.map((name) => [Object.hasOwn(variables, name), variables[name]]);
  return `${grants} ${JSON.stringify(values)}`;
}

function notMeasured(): OverloadedError {
  return new OverloadedError('The server is still measuring its content: try again later', RETRY_AFTER_SECONDS);
}

function mostExpensiveFields(byRootField: ComputedCost['byRootField']): KeptCost['sources'] {
  return [...byRootField].sort(([, one], [, other]) => other - one).slice(0, MAX_NAMED_FIELDS);
}

/** The figures of an error are rounded: they derive from numbers of rows that the client may not see. */
function roundedSources(sources: KeptCost['sources']): { field: string; cost: number }[] {
  return sources.map(([field, cost]) => ({ field, cost: rounded(cost) }));
}

function tooExpensive(total: number, sources: KeptCost['sources'], maximum: number): QueryTooComplexError {
  const actual = rounded(total);
  return new QueryTooComplexError(
    `The operation costs up to ${actual}, and the maximum is ${maximum}: request fewer items, filter by fewer conditions, or send several operations`,
    { limit: 'cost', actual, maximum, sources: roundedSources(sources) },
  );
}

function tooManyFields(fields: number, sources: KeptCost['sources'], maximum: number): QueryTooComplexError {
  const actual = rounded(fields);
  return new QueryTooComplexError(
    `The fields of the response cost up to ${actual}, and the maximum is ${maximum}: request fewer items or fields, or send several operations`,
    { limit: 'fields', actual, maximum, sources: roundedSources(sources) },
  );
}

/** Rounds up to two digits. */
function rounded(cost: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(cost, 1))) - 1);
  return Math.ceil(cost / unit) * unit;
}
