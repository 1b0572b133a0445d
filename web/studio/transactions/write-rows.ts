import { isStale, isStillUnanswered, isUnanswered } from '../forms/sent-input';
import type { Outcome, Problem } from '../outcome';
import type { TransactionRow } from './transaction-cells';

/** A row that is not saved, with the reasons. There are none if it was not sent. */
interface UnsavedRow {
  readonly row: TransactionRow;
  readonly problems: readonly Problem[];
}

interface WrittenRows {
  readonly unsaved: readonly UnsavedRow[];
  /** Version of the activity after the last row that is saved, or the given one if none is. */
  readonly version: number;
}

interface RowSeries {
  readonly rows: readonly TransactionRow[];
  /** Version of the activity that the changes are based on. */
  readonly version: number;
  /** Writes a row. Returns the version of the activity after it. */
  readonly send: (row: TransactionRow, version: number) => Promise<Outcome<number>>;
  /** Ends the series before its next row. */
  readonly signal: AbortSignal;
  /** Called before a row is sent and after its response, with the row as it is then; null: it is saved. */
  readonly onRow: (clientMutationId: string, row: TransactionRow | null) => void;
}

/**
 * Writes rows one after another, until there is no response, somebody else has changed the activity, or the series is stopped. A row
 * without a response is sent again with the same version, so that the server writes it at most once.
 */
export async function writeRows({ rows, version, send, signal, onRow }: RowSeries): Promise<WrittenRows> {
  const unsaved: UnsavedRow[] = [];
  let current = version;
  let isEnded = false;
  for (const row of rows) {
    if (isEnded || signal.aborted) {
      unsaved.push({ row, problems: [] });
      continue;
    }
    const sentWith = row.sentWith ?? current;
    onRow(row.clientMutationId, { ...row, sentWith });
    const { data, problems } = await send(row, sentWith);
    if (problems === null) {
      current = data;
      onRow(row.clientMutationId, null);
    } else {
      const isOpen = row.sentWith === null ? isUnanswered(problems) : isStillUnanswered(problems);
      const left = { ...row, sentWith: isOpen ? sentWith : null };
      onRow(row.clientMutationId, left);
      unsaved.push({ row: left, problems });
      isEnded = isOpen || isStale(problems);
    }
  }
  return { unsaved, version: current };
}
