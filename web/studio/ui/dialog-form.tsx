import { type ReactElement, type ReactNode, type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { Form } from 'react-aria-components';
import { useInterface } from '../interface';
import type { Outcome, Problem } from '../outcome';
import { Button } from './button';
import { useKeepOpen } from './dialog';
import { describeProblem, Problems } from './problems';

/** What is kept of a form until it is sent. */
interface KeptTexts {
  /** Time of the last change of what was found when the form was opened; null if there was nothing. */
  readonly restoredFrom: string | null;
  /** True while a response is awaited, perhaps by a form that was closed. */
  readonly isSaving: boolean;
  readonly isChanged: boolean;
  /** True if the browser cannot keep what is typed. */
  readonly isOnlyOnScreen: boolean;
  /** Forgets what was typed, which can be undone. */
  readonly cancel: () => void;
}

/**
 * The first field that is wrong. What is wrong with the form as a whole, such as a lost connection, leaves the focus on what
 * submits the form again.
 */
const FIRST_WRONG = ':is([data-invalid], .field:has(> .field-problem)) :is(input, textarea, button)';

interface DialogFormProps<D, F extends string> {
  /** The names of the fields of the input that the form has. Other problems are shown below it. */
  readonly fields: readonly F[];
  /** What the button says that submits the form. */
  readonly action: string;
  /** Absent: nothing is kept, as of passwords. */
  readonly kept?: KeptTexts;
  readonly onClose: () => void;
  /** @param textOf the text of a field by its name; empty if there is none */
  readonly onSubmit: (textOf: (name: string) => string) => Promise<Outcome<D>>;
  /** Called with what the change returned. */
  readonly onDone: (data: D) => void;
  /** Gives the fields, each with what is wrong with it; null if nothing is known to be. */
  readonly children: (problemOf: (field: F) => ReactNode) => ReactNode;
}

/** The form of a dialog. What was typed stays when the server refuses it. */
export function DialogForm<D, F extends string>(props: DialogFormProps<D, F>): ReactElement {
  const { fields, action, kept, onClose, onSubmit, onDone, children } = props;
  const { t, clock } = useInterface();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [isSending, setSending] = useState(false);
  const isPending = isSending || kept?.isSaving === true;
  useKeepOpen(isPending);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>(FIRST_WRONG)?.focus();
  }, [problems]);
  const submit = async (event: SyntheticEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    setSending(true);
    const outcome = await onSubmit((name) => {
      const value = values.get(name);
      return typeof value === 'string' ? value : '';
    });
    setSending(false);
    setProblems(outcome.problems ?? []);
    if (outcome.problems === null) onDone(outcome.data);
  };
  const problemsOf = (field: F): readonly Problem[] => problems.filter((one) => one.field === `input.${field}`);
  const ofFields = fields.flatMap(problemsOf);
  return (
    <Form ref={form} onSubmit={(event) => void submit(event)} validationBehavior="aria">
      {kept?.restoredFrom != null && (
        <p className="note" role="status">
          {t('form.restored', { time: clock.show(kept.restoredFrom) })}
        </p>
      )}
      {children((field) => {
        const [problem] = problemsOf(field);
        return problem === undefined ? null : describeProblem(t, problem);
      })}
      <Problems problems={problems.filter((problem) => !ofFields.includes(problem))} />
      <div className="actions">
        <Button type="submit" look="primary" isPending={isPending}>
          {action}
        </Button>
        <Button
          isDisabled={isPending}
          onPress={() => {
            kept?.cancel();
            onClose();
          }}
        >
          {t('action.cancel')}
        </Button>
        {kept?.isChanged === true && (
          <span className="hint">{t(kept.isOnlyOnScreen ? 'form.onlyOnScreen' : 'form.unsaved')}</span>
        )}
      </div>
    </Form>
  );
}
