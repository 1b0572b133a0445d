import { getNamedType, type GraphQLInputType, isInputObjectType } from 'graphql';
import { chargedValues, type ConditionCosts } from '../../core/cost/condition-cost';
import type { RawArgs } from '../../core/cost/field-cost';
import type { Sizes } from '../../database/reading/sizes';
import { costsOfCondition } from './declared-costs';

/**
 * The cost of conditions of a filter for one row, by the weights of its input type.
 *
 * @param isCharged says which conditions are charged
 */
export function costOfConditions(
  type: GraphQLInputType,
  value: unknown,
  sizes: Sizes,
  isCharged: (costs: ConditionCosts) => boolean = () => true,
): number {
  const costOf = (partType: GraphQLInputType, part: unknown): number =>
    costOfConditions(partType, part, sizes, isCharged);
  if (Array.isArray(value)) return value.reduce<number>((sum, part) => sum + costOf(type, part), 0);
  const named = getNamedType(type);
  if (!isInputObjectType(named) || !isRecord(value)) return 0;
  const fields = named.getFields();
  return Object.entries(value).reduce((sum, [name, part]) => {
    const field = fields[name];
    if (field === undefined || part == null) return sum;
    const costs = costsOfCondition(field);
    const isOwn = costs !== undefined && isCharged(costs);
    const own = isOwn ? (costs.now?.(sizes) ?? costs.weight) * chargedValues(costs, part) : 0;
    return sum + own + costOf(field.type, part);
  }, 0);
}

/** The fields of a filter that all of its rows meet: its own, and those within `and`. */
export function* fieldsOfFilter(filter: Readonly<Record<string, unknown>>): Generator<string> {
  for (const [name, value] of Object.entries(filter)) {
    if (name !== 'and') yield name;
    else for (const part of Array.isArray(value) ? value : [value]) if (isRecord(part)) yield* fieldsOfFilter(part);
  }
}

/** The number of scalars in a value: lists and objects count as what they contain. A mutation writes each by at most one statement. */
export function countScalars(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, part) => sum + countScalars(part), 0);
}

/** The number of values in a value: itself, and what its lists and objects contain. */
export function countValues(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  let count = 1;
  for (const part of Object.values(value)) count += countValues(part);
  return count;
}

export function isRecord(value: unknown): value is RawArgs {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
