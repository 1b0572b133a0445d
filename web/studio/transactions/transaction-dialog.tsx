import { useRef, useState, type ReactElement, type SyntheticEvent } from 'react';
import { Form } from 'react-aria-components';
import { useApi, type Outcome, type Problem } from '../api';
import '../forms/forms.css';
import { isUnanswered } from '../forms/use-item-form';
import { useInterface } from '../interface';
import { isStale } from '../publication/publishing';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { Problems } from '../ui/problems';
import { columnOf, problemsOfRow, type TransactionRow } from './transaction-cells';
import { TransactionGrid } from './transaction-grid';

interface TransactionDialogProps {
  readonly title: string;
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

/** Asks for transactions, and writes them one after another. Those that the server refuses stay, each with its problems at its cells. */
export function TransactionDialog(props: TransactionDialogProps): ReactElement {
  const { title, initial, isList, version, send, onStale, onClose } = props;
  const { t } = useInterface();
  const api = useApi();
  const announce = useAnnounce();
  const [rows, setRows] = useState(initial);
  const [problems, setProblems] = useState<readonly (readonly Problem[])[]>([]);
  const [isPending, setPending] = useState(false);
  /** The versions that rows without an answer were sent with: sent again, such a row is written at most once. */
  const unanswered = useRef(new Map<string, number>());
  const submit = async (event: SyntheticEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const found = rows.map(problemsOfRow);
    if (found.some((own) => own.length > 0)) setProblems(found);
    else await write();
    requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  };
  const write = async (): Promise<void> => {
    setPending(true);
    const refused: { readonly row: TransactionRow; readonly problems: readonly Problem[] }[] = [];
    await api.changeInSeries(async () => {
      let current = version;
      for (const row of rows) {
        if (refused.some((one) => isUnanswered(one.problems))) refused.push({ row, problems: [] });
        else {
          const outcome = await sendOnce(row, current);
          if (outcome.problems === null) current = outcome.data;
          else refused.push({ row, problems: outcome.problems });
        }
      }
    });
    setPending(false);
    if (refused.some((one) => isStale(one.problems))) onStale();
    if (refused.length < rows.length) announce(t('transaction.saved', { count: rows.length - refused.length }));
    if (refused.length === 0) {
      onClose();
      return;
    }
    setRows(refused.map(({ row }) => row));
    setProblems(refused.map((one) => one.problems));
  };
  const sendOnce = async (row: TransactionRow, current: number): Promise<Outcome<number>> => {
    const base = unanswered.current.get(row.clientMutationId) ?? current;
    const outcome = await send(row, base);
    if (outcome.problems !== null && isUnanswered(outcome.problems)) unanswered.current.set(row.clientMutationId, base);
    else unanswered.current.delete(row.clientMutationId);
    return outcome;
  };
  const others = problems.flat().filter((problem) => columnOf(problem) === null);
  return (
    <Dialog title={title} isOpen {...(rows === initial && { onClose })}>
      <Form onSubmit={(event) => void submit(event)} validationBehavior="aria">
        <p className="hint">{t('transaction.hint')}</p>
        <TransactionGrid
          label={title}
          rows={rows}
          problems={problems}
          isList={isList}
          onChange={(changed) => {
            setRows(changed);
            // Problems belong to rows by their places.
            if (changed.length !== rows.length) setProblems([]);
          }}
        />
        <Problems problems={others.slice(0, 1)} />
        <div className="actions">
          <Button type="submit" look="primary" isPending={isPending}>
            {t('action.save')}
          </Button>
          <Button onPress={onClose}>{t('action.cancel')}</Button>
        </div>
      </Form>
    </Dialog>
  );
}
