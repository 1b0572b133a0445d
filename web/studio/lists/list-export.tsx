import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { useApi, type Api, type Outcome } from '../api';
import { useInterface } from '../interface';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { csvOf } from '../ui/csv';
import { describeProblem } from '../ui/problems';
import { Progress } from '../ui/progress';
import { saveText } from '../ui/save-text';
import type { ListColumn, ListPage } from './list-table';

/** The largest page of the API. */
const MAX_PAGE_SIZE = 100;

/** Reads a page of a list, with its conditions and its order. */
export type ReadPage<N> = (
  api: Api,
  page: { first: number; after: string | null },
) => Promise<Outcome<ListPage<N> | null>>;

interface ListExportProps<N> {
  /** The name of the file, without its ending. */
  readonly fileName: string;
  readonly columns: readonly ListColumn<N>[];
  readonly readPage: ReadPage<N>;
  /** Other files with the items of the list. */
  readonly children?: ReactNode;
}

/** Saves what a list shows, on all of its pages, as a file that is made from the answers of the API. */
export function ListExport<N>({ fileName, columns, readPage, children }: ListExportProps<N>): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const announce = useAnnounce();
  const [progress, setProgress] = useState<{ readonly done: number; readonly all: number } | null>(null);
  const stopped = useRef(new AbortController());
  useEffect(
    () => () => {
      stopped.current.abort();
    },
    [],
  );

  const save = async (): Promise<void> => {
    stopped.current = new AbortController();
    const { signal } = stopped.current;
    setProgress({ done: 0, all: 1 });
    const { data, problems } = await readAll(api, readPage, signal, (done, all) => {
      setProgress({ done, all });
    });
    if (signal.aborted) return;
    setProgress(null);
    if (problems !== null) {
      announce(describeProblem(t, problems[0]!));
      return;
    }
    const written = columns.filter(({ text }) => text !== undefined);
    const rows = data.map((node) => written.map(({ text }) => text!(node) ?? ''));
    saveText(`${fileName}.csv`, csvOf([written.map(({ title }) => title), ...rows]));
    announce(t('export.saved', { count: data.length }));
  };
  return (
    <section aria-labelledby="export">
      <h2 id="export">{t('export.title')}</h2>
      <p className="hint">{t('export.shownHint')}</p>
      {progress !== null && <Progress {...progress} />}
      <div className="actions">
        <Button isPending={progress !== null} onPress={() => void save()}>
          {t('export.shown')}
        </Button>
        {progress !== null && (
          <Button
            onPress={() => {
              stopped.current.abort();
              setProgress(null);
            }}
          >
            {t('bulk.stop')}
          </Button>
        )}
      </div>
      {children}
    </section>
  );
}

/** Reads all pages of a list, until it is stopped. */
async function readAll<N>(
  api: Api,
  readPage: ReadPage<N>,
  signal: AbortSignal,
  onPage: (done: number, all: number) => void,
): Promise<Outcome<readonly N[]>> {
  const read: N[] = [];
  for (let after: string | null = null; !signal.aborted;) {
    const { data, problems }: Outcome<ListPage<N> | null> = await readPage(api, { first: MAX_PAGE_SIZE, after });
    if (problems !== null) return { data, problems };
    if (data === null) break;
    read.push(...data.nodes);
    onPage(read.length, data.totalCount);
    if (!data.pageInfo.hasNextPage) break;
    after = data.pageInfo.endCursor;
  }
  return { data: read, problems: null };
}
