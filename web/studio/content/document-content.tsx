import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import {
  type SetRestrictedDocumentTranslationInput,
  StudioDeleteDocumentTranslationDocument,
  StudioDocumentActivityDocument,
  StudioDocumentFileDocument,
  StudioEditedDocumentDocument,
  type StudioEditedDocumentFragment,
  type StudioEditedDocumentQuery,
  StudioSetDocumentTranslationDocument,
  StudioUpdateDocumentDocument,
} from '../../../clients/typescript/src/studio.js';
import { DocumentFile } from '../documents/document-file';
import { DocumentState } from '../documents/document-state';
import { mapOutcome } from '../outcome';
import { useReading } from '../reading';
import { translationsOf } from '../translations/translation';
import type { ContentItem, EditableContent } from './editable-content';
import { itemPath } from './item-path';
import type { PublicationBadgeProps } from './publication-badge';

/** Restricted documents. They begin with a file, in the tab of their activity. */
export const documentContent: EditableContent<StudioEditedDocumentQuery> = {
  type: 'RestrictedDocument',
  publishable: 'RESTRICTED_DOCUMENT',
  path: '/documents',
  sections: [{ title: 'section.texts', fields: ['title', 'originalLocale'] }],
  creation: null,
  Parent: ActivityOfDocument,
  State: StateOfDocument,
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

/** Changes with the file, which the screen reads by the same query. */
function StateOfDocument({ id, publication }: PublicationBadgeProps & { readonly id: string }): ReactElement | null {
  const { data } = useReading(StudioDocumentFileDocument, { id });
  if (data?.node?.__typename !== 'RestrictedDocument') return null;
  return <DocumentState hasFile={data.node.content !== null} publication={publication} />;
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
