import { type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react';
import { MAX_PAGE_SIZE } from '../../../src/core/limits';
import { type Api, useApi } from '../api';
import { useInterface } from '../interface';
import type { Outcome, Problem } from '../outcome';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { csvOf } from '../ui/csv';
import { describeProblem } from '../ui/problems';
import { Progress } from '../ui/progress';
import { saveText } from '../ui/save-text';
import type { ListColumn, ListPage } from './list-table';

/** The arguments of a connection for a page of a file. The items are counted with the first page only. */
export interface PageArguments {
  readonly first: number;
  readonly after: string | null;
  readonly isCounted: boolean;
}

/** Reads a page of a list, with its conditions and its order. */
type ReadPage<N> = (api: Api, page: PageArguments) => Promise<Outcome<ListPage<N> | null>>;

interface ListExportProps<N> {
  /** The name of the file, without its ending. */
  readonly fileName: string;
  readonly columns: readonly ListColumn<N>[];
  /** Names the conditions and the order of the list. */
  readonly view: string;
  readonly readPage: ReadPage<N>;
  /** Other files with the items of the list. */
  readonly children?: ReactNode;
}

/** What has been read of a list. */
interface ReadItems<N> {
  readonly view: string;
  readonly nodes: N[];
  /** The end of the last page that was read; null if none was. */
  after: string | null;
  all: number;
}

interface ExportProgress {
  readonly done: number;
  readonly all: number;
  /** How many seconds the server asks to wait; null if it answers. */
  readonly waitSeconds: number | null;
}

/** Saves what a list shows, on all of its pages, as a file that is made from the responses of the API. */
export function ListExport<N>(props: ListExportProps<N>): ReactElement {
  const { fileName, columns, view, readPage, children } = props;
  const { t } = useInterface();
  const api = useApi();
  const announce = useAnnounce();
  const [progress, setProgress] = useState<ExportProgress | null>(null);
  const stopped = useRef(new AbortController());
  /** What was read when a page could not be read. */
  const interrupted = useRef<ReadItems<N> | null>(null);
  const saveButton = useRef<HTMLButtonElement>(null);
  const stopButton = useRef<HTMLButtonElement>(null);
  useEffect(
    () => () => {
      stopped.current.abort();
    },
    [],
  );

  const end = (): void => {
    // The button that stops it goes, and may have the focus.
    if (document.activeElement === stopButton.current) saveButton.current?.focus();
    setProgress(null);
  };
  const save = async (): Promise<void> => {
    stopped.current = new AbortController();
    const { signal } = stopped.current;
    const begun = interrupted.current?.view === view ? interrupted.current : null;
    const items: ReadItems<N> = begun ?? { view, nodes: [], after: null, all: 1 };
    const show = (waitSeconds: number | null): void => {
      if (!signal.aborted) setProgress({ done: items.nodes.length, all: items.all, waitSeconds });
    };
    show(null);
    const problems = await readAll(api, readPage, items, { signal, show });
    if (signal.aborted) return;
    end();
    interrupted.current = problems === null ? null : items;
    if (problems !== null) {
      announce(
        <>
          {describeProblem(t, problems[0]!)} {t('export.interrupted', { action: t('export.shown') })}
        </>,
      );
      return;
    }
    const written = columns.filter(({ text }) => text !== undefined);
    const rows = items.nodes.map((node) => written.map(({ text }) => text!(node) ?? ''));
    saveText(`${fileName}.csv`, csvOf([written.map(({ title }) => title), ...rows]));
    announce(t('export.saved', { count: items.nodes.length }));
  };
  const stop = (): void => {
    stopped.current.abort();
    interrupted.current = null;
    end();
    announce(t('export.stopped'));
  };
  return (
    <section className="export" aria-labelledby="export">
      <h2 id="export">{t('export.title')}</h2>
      <p className="hint">{t('export.shownHint')}</p>
      {progress !== null && <Progress done={progress.done} all={progress.all} />}
      <p className="hint" role="status">
        {progress?.waitSeconds != null && t('export.waiting', { count: progress.waitSeconds })}
      </p>
      <div className="actions">
        <Button ref={saveButton} isPending={progress !== null} onPress={() => void save()}>
          {t('export.shown')}
        </Button>
        {progress !== null && (
          <Button ref={stopButton} onPress={stop}>
            {t('bulk.stop')}
          </Button>
        )}
      </div>
      {children}
    </section>
  );
}

interface ReadingOptions {
  readonly signal: AbortSignal;
  /** Called after each page, and before each wait. */
  readonly show: (waitSeconds: number | null) => void;
}

/**
 * Adds all pages that have not been read yet, until it is stopped. Waits as long as the server asks to when a limit is reached.
 *
 * @returns why a page could not be read; null if all were
 */
async function readAll<N>(
  api: Api,
  readPage: ReadPage<N>,
  items: ReadItems<N>,
  { signal, show }: ReadingOptions,
): Promise<readonly Problem[] | null> {
  for (let hasNextPage = true; hasNextPage && !signal.aborted;) {
    const { after } = items;
    const { data, problems } = await readPage(api, { first: MAX_PAGE_SIZE, after, isCounted: after === null });
    const waitSeconds = problems?.[0]?.retryAfterSeconds ?? null;
    if (waitSeconds !== null) {
      show(waitSeconds);
      await pause(waitSeconds, signal);
      continue;
    }
    if (problems !== null) return problems;
    if (data === null) break;
    items.nodes.push(...data.nodes);
    items.after = data.pageInfo.endCursor;
    items.all = data.totalCount ?? items.all;
    ({ hasNextPage } = data.pageInfo);
    show(null);
  }
  return null;
}

/** Ends after some seconds, or when it is stopped. */
function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
