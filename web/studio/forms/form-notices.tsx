import type { ReactElement } from 'react';
import { useInterface } from '../interface';
import type { Problem } from '../outcome';
import { Button } from '../ui/button';
import { focusConflicts } from './conflict-choices';
import { Conflicts } from './conflicts';
import type { ContentField } from './content-type';
import { focusField } from './field-place';
import { ProblemSummary } from './problem-summary';
import { useDiscard } from './use-discard';
import type { ItemForm } from './use-item-form';

interface FormNoticesProps {
  readonly form: ItemForm;
  readonly fields: readonly ContentField[];
  readonly problems: readonly Problem[];
  /** Called when the changes are discarded. */
  readonly onDiscard: () => void;
}

/** What the editor must know before writing on: changes that were kept, conflicts, and problems of fields. */
export function FormNotices({ form, fields, problems, onDiscard }: FormNoticesProps): ReactElement {
  const { t, clock } = useInterface();
  const discard = useDiscard(form, onDiscard);
  return (
    <>
      {form.restoredFrom !== null && (
        <div className="note" role="status">
          <p>{t('form.restored', { time: clock.show(form.restoredFrom) })}</p>
          <Button isDisabled={form.isSaving} onPress={discard}>
            {t('form.discard')}
          </Button>
        </div>
      )}
      <Conflicts
        conflicts={form.conflicts}
        fields={new Map(fields.map((field) => [field.name, field]))}
        values={form.values}
        onResolve={(conflict, choice) => {
          form.resolve(conflict, choice);
          if (form.conflicts.length > 1) focusConflicts();
          else requestAnimationFrame(() => focusField(conflict.field));
        }}
      />
      <ProblemSummary problems={problems} fields={fields.map(({ name }) => name)} />
    </>
  );
}
