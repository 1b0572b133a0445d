import type { Api } from '../api';
import { isStale } from '../forms/sent-input';
import type { Outcome, Problem } from '../outcome';

/** What is asked before an action begins. Each kind has an answer that is a text. */
export type BulkQuestion =
  | { readonly kind: 'text'; readonly label: string }
  /** One of some values. */
  | {
      readonly kind: 'choice';
      readonly label: string;
      readonly options: readonly { readonly value: string; readonly label: string }[];
    }
  /** An item of a type, which the editor searches. The answer is the key by which inputs name it. */
  | { readonly kind: 'reference'; readonly label: string; readonly type: string };

/** What can be done with several items of a list, one after the other. */
export interface BulkAction<N> {
  readonly id: string;
  /** What its button says. */
  readonly label: string;
  readonly look?: 'plain' | 'danger';
  /** What is asked before it begins, beside whether to begin; absent: nothing. */
  readonly questions?: readonly BulkQuestion[];
  /**
   * Returns null if the item has nothing to change.
   * @param answers the answers to the questions, in their order
   */
  readonly run: (api: Api, node: N, ...answers: readonly string[]) => Promise<Outcome<unknown> | null>;
}

/** What became of an item. */
export interface RowResult {
  readonly outcome: 'waiting' | 'done' | 'unaffected' | 'refused' | 'changed' | 'cancelled';
  /** Why it was refused; empty if it was not. */
  readonly reasons: readonly Problem[];
}

/** An item, as the report names it. */
export interface BulkRow<N> {
  readonly node: N;
  readonly id: string;
  readonly title: string;
  /** The language of the title. */
  readonly locale: string | undefined;
}

interface BulkRun<N> {
  readonly api: Api;
  readonly action: BulkAction<N>;
  readonly rows: readonly BulkRow<N>[];
  readonly answers: readonly string[];
  readonly signal: AbortSignal;
  /** Called after each item. */
  readonly onResult: (id: string, result: RowResult) => void;
}

/** Runs an action for each item, one mutation at a time, until it is cancelled. */
export async function runBulkAction<N>(run: BulkRun<N>): Promise<void> {
  const { api, action, rows, answers, signal, onResult } = run;
  await api.changeInSeries(async () => {
    for (const { node, id } of rows) {
      if (signal.aborted) onResult(id, { outcome: 'cancelled', reasons: [] });
      else onResult(id, resultOf(await action.run(api, node, ...answers)));
    }
  });
}

function resultOf(outcome: Outcome<unknown> | null): RowResult {
  if (outcome === null) return { outcome: 'unaffected', reasons: [] };
  const { problems } = outcome;
  if (problems === null) return { outcome: 'done', reasons: [] };
  return isStale(problems) ? { outcome: 'changed', reasons: [] } : { outcome: 'refused', reasons: problems };
}
