import type { ReactElement } from 'react';
import { PublicationBadge, type PublicationBadgeProps } from '../content/publication-badge';
import { useInterface } from '../interface';

interface DocumentStateProps extends PublicationBadgeProps {
  readonly hasFile: boolean;
}

/** The publication state of a document; of one without a file, that it has none, because only its editors see it. */
export function DocumentState({ hasFile, publication }: DocumentStateProps): ReactElement {
  const { t } = useInterface();
  if (hasFile) return <PublicationBadge publication={publication} />;
  return <span className="badge lacking">{t('documents.noFile')}</span>;
}
