import { type ReactElement, type ReactNode, useEffect, useRef } from 'react';
import { Form } from 'react-aria-components';
import { useInterface } from '../interface';
import { Button } from '../ui/button';
import { useKeepOpen } from '../ui/dialog';
import { describeProblem, Problems } from '../ui/problems';
import { ConflictChoices } from './conflict-choices';
import type { FieldValue } from './form-values';
import { useDiscard } from './use-discard';
import type { ItemForm } from './use-item-form';
import './forms.css';

interface ItemDialogFormProps<F extends string> {
  readonly form: ItemForm;
  /** The fields that the form has, with the words for them. Problems of others are shown below it. */
  readonly labels: Readonly<Record<F, string>>;
  /** A value of a field in words; absent: values are texts. */
  readonly describe?: (field: F, value: FieldValue) => string;
  /** What the button says that saves. */
  readonly action: string;
  readonly onSave: () => Promise<unknown>;
  readonly onClose: () => void;
  /** Gives the fields, each with what is wrong with it; null if nothing is known to be. */
  readonly children: (problemOf: (field: F) => ReactNode) => ReactNode;
}

/** The form of a dialog that changes an item, with what an editor must know before writing on. */
export function ItemDialogForm<F extends string>(props: ItemDialogFormProps<F>): ReactElement {
  const { form, labels, describe = (_, value) => value as string, action, onSave, onClose, children } = props;
  const { t, clock } = useInterface();
  const discard = useDiscard(form, () => undefined);
  useKeepOpen(form.isSaving);
  const hasConflicts = form.conflicts.length > 0;
  const problems = form.problems.filter(({ code, version }) => code !== 'CONFLICT' || version === null);
  const problemOf = (field: F) => problems.find((one) => one.field === `input.${field}`);
  const textOf = (field: F, value: FieldValue): string =>
    value === null || value === '' ? t('conflict.empty') : describe(field, value);
  const content = useRef<HTMLFormElement>(null);
  const focus = (selector: string): void => {
    content.current?.querySelector<HTMLElement>(selector)?.focus();
  };
  useEffect(() => {
    if (hasConflicts) focus('.conflicts');
  }, [hasConflicts]);
  return (
    <Form
      ref={content}
      onSubmit={(event) => {
        event.preventDefault();
        // Enter submits the form although its button is disabled.
        if (hasConflicts) focus('.conflicts');
        else void onSave();
      }}
      validationBehavior="aria"
    >
      {form.restoredFrom !== null && (
        <p className="note" role="status">
          {t('form.restored', { time: clock.show(form.restoredFrom) })}
        </p>
      )}
      <ConflictChoices
        conflicts={form.conflicts.map(({ field, theirs, mine }) => ({
          key: field,
          name: labels[field as F],
          theirs: textOf(field as F, theirs),
          mine: textOf(field as F, mine),
        }))}
        onResolve={(field, choice) => {
          form.resolve(
            form.conflicts.find((conflict) => conflict.field === field)!,
            choice,
          );
          // The buttons of the choice are gone.
          const next = form.conflicts.length > 1 ? '.conflicts' : 'button[type=submit]';
          requestAnimationFrame(() => {
            focus(next);
          });
        }}
      />
      {children((field) => {
        const problem = problemOf(field);
        return problem === undefined ? null : describeProblem(t, problem);
      })}
      <Problems problems={problems.filter(({ field }) => !(field !== null && field.replace('input.', '') in labels))} />
      <div className="actions">
        <Button type="submit" look="primary" isPending={form.isSaving} isDisabled={hasConflicts}>
          {action}
        </Button>
        <Button
          isDisabled={form.isSaving}
          onPress={() => {
            if (form.isChanged) discard();
            onClose();
          }}
        >
          {t('action.cancel')}
        </Button>
        {form.isChanged && (
          <span className="hint">{t(form.isOnlyOnScreen ? 'form.onlyOnScreen' : 'form.unsaved')}</span>
        )}
      </div>
    </Form>
  );
}
