import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  Kind,
  OperationTypeNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { FieldCall, ListedRows, RawArgs, Sizes } from '../../core/cost/field-cost';
import { partCosts, type PartCost, type SelectedList } from '../../core/cost/list-cost';
import { furtherWordsCost, rankingCost, searchedEntriesCost, searchedTextsCost } from '../../core/cost/text-cost';
import { QueryTooComplexError } from '../../errors';
import { charactersIn, costOfConditions, countValues, fieldsOfFilter, isRecord, sizeOf } from './argument-measures';
import { add, costsOf, mostExpensive, NOTHING, sharedTotal, total, type Costs } from './cost-sums';
import { costOf, ROW_COST, type DeclaredCost } from './declared-costs';
import { introspectionCost } from './introspection-cost';
import { objectsOf, pageSize } from './list-sizes';
import { objectsOfType, ONE_OBJECT, type ListBounds, type Objects } from './objects';
import type { RawValues } from './raw-values';

/** What an operation costs at most. */
export interface OperationCost {
  /** The sum of the others, in the unit of `@cost`. */
  readonly total: number;
  /** The weights of all fields of all objects. Rows are part of the weights of the fields that read them. */
  readonly fields: number;
  readonly rows: number;
  readonly statements: number;
  /** The cost of the rows that statements examine. */
  readonly scanned: number;
}

/** What a character in an argument of a list or a search costs: texts are folded, and searches split into words. */
const CHARACTER_COST = 0.25;

/**
 * Maximum values in the arguments of an operation, where those of a variable count for each field that has it. What they cost is found by
 * going through them some six times, which takes up to 100 ms for these.
 */
const MAX_ARGUMENT_VALUES = 100_000;

/** The arguments of lists that choose a page. All others choose the rows that are counted. */
const PAGING: ReadonlySet<string> = new Set(['first', 'last', 'after', 'before', 'orderBy']);

/** Fields of connections read parts of this list. `shared` has the costs of statements that several parts share. */
interface Listed {
  readonly list: SelectedList;
  readonly shared: Map<string, PartCost>;
}

/** Where fields are selected: the objects that have them, and the list that the fields of its connection belong to. */
interface Place {
  readonly objects: Objects;
  readonly listed: Listed | null;
  /** The nearest field above that declares `scans`. */
  readonly scanning: Scanning | null;
  readonly bounds: ListBounds;
}

interface Scanning {
  readonly node: FieldNode;
  readonly call: FieldCall;
  /** What has been charged of `scansForAll`: fields that declare the same share what they read, also under several aliases. */
  readonly charged: Set<unknown>;
}

export interface CostedOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly values: RawValues;
  readonly sizes: Sizes;
  /** The number of grants that the request sends. */
  readonly grants: number;
}

/**
 * Computes what a valid operation costs at most, without running it: every field counts once for each object that can have
 * it, and every list is as long as its arguments and the present data allow. Fields that a directive leaves out do not
 * count. Of the types that an object may have, the most expensive one counts.
 */
export function costOfOperation(
  costed: CostedOperation,
): OperationCost & { readonly byRootField: Map<string, number> } {
  return new CostComputation(costed).run();
}

class CostComputation {
  /** Fragments may be spread exponentially often. Each is computed once for each type, list and number of objects. */
  private readonly known = new Map<SelectionSetNode, Map<string, Costs>>();
  /** The statements of lists at the root. Equal ones run once. */
  private readonly sharedAtRoot = new Map<string, PartCost>();
  private readonly scanningFields = new Map<FieldNode, number>();
  private lists = 0;
  private values = 0;

  constructor(private readonly costed: CostedOperation) {}

  run(): OperationCost & { readonly byRootField: Map<string, number> } {
    const { schema, operation } = this.costed;
    const root = schema.getRootType(operation.operation)!;
    const byRootField = new Map<string, number>();
    const sum: Costs = { ...NOTHING };
    for (const field of this.fieldsOf(operation.selectionSet, root)) {
      const before = sharedTotal(this.sharedAtRoot);
      const place = { objects: ONE_OBJECT, listed: null, scanning: null, bounds: new Map<string, number>() };
      const costs = this.costOfField(field, root, place);
      add(sum, costs);
      const name = (field.alias ?? field.name).value;
      byRootField.set(name, (byRootField.get(name) ?? 0) + total(costs) + sharedTotal(this.sharedAtRoot) - before);
    }
    for (const part of this.sharedAtRoot.values()) add(sum, costsOf(part));
    const { fields, rows, statements, scanned } = sum;
    return { total: total(sum), fields, rows: rows + statements, statements, scanned, byRootField };
  }

  private costOfSelections(selectionSet: SelectionSetNode, type: GraphQLCompositeType, place: Place): Costs {
    const { objects, listed, scanning, bounds } = place;
    const of = `${objects.count} ${objects.repeats} ${[...bounds].join(' ')}`;
    const key = `${type.name} ${listed?.list.pageKey ?? ''} ${of} ${this.numberOf(scanning)}`;
    const byKey = this.known.get(selectionSet) ?? new Map<string, Costs>();
    this.known.set(selectionSet, byKey);
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const costs = isAbstractType(type) ? this.costOfAbstract(selectionSet, type, place) : { ...NOTHING };
    if (!isAbstractType(type)) {
      for (const field of this.fieldsOf(selectionSet, type)) add(costs, this.costOfField(field, type, place));
    }
    byKey.set(key, costs);
    return costs;
  }

  /** Objects may be of the most expensive types, as far as there are as many of these. The statements of all types run. */
  private costOfAbstract(
    selectionSet: SelectionSetNode,
    type: Parameters<GraphQLSchema['getPossibleTypes']>[0],
    { objects, ...place }: Place,
  ): Costs {
    const costs = this.costed.schema.getPossibleTypes(type).flatMap((possible) => {
      const ofType = objectsOfType(objects, possible.name);
      if (ofType.count === 0) return [];
      const costOf = (some: Objects): Costs =>
        this.costOfSelections(selectionSet, possible, { objects: some, ...place });
      // What is charged once is part of the sum below, not of the cost of one object.
      const all = costOf(ofType);
      return [{ one: costOf(ONE_OBJECT), all }];
    });
    const most = (of: 'fields' | 'rows'): number =>
      mostExpensive(
        objects.count,
        costs.map(({ one, all }) => ({ one: one[of], all: all[of] })),
      );
    const sum = { ...NOTHING };
    for (const { all } of costs) add(sum, all);
    return { ...sum, fields: most('fields'), rows: most('rows') };
  }

  private costOfField(node: FieldNode, parent: GraphQLObjectType, place: Place): Costs {
    const { objects, listed, scanning, bounds } = place;
    const introspected = introspectionCost(this.costed, node);
    if (introspected !== null) return { ...NOTHING, fields: objects.count * introspected };
    const field = parent.getFields()[node.name.value];
    const cost = field && costOf(field);
    // __typename.
    if (field === undefined || cost === undefined) return { ...NOTHING, fields: objects.count };
    const call = this.callOf(node, field, cost);
    const isList = isListType(getNullableType(field.type));
    const statements = Math.min(cost.statements, cost.types?.(call).size ?? Infinity);
    const costs: Costs = {
      // The items of a list are counted below. An empty list has none.
      fields: objects.count * (isList ? cost.weight - cost.rows * ROW_COST : cost.weight),
      rows: isList ? 0 : objects.count * cost.rows,
      statements: statements + (this.isMutation(parent) ? countValues(call.args) + (cost.writes?.(call) ?? 0) : 0),
      scanned: objects.count * ((cost.scans?.(call) ?? 0) + charactersIn(call.args) * CHARACTER_COST),
    };
    if (cost.lists === undefined) costs.scanned += statements * call.searches;
    const within = boundsBelow(cost, call, place);
    if (cost.reads !== undefined) {
      const read = within.get(cost.reads) ?? Infinity;
      costs.fields += read * ROW_COST;
      costs.rows += read;
    }
    if (scanning !== null && cost.scansForAll !== undefined && !scanning.charged.has(cost.scansForAll)) {
      scanning.charged.add(cost.scansForAll);
      costs.scanned += cost.scansForAll(scanning.call);
    }
    if (cost.part !== undefined && listed !== null)
      this.share(partCosts(cost.part, listed.list, call.sizes, call.args), listed);
    const below = cost.lists === undefined ? listed : this.listOf(node, parent, cost, call, objects);
    const returned = objectsOf(field, cost, call, objects, { list: listed?.list ?? null, bounds });
    if (isList) {
      costs.fields += returned.count * (1 + cost.rows * ROW_COST);
      costs.rows += returned.count * cost.rows;
    }
    const type = getNamedType(field.type);
    if (node.selectionSet !== undefined && isCompositeType(type)) {
      // Below the items of a page, fields belong to the items, not to the list.
      const isItem = isList || cost.part !== undefined;
      const scans = cost.scans === undefined ? scanning : { node, call, charged: new Set<unknown>() };
      const items = {
        objects: returned,
        listed: isItem ? null : below,
        scanning: scans,
        bounds: within,
      };
      add(costs, this.costOfSelections(node.selectionSet, type, items));
    }
    if (below !== null && below !== listed && below.shared !== this.sharedAtRoot) {
      for (const part of below.shared.values()) add(costs, costsOf(part));
    }
    return costs;
  }

  /** Distinguishes the fields that declare `scans`; what is selected below them can depend on their arguments. */
  private numberOf(scanning: Scanning | null): number {
    if (scanning === null) return 0;
    const number = this.scanningFields.get(scanning.node) ?? this.scanningFields.size + 1;
    this.scanningFields.set(scanning.node, number);
    return number;
  }

  private share(costs: ReadonlyMap<string, PartCost>, { shared }: Listed): void {
    for (const [key, cost] of costs) shared.set(key, cost);
  }

  private listOf(
    node: FieldNode,
    parent: GraphQLObjectType,
    cost: DeclaredCost,
    call: FieldCall,
    { count: parents }: Objects,
  ): Listed {
    const { args } = call;
    const isAtRoot = parent === this.costed.schema.getQueryType();
    const filter = isRecord(args['filter']) ? args['filter'] : {};
    this.lists += 1;
    // Equal counts of lists at the root share a statement. Below a parent, statements contain the parent's key.
    const name = isAtRoot ? node.name.value : `${node.name.value} ${this.lists}`;
    return {
      list: {
        filterKey: `${name} ${JSON.stringify(conditionsOf(args))}`,
        // Pages are read for each selection of a list.
        pageKey: `${node.name.value} ${this.lists}`,
        listed: cost.lists!,
        conditions: call.conditions,
        searches: call.searches,
        ranking: call.ranking,
        filteredBy: new Set(fieldsOfFilter(filter)),
        orders: Array.isArray(args['orderBy']) ? args['orderBy'].length : 1,
        isTranslated: isInTextOrder(cost.lists!, args['orderBy']),
        size: pageSize(cost, call),
        parents,
      },
      shared: isAtRoot ? this.sharedAtRoot : new Map<string, PartCost>(),
    };
  }

  private callOf(node: FieldNode, field: GraphQLField<unknown, unknown>, cost: DeclaredCost): FieldCall {
    const { values, sizes, grants } = this.costed;
    const isBounding = cost.lists ?? cost.size?.now ?? cost.scans ?? cost.types ?? cost.listsWithin;
    const isQuery = this.costed.operation.operation === OperationTypeNode.QUERY;
    const args = isBounding !== undefined || !isQuery ? values.argumentsOf(node.arguments) : {};
    this.count(args);
    const filter = field.args.find(({ name }) => name === 'filter');
    const isSearch = filter !== undefined || cost.lists?.by === 'text';
    const searched = isSearch ? { filter: args['filter'], text: args['text'] } : null;
    const conditions =
      (filter === undefined || args['filter'] == null ? 0 : costOfConditions(filter.type, args['filter'], sizes)) +
      furtherWordsCost(searched);
    const ranking = cost.lists?.by === 'text' ? rankingCost(args['text']) : 0;
    const others = filter === undefined ? 0 : this.otherEntries(cost) * searchedEntriesCost(searched);
    return { args, sizes, grants, conditions, searches: searchedTextsCost(searched) + others, ranking };
  }

  /** @throws QueryTooComplexError if the operation has more than MAX_ARGUMENT_VALUES */
  private count(args: RawArgs): void {
    // Without the arguments themselves.
    this.values += sizeOf(args) - 1;
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

  private isMutation(parent: GraphQLObjectType): boolean {
    return parent === this.costed.schema.getMutationType();
  }

  /** The fields that an object of this type has, from all fragments that apply to it. */
  private *fieldsOf(selectionSet: SelectionSetNode, type: GraphQLObjectType): Generator<FieldNode> {
    for (const selection of selectionSet.selections) {
      if (this.costed.values.isLeftOut(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        yield selection;
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : this.costed.fragments.get(selection.name.value)!;
      if (this.applies(fragment.typeCondition?.name.value, type)) yield* this.fieldsOf(fragment.selectionSet, type);
    }
  }

  private applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const on = this.costed.schema.getType(condition);
    return isAbstractType(on) && this.costed.schema.isSubType(on, type);
  }
}

/** The arguments that choose rows, in an order that does not depend on the document. */
function conditionsOf(args: RawArgs): [string, unknown][] {
  return Object.entries(args)
    .filter(([name, value]) => value != null && !PAGING.has(name))
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

const knownSearchedTables = new WeakMap<GraphQLSchema, readonly string[]>();

/** The tables whose rows are in the full-text index: those that are listed by searches. */
function searchedTables(schema: GraphQLSchema): readonly string[] {
  const known = knownSearchedTables.get(schema);
  if (known !== undefined) return known;
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {});
  const tables = fields.flatMap((field) => {
    const lists = costOf(field)?.lists;
    return lists?.by === 'text' ? lists.tables : [];
  });
  knownSearchedTables.set(schema, tables);
  return tables;
}

/** The bounds of the lists below a field. */
function boundsBelow(
  { listsWithin = [], size }: DeclaredCost,
  call: FieldCall,
  { objects, bounds }: Place,
): ListBounds {
  if (listsWithin.length === 0) return bounds;
  const own = listsWithin.map(({ name, most }): [string, number] => {
    const above = size?.within === undefined ? Infinity : (bounds.get(name) ?? Infinity);
    return [name, Math.min(above, objects.count * most(call))];
  });
  return new Map([...bounds, ...own]);
}

/** True if a list is ordered by a text in the language that is shown. `orderBy` is not validated. */
function isInTextOrder({ textOrder }: ListedRows, orderBy: unknown): boolean {
  if (textOrder === undefined) return false;
  const criteria: readonly unknown[] = Array.isArray(orderBy) ? orderBy : orderBy == null ? [] : [orderBy];
  if (criteria.length === 0) return textOrder.isDefault;
  return criteria.some((criterion) => isRecord(criterion) && criterion['field'] === textOrder.field);
}
