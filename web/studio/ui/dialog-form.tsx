import { useState, type ReactElement, type ReactNode, type SyntheticEvent } from 'react';
import { Form } from 'react-aria-components';
import type { Outcome, Problem } from '../api';
import { useInterface } from '../interface';
import { Button } from './button';
import { useKeepOpen } from './dialog';
import { describeProblem, Problems } from './problems';

interface DialogFormProps<D, F extends string> {
  /** The names of the fields of the input that the form has. Other problems are shown below it. */
  readonly fields: readonly F[];
  /** What the button says that submits the form. */
  readonly action: string;
  readonly onClose: () => void;
  readonly onSubmit: (texts: FormTexts) => Promise<Outcome<D>>;
  /** Called with what the change returned. */
  readonly onDone: (data: D) => void;
  /** Gives the fields, each with what is wrong with it; null if nothing is known to be. */
  readonly children: (problemOf: (field: F) => string | null) => ReactNode;
}

/** The texts of the fields of a form, by their names. */
export interface FormTexts {
  /** The text; empty if there is none. */
  readonly text: (name: string) => string;
  /** The text; null if it is empty. */
  readonly optional: (name: string) => string | null;
}

/** The form of a dialog. What was typed stays when the server refuses it. */
export function DialogForm<D, F extends string>(props: DialogFormProps<D, F>): ReactElement {
  const { fields, action, onClose, onSubmit, onDone, children } = props;
  const { t } = useInterface();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [isPending, setPending] = useState(false);
  useKeepOpen(isPending);
  const submit = async (event: SyntheticEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    const text = (name: string): string => {
      const value = values.get(name);
      return typeof value === 'string' ? value : '';
    };
    setPending(true);
    const outcome = await onSubmit({ text, optional: (name) => text(name) || null });
    setPending(false);
    setProblems(outcome.problems ?? []);
    if (outcome.problems === null) onDone(outcome.data);
  };
  const problemsOf = (field: F): readonly Problem[] => problems.filter((one) => one.field === `input.${field}`);
  const ofFields = fields.flatMap(problemsOf);
  return (
    <Form onSubmit={(event) => void submit(event)}>
      {children((field) => {
        const [problem] = problemsOf(field);
        return problem === undefined ? null : describeProblem(t, problem);
      })}
      <Problems problems={problems.filter((problem) => !ofFields.includes(problem))} />
      <div className="actions">
        <Button type="submit" look="primary" isPending={isPending}>
          {action}
        </Button>
        <Button isDisabled={isPending} onPress={onClose}>
          {t('action.cancel')}
        </Button>
      </div>
    </Form>
  );
}
