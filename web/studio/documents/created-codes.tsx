import type { ReactElement } from 'react';
import type { StudioCreateDocumentCodesMutation } from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';
import { Button } from '../ui/button';
import { CopyField } from '../ui/copy-field';
import { csvOf } from '../ui/csv';
import { saveText } from '../ui/save-text';

/** New access codes, with what opens the document. They cannot be read again. */
export type NewCodes = StudioCreateDocumentCodesMutation['createDocumentAccessCodes']['created'];

interface CreatedCodesProps {
  readonly codes: NewCodes;
  readonly onClose: () => void;
}

/** New access codes, to be copied one by one or all at once. */
export function CreatedCodes({ codes, onClose }: CreatedCodesProps): ReactElement {
  const { t } = useInterface();
  const pageUrl = codes[0]?.pageUrl ?? null;
  if (codes.length === 0) {
    return (
      <>
        <p>{t('codes.createdBefore')}</p>
        <div className="actions">
          <Button look="primary" autoFocus onPress={onClose}>
            {t('action.close')}
          </Button>
        </div>
      </>
    );
  }
  const csv = (): string =>
    csvOf([
      [t('codes.recipient'), t('codes.email'), t('codes.code'), t('codes.page')],
      ...codes.map(({ accessCode, password, pageUrl: page }) => [
        accessCode.recipient,
        accessCode.email ?? '',
        password,
        page ?? '',
      ]),
    ]);
  return (
    <>
      <p>{t('secret.shownOnce')}</p>
      {pageUrl !== null && <CopyField label={t('codes.page')} value={pageUrl} />}
      <ul className="rows">
        {codes.map(({ accessCode, password }, index) => (
          <li key={accessCode.id}>
            <CopyField label={accessCode.recipient} value={password} autoFocus={index === 0} />
            {accessCode.email !== null && (
              <span className="hint">{t('codes.sentTo', { email: accessCode.email })}</span>
            )}
          </li>
        ))}
      </ul>
      <div className="actions">
        <Button
          onPress={() => {
            saveText('access-codes.csv', csv());
          }}
        >
          {t('codes.csv')}
        </Button>
        <Button look="primary" onPress={onClose}>
          {t('action.close')}
        </Button>
      </div>
    </>
  );
}
