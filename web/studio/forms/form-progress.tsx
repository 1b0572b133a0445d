import type { ReactElement } from 'react';
import { useInterface } from '../interface';
import { Button } from '../ui/button';
import { useDiscard } from './use-discard';
import type { ItemForm } from './use-item-form';

interface FormProgressProps {
  readonly form: ItemForm;
  /** True for what does not exist yet. */
  readonly isNew: boolean;
  /** Called when the changes are discarded. */
  readonly onDiscard: () => void;
}

/** Says whether everything is saved, and discards what is not. */
export function FormProgress({ form, isNew, onDiscard }: FormProgressProps): ReactElement {
  const { t } = useInterface();
  const discard = useDiscard(form, onDiscard);
  return (
    <>
      {form.isChanged && <Button onPress={discard}>{t('form.discard')}</Button>}
      <span className="hint">
        {form.isOnlyOnScreen
          ? t('form.onlyOnScreen')
          : t(form.isChanged ? 'form.unsaved' : isNew ? 'form.nothingTyped' : 'form.allSaved')}
      </span>
    </>
  );
}
