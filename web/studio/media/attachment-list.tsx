import { type ReactElement, useState } from 'react';
import {
  type StudioAttachmentCardFragment,
  StudioAttachmentListDocument,
  StudioDeleteAttachmentDocument,
} from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';
import { ListScreen } from '../lists/list-screen';
import { pageArguments, useListState } from '../lists/list-state';
import { useReading } from '../reading';
import { attachmentColumns } from './attachment-columns';
import { AttachmentDialog } from './attachment-dialog';
import { MediaActions } from './media-actions';
import './media.css';

/** The public files that the editor may use and edit. */
export function AttachmentListScreen(): ReactElement {
  const texts = useInterface();
  const { t } = texts;
  const [state, show] = useListState();
  const [edited, setEdited] = useState<StudioAttachmentCardFragment | null>(null);
  const { text } = state;
  const conditions = text === undefined ? {} : { filter: { title: { contains: text } } };
  const reading = useReading(StudioAttachmentListDocument, { ...pageArguments(state), ...conditions });
  return (
    <ListScreen
      title={t('nav.files')}
      path="/files"
      state={state}
      onChange={show}
      reading={reading}
      read={(api, page) => api.read(StudioAttachmentListDocument, { ...page, ...conditions })}
      pageOf={({ page }) => page}
      titleOf={({ title }) => title}
      hasNew={false}
      filters={[{ name: 'text', label: t('media.fileTitle') }]}
      columns={[
        ...attachmentColumns(texts),
        {
          id: 'ACTIONS',
          title: t('column.actions'),
          show: (attachment) => (
            <MediaActions
              name={attachment.title}
              language={attachment.language ?? undefined}
              onEdit={() => {
                setEdited(attachment);
              }}
              // Editors see the version.
              remove={(api) =>
                api.change(StudioDeleteAttachmentDocument, {
                  input: { id: attachment.id, version: attachment.version! },
                })
              }
            />
          ),
        },
      ]}
    >
      {edited !== null && (
        <AttachmentDialog
          attachment={edited}
          onClose={() => {
            setEdited(null);
          }}
        />
      )}
    </ListScreen>
  );
}
