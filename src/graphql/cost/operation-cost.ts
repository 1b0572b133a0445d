import {
  type FieldNode,
  getNamedType,
  getNullableType,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isListType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { FieldCall } from '../../core/cost/field-cost';
import { type PartCost, partCosts, type SelectedList } from '../../core/cost/list-cost';
import { charactersIn } from '../../core/types/text';
import { costOfAlias } from './alias-cost';
import { countScalars } from './argument-measures';
import { add, type Costs, costsOf, mostExpensive, NOTHING, sharedTotal, total } from './cost-sums';
import type { CostedOperation } from './costed-operation';
import { costOf, type DeclaredCost, ROW_COST } from './declared-costs';
import { FieldCalls } from './field-calls';
import { introspectionCost } from './introspection-cost';
import { objectsOf } from './list-sizes';
import { type ListBounds, type Objects, objectsOfType, ONE_OBJECT } from './objects';
import { SelectedLists } from './selected-lists';

/** What an operation costs at most. */
export interface OperationCost {
  /** The cost of the fields, the statements and the rows that are examined, in the unit of `@cost`. */
  readonly total: number;
  /** The weights of all fields of all objects. Rows are part of the weights of the fields that read them. */
  readonly fields: number;
  /** The number of rows that statements return. */
  readonly rows: number;
  /** The number of statements. */
  readonly statements: number;
  /** The cost of the rows that statements examine. */
  readonly scanned: number;
}

/** Cost of a character in an argument of a list or a search: texts are folded, and searches split into words. */
const CHARACTER_COST = 0.25;

/** The list that fields of a connection read parts of. `shared` has the costs of the statements that several parts share. */
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

/** A field that declares `scans`, for the fields below it that declare `scansForAll`. */
interface Scanning {
  readonly node: FieldNode;
  readonly call: FieldCall;
  /** The declarations of `scansForAll` that have been charged. Fields with the same one share what they read. */
  readonly charged: Set<unknown>;
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
  private readonly lists = new SelectedLists();
  private readonly calls: FieldCalls;

  constructor(private readonly costed: CostedOperation) {
    this.calls = new FieldCalls(costed);
  }

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
      const costsFor = (some: Objects): Costs =>
        this.costOfSelections(selectionSet, possible, { objects: some, ...place });
      // All objects come first: what is charged once is then part of their costs, not of those of one object.
      const all = costsFor(ofType);
      return [{ one: costsFor(ONE_OBJECT), all }];
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
    const costs = this.costOfValue(node, parent, place);
    costs.fields += place.objects.count * costOfAlias(node);
    return costs;
  }

  private costOfValue(node: FieldNode, parent: GraphQLObjectType, place: Place): Costs {
    const { objects, listed, scanning, bounds } = place;
    const introspected = introspectionCost(this.costed, node);
    if (introspected !== null) return { ...NOTHING, fields: objects.count * introspected };
    const field = parent.getFields()[node.name.value];
    const cost = field && costOf(field);
    // __typename.
    if (field === undefined || cost === undefined) return { ...NOTHING, fields: objects.count };
    const call = this.calls.of(node, field, cost);
    const isList = isListType(getNullableType(field.type));
    const statements = Math.min(cost.statements, cost.types?.(call).size ?? Infinity);
    const costs: Costs = {
      // The items of a list are counted below. An empty list has none.
      fields: objects.count * (isList ? cost.weight - cost.rows * ROW_COST : cost.weight),
      rows: isList ? 0 : objects.count * cost.rows,
      statements: statements + (this.isMutation(parent) ? countScalars(call.args) + (cost.writes?.(call) ?? 0) : 0),
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
    const below = cost.lists === undefined ? listed : this.listOf(node, parent, cost, call, objects.count);
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
    parents: number,
  ): Listed {
    const isAtRoot = parent === this.costed.schema.getQueryType();
    return {
      list: this.lists.of(node, isAtRoot, cost, call, parents),
      shared: isAtRoot ? this.sharedAtRoot : new Map<string, PartCost>(),
    };
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
