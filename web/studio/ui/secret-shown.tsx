import type { ReactElement } from 'react';
import { useInterface } from '../interface';
import { Button } from './button';
import { CopyField } from './copy-field';

interface SecretShownProps {
  readonly label: string;
  readonly value: string;
  readonly onClose: () => void;
}

/** A secret that the server returns only once, within a dialog. */
export function SecretShown({ label, value, onClose }: SecretShownProps): ReactElement {
  const { t } = useInterface();
  return (
    <>
      <p>{t('secret.shownOnce')}</p>
      <CopyField label={label} value={value} autoFocus />
      <div className="actions">
        <Button look="primary" onPress={onClose}>
          {t('action.close')}
        </Button>
      </div>
    </>
  );
}
