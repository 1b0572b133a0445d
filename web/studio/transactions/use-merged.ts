import { useEffect } from 'react';
import { conflictingColumns, rebased, type RowChange, withChosenCell } from '../forms/cell-merge';
import type { Draft } from '../forms/draft';
import { emptyDraft, type LocalDraft } from '../forms/local-draft';
import { rowOf, type TransactionColumn, type TransactionRow } from './transaction-cells';

/** A cell that the editor and somebody else have changed. */
interface CellConflict {
  readonly column: TransactionColumn;
  readonly theirs: string;
  readonly mine: string;
}

interface Merged {
  readonly conflicts: readonly CellConflict[];
  readonly resolve: (column: TransactionColumn, choice: 'theirs' | 'mine') => void;
}

/**
 * Merges what is typed in the row of a transaction with what others have made of the transaction, cell by cell.
 *
 * @param theirs the cells as the server has them; null: the rows are new
 */
export function useMerged(kept: Draft, draft: LocalDraft, theirs: TransactionRow['cells'] | null): Merged {
  const change = theirs === null ? null : changeIn(draft);
  useEffect(() => {
    if (change === null || theirs === null) return;
    const merged = rebased(change, theirs);
    if (!isSame(merged.from, change.from) || !isSame(merged.mine, change.mine)) {
      kept.change((before) => withRowChange(before, merged));
    }
  });
  if (change === null || theirs === null) return { conflicts: [], resolve: () => undefined };
  return {
    conflicts: conflictingColumns(change, theirs).map((column) => ({
      column,
      theirs: theirs[column],
      mine: change.mine[column],
    })),
    resolve: (column, choice) => {
      kept.change((before) => withRowChange(before, withChosenCell(change, theirs, column, choice)));
    },
  };
}

/** The change that a draft contains; null if it has none, or if it may be what the server has by now. */
function changeIn({ changes }: LocalDraft): RowChange<TransactionColumn> | null {
  const rows = changes['rows'] as Readonly<Record<'from' | 'to', readonly TransactionRow[]>> | undefined;
  const [before, after] = [rows?.from[0], rows?.to[0]];
  if (before === undefined || after?.sentWith !== null) return null;
  return { from: before.cells, mine: after.cells };
}

/** The draft with another change; an empty one if the change makes no difference. */
function withRowChange(draft: LocalDraft, { from, mine }: RowChange<TransactionColumn>): LocalDraft {
  if (isSame(from, mine)) return emptyDraft;
  // Another row gets another id, by which the server writes it once.
  const changes = { rows: { from: [rowOf(from)], to: [rowOf(mine)] } };
  return { ...draft, changes, changedAt: new Date().toISOString() };
}

function isSame(one: TransactionRow['cells'], other: TransactionRow['cells']): boolean {
  return (Object.keys(one) as TransactionColumn[]).every((column) => one[column] === other[column]);
}
