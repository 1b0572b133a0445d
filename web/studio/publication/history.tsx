import { lazy, type ReactElement, Suspense, useState } from 'react';
import {
  type PublishableType,
  StudioItemHistoryDocument,
  type StudioItemHistoryQuery,
} from '../../../clients/typescript/src/studio.js';
import { isStale } from '../forms/sent-input';
import { useInterface } from '../interface';
import type { Problem } from '../outcome';
import { useReading } from '../reading';
import { Button } from '../ui/button';
import { Confirm } from '../ui/dialog';
import { CursorPager } from '../ui/pager';
import { Problems } from '../ui/problems';
import { useUndoable } from '../ui/undoable';
import { Shown, Waiting } from '../ui/waiting';
import { usePublishing } from './publishing';

/** Differences of texts need a library that no first screen needs. */
const RevisionChanges = lazy(async () => ({ default: (await import('./revision-changes')).RevisionChanges }));

type Revision = NonNullable<
  Extract<NonNullable<StudioItemHistoryQuery['item']>, { readonly history: unknown }>['history']
>['nodes'][number];

/** How many changes are read at a time, at most 100. */
const PAGE_SIZE = 20;

interface HistoryProps {
  readonly type: PublishableType;
  readonly id: string;
  /** The current version of the item. */
  readonly version: number;
  /** Called when somebody else has changed the item meanwhile. */
  readonly onStale: () => void;
}

/** Who changed the item, when, and what, with the way back to an earlier version. */
export function History({ type, id, version, onStale }: HistoryProps): ReactElement {
  const { t } = useInterface();
  const publishing = usePublishing(type);
  const makeChange = useUndoable();
  /** The cursors after which the pages begin, up to the one that is shown. */
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const [reverted, setReverted] = useState<Revision | null>(null);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const after = cursors.at(-1);
  const reading = useReading(StudioItemHistoryDocument, {
    id,
    first: PAGE_SIZE,
    ...(after !== undefined && { after }),
  });
  const revert = async (to: number): Promise<void> => {
    const found = await makeChange({
      done: t('history.reverted', { version: to }),
      change: () => publishing.revert({ id, version }, to),
      undo: (changed) => publishing.revert({ id, version: changed }, version),
    });
    setProblems(found);
    if (isStale(found)) onStale();
  };
  return (
    <section tabIndex={-1} aria-labelledby="history">
      <h2 id="history">{t('history.title')}</h2>
      <Problems problems={problems} />
      <Shown reading={reading}>
        {({ item }) => {
          if (item === null || !('history' in item) || item.history === null) return null;
          const { nodes, pageInfo } = item.history;
          return (
            <>
              {nodes.length === 0 && <p>{t('history.empty')}</p>}
              <ol className="history" reversed>
                {nodes.map((revision) => (
                  <li key={revision.id}>
                    <RevisionEntry
                      revision={revision}
                      isCurrent={revision.version === version}
                      onRevert={() => {
                        setReverted(revision);
                      }}
                    />
                  </li>
                ))}
              </ol>
              <CursorPager
                previous={t('history.newer')}
                next={t('history.older')}
                cursors={cursors}
                pageInfo={pageInfo}
                onChange={setCursors}
              />
            </>
          );
        }}
      </Shown>
      <Confirm
        title={t('history.revertTitle', { version: reverted?.version ?? 0 })}
        text={t('history.revertText')}
        action={t('history.revert')}
        isOpen={reverted !== null}
        onClose={() => {
          setReverted(null);
        }}
        onConfirm={() => revert(reverted!.version)}
      />
    </section>
  );
}

interface RevisionEntryProps {
  readonly revision: Revision;
  readonly isCurrent: boolean;
  readonly onRevert: () => void;
}

/** One change of an item. What it changed is shown when it is opened. */
function RevisionEntry({ revision, isCurrent, onRevert }: RevisionEntryProps): ReactElement {
  const { t, clock } = useInterface();
  const [isOpen, setOpen] = useState(false);
  const { version, action, at, by, byName, changes } = revision;
  return (
    <>
      <div className="row">
        <span>
          <strong>{t(`revision.${action}`)}</strong> · {by?.name ?? byName ?? t('history.server')} ·{' '}
          <time dateTime={at}>{clock.show(at)}</time> ·{' '}
          {t(isCurrent ? 'history.current' : 'history.version', { version })}
        </span>
        {!isCurrent && (
          <Button aria-label={t('history.revertTo', { version })} onPress={onRevert}>
            {t('history.revert')}
          </Button>
        )}
      </div>
      {changes.length > 0 && (
        <details
          onToggle={({ currentTarget }) => {
            setOpen(currentTarget.open);
          }}
        >
          <summary>{t('history.changes', { count: changes.length })}</summary>
          {isOpen && (
            <Suspense fallback={<Waiting />}>
              <RevisionChanges changes={changes} />
            </Suspense>
          )}
        </details>
      )}
    </>
  );
}
