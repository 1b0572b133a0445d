import type { RowsOfParent, Sizes } from '../../database/reading/sizes';
import { parentsOfItem } from '../../database/statistics/list-lengths';

/** The objects at one place of the response. */
export interface Objects {
  readonly count: number;
  /** The most times that one and the same object is among them. */
  readonly repeats: number;
  /** The most objects of each type, by its name, if that is known. No other type occurs. */
  readonly types?: ReadonlyMap<string, number>;
}

export const ONE_OBJECT: Objects = { count: 1, repeats: 1 };

/** The most items of the same list in the objects at one place of the response, by the name of the bound. */
export type ListBounds = ReadonlyMap<string, number>;

/** These objects, of which there are at most so many. */
export function atMost({ count, repeats, ...objects }: Objects, most: number): Objects {
  return { ...objects, count: Math.min(count, most), repeats: Math.min(repeats, most) };
}

/** Objects of which nothing but their number is known. */
export function anyObjects(count: number): Objects {
  return { count, repeats: count };
}

/** The objects of one type among these. */
export function objectsOfType({ count, repeats, types }: Objects, type: string): Objects {
  const most = types === undefined ? count : Math.min(types.get(type) ?? 0, count);
  return { count: most, repeats: Math.min(most, repeats) };
}

/** The objects of some parents, each of which has at most `size`. No object belongs to two parents. */
export function ownObjects({ count, repeats }: Objects, size = 1): Objects {
  return { count: count * size, repeats };
}

/**
 * The items of the lists of some parents. The lists of different parents together have at most as many items as the table has rows.
 *
 * @param size the most items of one list
 * @param besides the items of each list that are not rows of the table
 */
export function itemsOfParents(parents: Objects, list: RowsOfParent, size: number, sizes: Sizes, besides = 0): Objects {
  const rows = sizes.rowsOf(list.table);
  const count = Math.min(parents.count * size, parents.repeats * rows + parents.count * besides);
  return { count, repeats: Math.min(count, parents.repeats * parentsAtMost(list, sizes)) };
}

/** The most parents that have the same item. */
function parentsAtMost(list: RowsOfParent, sizes: Sizes): number {
  if (list.item === 'id') return 1;
  const parentsOf = parentsOfItem(list);
  return parentsOf === null ? Infinity : sizes.longestOf(parentsOf);
}
