import { type ReactElement, type SyntheticEvent, useCallback, useEffect, useRef, useState } from 'react';
import { Form } from 'react-aria-components';
import { useApi } from '../api';
import { ConflictChoices } from '../forms/conflict-choices';
import { withChange } from '../forms/draft-changes';
import { DialogLease } from '../forms/draft-lease';
import { type DraftKey, emptyDraft, isEmpty, type LocalDraft } from '../forms/local-draft';
import { isStale } from '../forms/sent-input';
import { useDraft } from '../forms/use-draft';
import { useInterface } from '../interface';
import type { Outcome, Problem } from '../outcome';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Confirm, Dialog } from '../ui/dialog';
import { Problems } from '../ui/problems';
import { Progress } from '../ui/progress';
import { columnOf, problemsOfRow, type TransactionRow } from './transaction-cells';
import { columnLabels, TransactionGrid } from './transaction-grid';
import { useMerged } from './use-merged';
import { writeRows } from './write-rows';
import '../forms/forms.css';

interface TransactionDialogProps {
  readonly title: string;
  /** Where the browser keeps the rows until they are saved. */
  readonly draftKey: DraftKey;
  /** The rows that the form begins with. */
  readonly initial: readonly TransactionRow[];
  /** True: rows can be added, removed and pasted. */
  readonly isList: boolean;
  /** Version of the activity that the change is based on. */
  readonly version: number;
  /** Writes a row. Returns the version of the activity after it. */
  readonly send: (row: TransactionRow, version: number) => Promise<Outcome<number>>;
  /** Called when somebody else has changed the activity meanwhile. */
  readonly onStale: () => void;
  readonly onClose: () => void;
}

/**
 * Asks for transactions, and writes them one after another, which can be stopped. The browser keeps those that are not saved.
 * Those that the server refuses stay, each with its problems at its cells.
 */
export function TransactionDialog(props: TransactionDialogProps): ReactElement {
  return (
    <DialogLease draftKey={props.draftKey} title={props.title} onClose={props.onClose}>
      <LeasedTransactionDialog {...props} />
    </DialogLease>
  );
}

function LeasedTransactionDialog(props: TransactionDialogProps): ReactElement {
  const { title, draftKey, isList, version, send, onStale, onClose } = props;
  const { t, clock } = useInterface();
  const api = useApi();
  const announce = useAnnounce();
  // As others leave them: the same rows as long as their cells are the same.
  const [initial, setInitial] = useState(props.initial);
  if (JSON.stringify(cellsOf(initial)) !== JSON.stringify(cellsOf(props.initial))) setInitial(props.initial);
  const { kept, draft, restoredFrom, isOnlyOnScreen } = useDraft(draftKey, null);
  const rows = rowsOf(draft) ?? initial;
  const { conflicts, resolve } = useMerged(kept, draft, isList ? null : initial[0]!.cells);
  const [problems, setProblems] = useState<readonly (readonly Problem[])[]>([]);
  /** How far the rows are written; null: they are not being written. */
  const [progress, setProgress] = useState<{ readonly done: number; readonly all: number } | null>(null);
  /** Version of the activity after the rows that are saved, which `version` follows when the activity is read anew. */
  const [ownVersion, setOwnVersion] = useState(version);
  const [isAskedToDiscard, setAskedToDiscard] = useState(false);
  const controller = useRef(new AbortController());
  useEffect(
    () => () => {
      controller.current.abort();
    },
    [],
  );
  // A table with many cells takes more than a frame to be shown again. After each attempt to save, what is wrong gets the focus.
  const [attempts, setAttempts] = useState(0);
  const content = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const cells = content.current;
    if (attempts > 0)
      (cells?.querySelector<HTMLElement>('[aria-invalid=true]') ?? cells?.querySelector('input'))?.focus();
  }, [attempts]);

  const change = useCallback(
    (changeOf: (rows: readonly TransactionRow[]) => readonly TransactionRow[]): void => {
      kept.change((before) => {
        const now = rowsOf(before) ?? initial;
        const changed = changeOf(now);
        // Problems belong to rows by their places.
        if (changed.length !== now.length) setProblems([]);
        if (changed.length === 0) return emptyDraft;
        return withChange(before, { rows: initial }, 'rows', changed);
      });
    },
    [kept, initial],
  );
  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    const found = rows.map(problemsOfRow);
    if (found.some((own) => own.length > 0)) setProblems(found);
    else await write();
    setAttempts((before) => before + 1);
  };
  const write = async (): Promise<void> => {
    controller.current = new AbortController();
    setProgress({ done: 0, all: rows.length });
    const { unsaved, version: latest } = await api.changeInSeries(() =>
      writeRows({
        rows,
        version: Math.max(version, ownVersion),
        send,
        signal: controller.current.signal,
        onRow: (id, row) => {
          change((before) =>
            before.flatMap((one) => (one.clientMutationId !== id ? [one] : row === null ? [] : [row])),
          );
          if (row?.sentWith == null) setProgress((before) => before && { ...before, done: before.done + 1 });
        },
      }),
    );
    setOwnVersion(latest);
    setProgress(null);
    if (unsaved.some((one) => isStale(one.problems))) onStale();
    if (unsaved.length < rows.length) announce(t('transaction.saved', { count: rows.length - unsaved.length }));
    if (unsaved.length === 0) onClose();
    else setProblems(unsaved.map((one) => one.problems));
  };
  const cancel = (): void => {
    if (isEmpty(draft)) onClose();
    else setAskedToDiscard(true);
  };
  const others = problems.flat().filter((problem) => columnOf(problem) === null);
  return (
    <Dialog title={title} isOpen isWide={isList} {...(isEmpty(draft) && progress === null && { onClose })}>
      {progress === null ? (
        <Form onSubmit={(event) => void submit(event)} validationBehavior="aria">
          {restoredFrom !== null && (
            <p className="note" role="status">
              {t('form.restored', { time: clock.show(restoredFrom) })}
            </p>
          )}
          <ConflictChoices
            conflicts={conflicts.map(({ column, theirs, mine }) => ({
              key: column,
              name: t(columnLabels[column]),
              theirs: theirs === '' ? t('conflict.empty') : theirs,
              mine: mine === '' ? t('conflict.empty') : mine,
            }))}
            onResolve={resolve}
          />
          <p className="hint">{t('transaction.hint')}</p>
          {rows.some(({ sentWith }) => sentWith !== null) && <p role="status">{t('transaction.unanswered')}</p>}
          <div ref={content}>
            <TransactionGrid
              label={t('field.transactions')}
              rows={rows}
              problems={problems}
              isList={isList}
              onChange={change}
            />
          </div>
          <Problems problems={others.slice(0, 1)} />
          <div className="actions">
            <Button type="submit" look="primary" isDisabled={conflicts.length > 0}>
              {t('action.save')}
            </Button>
            <Button onPress={cancel}>{t('action.cancel')}</Button>
            {!isEmpty(draft) && (
              <span className="hint">{t(isOnlyOnScreen ? 'form.onlyOnScreen' : 'form.unsaved')}</span>
            )}
          </div>
        </Form>
      ) : (
        <>
          <Progress {...progress} />
          <div className="actions">
            <Button
              autoFocus
              onPress={() => {
                controller.current.abort();
              }}
            >
              {t('bulk.stop')}
            </Button>
          </div>
        </>
      )}
      <Confirm
        title={t('form.discard')}
        text={t('transaction.discardText')}
        action={t('form.discard')}
        isOpen={isAskedToDiscard}
        onClose={() => {
          setAskedToDiscard(false);
        }}
        onConfirm={() => {
          kept.discard();
          onClose();
          return Promise.resolve();
        }}
      />
    </Dialog>
  );
}

/** The rows that a draft contains; undefined: none. */
function rowsOf(draft: LocalDraft): readonly TransactionRow[] | undefined {
  return draft.changes['rows']?.to as readonly TransactionRow[] | undefined;
}

function cellsOf(rows: readonly TransactionRow[]): readonly TransactionRow['cells'][] {
  return rows.map(({ cells }) => cells);
}
