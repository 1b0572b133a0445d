import type { Api, Outcome } from '../api';
import { isStale } from '../publication/publishing';
import { describeProblem } from '../ui/problems';
import type { Translate } from '../interface';

/** What can be done with several items of a list, one after the other. */
export interface BulkAction<N> {
  readonly id: string;
  /** What its button says. */
  readonly label: string;
  readonly look?: 'plain' | 'danger';
  /** What is asked before it begins, beside whether to begin; absent: nothing. */
  readonly question?: {
    readonly label: string;
    /** The values to choose from. If absent, the editor types a text. */
    readonly options?: readonly { readonly value: string; readonly label: string }[];
  };
  /** @param answer the answer to the question; empty if there is none */
  readonly run: (api: Api, node: N, answer: string) => Promise<Outcome<unknown>>;
}

/** What became of an item. */
export interface RowResult {
  readonly outcome: 'waiting' | 'done' | 'refused' | 'changed' | 'cancelled';
  /** Why it was refused; empty if it was not. */
  readonly reason: string;
}

/** An item, as the report names it. */
export interface BulkRow<N> {
  readonly node: N;
  readonly id: string;
  readonly title: string;
}

interface BulkRun<N> {
  readonly api: Api;
  readonly t: Translate;
  readonly action: BulkAction<N>;
  readonly rows: readonly BulkRow<N>[];
  readonly answer: string;
  readonly signal: AbortSignal;
  /** Called after each item. */
  readonly onResult: (id: string, result: RowResult) => void;
}

/** Runs an action for each item, one mutation at a time, until it is cancelled. */
export async function runBulkAction<N>(run: BulkRun<N>): Promise<void> {
  const { api, action, rows, answer, signal, onResult } = run;
  await api.changeInSeries(async () => {
    for (const { node, id } of rows) {
      if (signal.aborted) onResult(id, { outcome: 'cancelled', reason: '' });
      else onResult(id, resultOf(run.t, await action.run(api, node, answer)));
    }
  });
}

function resultOf(t: Translate, { problems }: Outcome<unknown>): RowResult {
  if (problems === null) return { outcome: 'done', reason: '' };
  if (isStale(problems)) return { outcome: 'changed', reason: '' };
  return { outcome: 'refused', reason: problems.map((problem) => describeProblem(t, problem)).join(' ') };
}
