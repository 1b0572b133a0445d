import type { ReactElement } from 'react';
import { useInterface } from '../interface';
import type { Problem } from '../outcome';
import { Button } from '../ui/button';
import { Problems } from '../ui/problems';
import { focusConflicts } from './conflict-choices';
import type { ContentField } from './content-type';
import { fieldOf } from './problem-summary';
import { isStale } from './sent-input';
import { useDiscard } from './use-discard';
import type { ItemForm } from './use-item-form';

interface FormProgressProps {
  readonly form: ItemForm;
  readonly fields: readonly ContentField[];
  readonly problems: readonly Problem[];
  /** True for what does not exist yet. */
  readonly isNew: boolean;
  /** Called when the changes are discarded. */
  readonly onDiscard: () => void;
}

/**
 * Says whether everything is saved, and discards what is not. What is wrong with no field in particular, such as a lost
 * connection, stands beside the button that saves: the top of the form may be out of sight.
 */
export function FormProgress({ form, fields, problems, isNew, onDiscard }: FormProgressProps): ReactElement {
  const { t } = useInterface();
  const discard = useDiscard(form, onDiscard);
  // The conflicts say so themselves.
  const isShown = (problem: Problem): boolean => form.conflicts.length === 0 || !isStale([problem]);
  const isOfField = ({ field }: Problem): boolean => fields.some(({ name }) => name === fieldOf(field));
  return (
    <>
      <Problems problems={problems.filter((problem) => !isOfField(problem) && isShown(problem))} />
      {/* Until they are resolved, the form cannot be saved. */}
      {form.conflicts.length > 0 && <Button onPress={focusConflicts}>{t('conflict.title')}</Button>}
      {form.isChanged && (
        <Button isDisabled={form.isSaving} onPress={discard}>
          {t('form.discard')}
        </Button>
      )}
      <span className="hint">
        {form.isOnlyOnScreen
          ? t('form.onlyOnScreen')
          : t(form.isChanged ? 'form.unsaved' : isNew ? 'form.nothingTyped' : 'form.allSaved')}
      </span>
    </>
  );
}
