import { type ReactElement, useState } from 'react';
import {
  type StudioAttachmentCardFragment,
  StudioAttachmentsDocument,
  StudioCreateAttachmentDocument,
} from '../../../clients/typescript/src/studio.js';
import { fileSize } from '../../shared/file-size';
import { useApi } from '../api';
import { useInterface } from '../interface';
import type { Outcome } from '../outcome';
import { useReading } from '../reading';
import { useSession } from '../session';
import { Button } from '../ui/button';
import { titleOf } from '../uploads/title-of';
import type { UploadAttempt, UploadTarget } from '../uploads/uploads';
import { AttachmentDialog } from './attachment-dialog';
import { ExistingAttachments } from './existing-media';
import { MediaPicker, type PickerFieldProps } from './media-picker';

/** The files that an item offers to everyone: uploads them, orders them, and edits their titles, languages and days. */
export function AttachmentPicker(props: PickerFieldProps): ReactElement {
  const { value } = props;
  const { t } = useInterface();
  const requestTarget = useAttachmentTargets();
  const [edited, setEdited] = useState<StudioAttachmentCardFragment | null>(null);
  const { data } = useReading(StudioAttachmentsDocument, { ids: [...value] }, { pause: value.length === 0 });
  const attachments = new Map(
    (data?.nodes ?? []).flatMap((node) => (node?.__typename === 'Attachment' ? [[node.id, node]] : [])),
  );
  return (
    <>
      <MediaPicker
        {...props}
        layout="rows"
        nameOf={(id) => attachments.get(id)?.title ?? t('media.file')}
        action={t('media.addFiles')}
        requestTarget={requestTarget}
        Existing={ExistingAttachments}
      >
        {({ id }) => {
          const attachment = attachments.get(id);
          return attachment === undefined ? (
            <span className="picked">{data === null ? t('state.loading') : t('media.missing')}</span>
          ) : (
            <AttachmentRow
              attachment={attachment}
              onEdit={() => {
                setEdited(attachment);
              }}
            />
          );
        }}
      </MediaPicker>
      {edited !== null && (
        <AttachmentDialog
          attachment={edited}
          onClose={() => {
            setEdited(null);
          }}
        />
      )}
    </>
  );
}

function useAttachmentTargets(): (file: File, attempt: UploadAttempt) => Promise<Outcome<UploadTarget>> {
  const api = useApi();
  const { locales } = useSession();
  return async (file, { clientMutationId }) => {
    const input = { fileName: file.name, title: titleOf(file), language: locales[0]!.locale, clientMutationId };
    const { data, problems } = await api.change(StudioCreateAttachmentDocument, { input });
    if (problems !== null) return { data, problems };
    const { attachment, uploadUrl } = data.createAttachment;
    return { data: { id: attachment.id, uploadUrl }, problems };
  };
}

interface AttachmentRowProps {
  readonly attachment: StudioAttachmentCardFragment;
  readonly onEdit: () => void;
}

function AttachmentRow({ attachment, onEdit }: AttachmentRowProps): ReactElement {
  const { t, locale, dates, languageName } = useInterface();
  const { title, language, publishedOn, fileName, byteSize } = attachment;
  const facts = [
    fileName,
    fileSize(byteSize, locale),
    language !== null && languageName(language),
    publishedOn !== null && dates.partial(publishedOn),
  ];
  return (
    <>
      <span className="picked">
        <span lang={language ?? undefined}>{title}</span>
        <span className="hint">{facts.filter((fact) => fact !== false).join(' · ')}</span>
      </span>
      <Button aria-label={t('media.editFile', { name: title })} onPress={onEdit}>
        {t('action.edit')}
      </Button>
    </>
  );
}
