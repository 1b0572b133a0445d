import type { ReactElement } from 'react';
import { StudioRestrictedDocumentsDocument } from '../../../clients/typescript/src/studio.js';
import { ItemLink } from '../content/item-link';
import { useInterface } from '../interface';
import { ListScreen } from '../lists/list-screen';
import { pageArguments, useListState } from '../lists/list-state';
import { publicationActions } from '../publication/bulk-publication';
import { useReading } from '../reading';
import { DocumentState } from './document-state';

/** The restricted documents that the editor may edit, of all activities. */
export function DocumentListScreen(): ReactElement {
  const { t } = useInterface();
  const [state, show] = useListState();
  const { text } = state;
  const conditions = text === undefined ? {} : { filter: { title: { contains: text } } };
  const reading = useReading(StudioRestrictedDocumentsDocument, { ...pageArguments(state), ...conditions });
  return (
    <ListScreen
      title={t('documents.list')}
      hint={t('documents.listHint')}
      path="/documents"
      state={state}
      onChange={show}
      reading={reading}
      read={(api, page) => api.read(StudioRestrictedDocumentsDocument, { ...page, ...conditions })}
      pageOf={({ page }) => page}
      titleOf={({ title }) => title}
      localeOf={({ locale }) => locale}
      hasNew={false}
      filters={[{ name: 'text', label: t('column.title') }]}
      bulkActions={publicationActions('RESTRICTED_DOCUMENT', t)}
      columns={[
        {
          id: 'TITLE',
          title: t('column.title'),
          text: ({ title }) => title,
          show: (document) => <ItemLink type="RESTRICTED_DOCUMENT" {...document} />,
        },
        {
          id: 'STATE',
          title: t('column.state'),
          text: ({ content, publication }) =>
            content === null ? t('documents.noFile') : publication && t(`publication.${publication.state}`),
          show: ({ content, publication }) => <DocumentState hasFile={content !== null} publication={publication} />,
        },
        {
          id: 'ACTIVITY',
          title: t('type.ACTIVITY'),
          text: ({ activity }) => activity.title,
          show: ({ activity }) => <ItemLink type="ACTIVITY" {...activity} tab="documents" />,
        },
      ]}
    />
  );
}
