import { type FieldNode, type GraphQLField, type GraphQLSchema, OperationTypeNode } from 'graphql';
import type { ConditionCosts } from '../../core/cost/condition-cost';
import type { FieldCall, RawArgs } from '../../core/cost/field-cost';
import { furtherWordsCost, rankingCost, searchedEntriesCost, searchedTextsCost } from '../../core/cost/text-cost';
import { memoize } from '../../core/memoize';
import { QueryTooComplexError } from '../../errors';
import { costOfConditions, countValues } from './argument-measures';
import type { CostedOperation } from './costed-operation';
import { costOf, type DeclaredCost } from './declared-costs';

/**
 * Maximum values in the arguments of an operation, where those of a variable count for each field that has it. What they cost is found by
 * going through them some six times, which takes up to 100 ms for these.
 */
const MAX_ARGUMENT_VALUES = 100_000;

/** Reads the arguments of an operation's fields, and measures what their filters and searches cost. */
export class FieldCalls {
  private values = 0;

  constructor(private readonly costed: CostedOperation) {}

  /** @throws QueryTooComplexError if the arguments of the operation have more than MAX_ARGUMENT_VALUES */
  of(node: FieldNode, field: GraphQLField<unknown, unknown>, cost: DeclaredCost): FieldCall {
    const { values, sizes, grants } = this.costed;
    const isBounding = cost.lists ?? cost.size?.now ?? cost.scans ?? cost.types ?? cost.listsWithin;
    const isQuery = this.costed.operation.operation === OperationTypeNode.QUERY;
    const args = isBounding !== undefined || !isQuery ? values.argumentsOf(node.arguments) : {};
    this.count(args);
    const filter = field.args.find(({ name }) => name === 'filter');
    const isSearch = filter !== undefined || cost.lists?.by === 'text';
    const searched = isSearch ? { filter: args['filter'], text: args['text'] } : null;
    const ofFilter = (isCharged?: (costs: ConditionCosts) => boolean): number =>
      filter === undefined || args['filter'] == null
        ? 0
        : costOfConditions(filter.type, args['filter'], sizes, isCharged);
    const ofWords = furtherWordsCost(searched);
    const conditions = ofFilter() + ofWords;
    const conditionsOnAll = ofFilter(({ searchesAll = false }) => searchesAll) + ofWords;
    const ranking = cost.lists?.by === 'text' ? rankingCost(args['text']) : 0;
    const others = filter === undefined ? 0 : this.otherEntries(cost) * searchedEntriesCost(searched);
    return {
      args,
      sizes,
      grants,
      conditions,
      conditionsOnAll,
      searches: searchedTextsCost(searched) + others,
      ranking,
    };
  }

  private count(args: RawArgs): void {
    // Without the arguments themselves.
    this.values += countValues(args) - 1;
    if (this.values <= MAX_ARGUMENT_VALUES) return;
    throw new QueryTooComplexError(
      `The arguments have more than ${MAX_ARGUMENT_VALUES} values, of which those of a variable count for each field that has it`,
      { limit: 'values', actual: this.values, maximum: MAX_ARGUMENT_VALUES },
    );
  }

  /** The entries of the full-text index that a filter by text reads although they are of other types. */
  private otherEntries({ lists }: DeclaredCost): number {
    const { schema, sizes } = this.costed;
    // All filters that are not those of lists select activities.
    const listed = lists?.tables ?? ['activity'];
    return searchedTables(schema).reduce((sum, table) => sum + (listed.includes(table) ? 0 : sizes.rowsOf(table)), 0);
  }
}

/** The tables whose rows are in the full-text index: those that are listed by searches. */
const searchedTables = memoize((schema: GraphQLSchema): readonly string[] => {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {});
  return fields.flatMap((field) => {
    const lists = costOf(field)?.lists;
    return lists?.by === 'text' ? lists.tables : [];
  });
});
