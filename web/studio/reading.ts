import { useEffect, useState } from 'react';
import { useQuery } from 'urql';
import type { Document } from '../../clients/typescript/src/studio.js';
import { useApi } from './api';
import { type Problem, problemsOf } from './outcome';

/** The state of a query that a screen shows. */
export interface Reading<T> {
  /** The latest data, also while newer data is read, or if it cannot be read; null before the first response. */
  readonly data: T | null;
  /** Empty if the latest response had none. */
  readonly problems: readonly Problem[];
  readonly isLoading: boolean;
  /** Reads anew. */
  readonly refresh: () => void;
}

/**
 * Reads what a screen shows, and reads it anew after each change that the screen makes, and when the editor comes back to it.
 *
 * @param options `pause` true: nothing is read
 */
export function useReading<D, V>(
  document: Document<D, V>,
  variables: V,
  { pause = false }: { readonly pause?: boolean } = {},
): Reading<D> {
  const api = useApi();
  const [{ data, error, fetching, stale }, execute] = useQuery<D>({
    query: String(document),
    variables: variables as object,
    pause,
  });
  useEffect(() => (pause ? undefined : api.onChange(execute)), [api, execute, pause]);
  // What was read stays when it cannot be read anew, such as a form whose connection is lost.
  const key = JSON.stringify(variables);
  const [latest, setLatest] = useState<{ readonly key: string; readonly data: D } | null>(null);
  if (data !== undefined && (latest?.data !== data || latest.key !== key)) setLatest({ key, data });
  const shown = data ?? (latest?.key === key ? latest.data : null);
  return { data: shown, problems: problemsOf(error), isLoading: fetching || stale, refresh: execute };
}
