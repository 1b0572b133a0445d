import type { ReactElement } from 'react';
import type { StudioDocumentFragment } from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';
import { Button } from '../ui/button';
import { AccessCodes } from './access-codes';
import { AccessLog } from './access-log';

interface DocumentAccessProps {
  readonly document: Pick<StudioDocumentFragment, 'id' | 'title' | 'locale'>;
  readonly onBack: () => void;
}

/** Who may open a document by a code, and who has opened it. */
export function DocumentAccess({ document: { id, title, locale }, onBack }: DocumentAccessProps): ReactElement {
  const { t } = useInterface();
  return (
    <section aria-label={title}>
      <Button autoFocus onPress={onBack}>
        {t('documents.back')}
      </Button>
      <h2 lang={locale}>{title}</h2>
      <AccessCodes documentId={id} />
      <AccessLog documentId={id} title={title} />
    </section>
  );
}
