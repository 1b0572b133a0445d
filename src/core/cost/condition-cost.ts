import { type ClassType, Extensions } from 'type-graphql';
import type { Sizes } from '../../database/reading/sizes';

/** Cost of a condition of a filter for each row that it is tested on. */
export interface ConditionCosts {
  /** The cost in points, for the bound of an operation and for the choice of the thread; for a list of values, that of each value. */
  readonly weight: number;
  /** True if a list of values costs as much as one value. */
  readonly isOfList?: true;
  /** True if the condition searches the texts of all rows before any row is tested. */
  readonly searchesAll?: true;
  /** The cost at the present size of the data, if that is more exact. */
  readonly now?: (sizes: Pick<Sizes, 'rowsOf'>) => number;
}

const conditionCosts = new Map<unknown, Record<string, ConditionCosts>>();

/** Declares what a condition of a filter costs for each row that it is tested on; in a list, what each value costs. */
export function ConditionCost(weight: number, more: Omit<ConditionCosts, 'weight'> = {}): PropertyDecorator {
  const costs = { weight, ...more };
  const show = Extensions({ conditionCosts: costs });
  return (target, name) => {
    conditionCosts.set(target.constructor, { ...conditionCosts.get(target.constructor), [name]: costs });
    show(target, name);
  };
}

/** The number of values that a condition is charged for. */
export function chargedValues({ isOfList }: ConditionCosts, value: unknown): number {
  return Array.isArray(value) && isOfList === undefined ? Math.max(value.length, 1) : 1;
}

/** Costs of the conditions of a filter's class, by their names. */
export function conditionCostsOf(filter: ClassType): Readonly<Record<string, ConditionCosts>> {
  return conditionCosts.get(filter) ?? {};
}

/** The cost of a condition on a text of rows that may have translations, which it is tested on as well. */
export function costOfTranslatedText(table: string): Omit<ConditionCosts, 'weight'> {
  return {
    searchesAll: true,
    now: (sizes) =>
      OWN_TEXT_COST + (TRANSLATED_TEXT_COST * sizes.rowsOf(`${table}_translation`)) / Math.max(1, sizes.rowsOf(table)),
  };
}

/** Comparing the text of a row, and that of a translation. Measured on SQLite with 100,000 activities and none or two translations each. */
const OWN_TEXT_COST = 0.5;
const TRANSLATED_TEXT_COST = 0.5;
