import type { Cells } from './cells';

/** A change of a row: its cells as the editor saw them, and as the editor has made them. */
export interface RowChange<C extends string> {
  readonly from: Cells<C>;
  readonly mine: Cells<C>;
}

/** The columns in which the editor and somebody else have changed the cell, each to another text. */
export function conflictingColumns<C extends string>({ from, mine }: RowChange<C>, theirs: Cells<C>): readonly C[] {
  return (Object.keys(theirs) as C[]).filter(
    (column) => from[column] !== mine[column] && from[column] !== theirs[column] && mine[column] !== theirs[column],
  );
}

/**
 * The change on top of what the row is now: cells that only somebody else has changed are theirs. Cells that both have changed
 * stay as they are, until the editor chooses.
 */
export function rebased<C extends string>(change: RowChange<C>, theirs: Cells<C>): RowChange<C> {
  const { from, mine } = change;
  const open = conflictingColumns(change, theirs);
  const cellsBy = (cellOf: (column: C) => string): Cells<C> =>
    Object.fromEntries((Object.keys(theirs) as C[]).map((column) => [column, cellOf(column)])) as Cells<C>;
  return {
    from: cellsBy((column) => (open.includes(column) ? from : theirs)[column]),
    mine: cellsBy((column) => (from[column] === mine[column] ? theirs : mine)[column]),
  };
}

/** The change after the editor has chosen between both texts of a cell. */
export function withChosenCell<C extends string>(
  { from, mine }: RowChange<C>,
  theirs: Cells<C>,
  column: C,
  choice: 'theirs' | 'mine',
): RowChange<C> {
  const taken = { [column]: theirs[column] } as Record<C, string>;
  return { from: { ...from, ...taken }, mine: choice === 'mine' ? mine : { ...mine, ...taken } };
}
