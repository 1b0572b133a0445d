import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import {
  type SetRestrictedDocumentTranslationInput,
  StudioDeleteDocumentTranslationDocument,
  StudioDocumentActivityDocument,
  StudioEditedDocumentDocument,
  type StudioEditedDocumentFragment,
  type StudioEditedDocumentQuery,
  StudioSetDocumentTranslationDocument,
  StudioUpdateDocumentDocument,
} from '../../../clients/typescript/src/index.js';
import { DocumentFile } from '../documents/document-file';
import { mapOutcome } from '../outcome';
import { useReading } from '../reading';
import { translationsOf } from '../translations/translation';
import type { ContentItem, EditableContent } from './editable-content';
import { itemPath } from './item-path';

/** Restricted documents. They begin with a file, in the tab of their activity. */
export const documentContent: EditableContent<StudioEditedDocumentQuery> = {
  type: 'RestrictedDocument',
  publishable: 'RESTRICTED_DOCUMENT',
  path: '/documents',
  sections: [{ title: 'section.texts', fields: ['title', 'originalLocale'] }],
  creation: null,
  Parent: ActivityOfDocument,
  Aside: DocumentFile,
  document: StudioEditedDocumentDocument,
  itemOf: ({ item }) => (item?.__typename === 'RestrictedDocument' ? itemOf(item) : null),
  update: async (api, input) =>
    mapOutcome(await api.change(StudioUpdateDocumentDocument, { input }), ({ updateRestrictedDocument }) =>
      itemOf(updateRestrictedDocument.item),
    ),
  setTranslation: async (api, input) =>
    mapOutcome(
      await api.change(StudioSetDocumentTranslationDocument, { input }),
      ({ setRestrictedDocumentTranslation }) => itemOf(setRestrictedDocumentTranslation.item),
    ),
  deleteTranslation: async (api, input) =>
    mapOutcome(
      await api.change(StudioDeleteDocumentTranslationDocument, { input }),
      ({ deleteRestrictedDocumentTranslation }) => itemOf(deleteRestrictedDocumentTranslation.item),
    ),
};

function itemOf(document: StudioEditedDocumentFragment): ContentItem {
  const { id, title, originalLocale, viewerCanUpdate, publication, translations } = document;
  return {
    id,
    title,
    version: publication?.version ?? null,
    publication,
    canUpdate: viewerCanUpdate,
    values: { title, originalLocale },
    translations: translationsOf<SetRestrictedDocumentTranslationInput>(translations),
  };
}

/** Leads back to the documents of the activity. */
function ActivityOfDocument({ id }: { readonly id: string }): ReactElement | null {
  const { data } = useReading(StudioDocumentActivityDocument, { id });
  if (data?.node?.__typename !== 'RestrictedDocument') return null;
  const { activity } = data.node;
  return (
    <p>
      <Link to={itemPath('ACTIVITY', activity.id)} search={{ tab: 'documents' }}>
        {activity.title}
      </Link>
    </p>
  );
}
