import type { ReactElement } from 'react';
import {
  type StudioAttachmentCardFragment,
  StudioAttachmentsDocument,
  StudioUpdateAttachmentDocument,
} from '../../../clients/typescript/src/studio.js';
import { useApi } from '../api';
import { useTextBounds } from '../forms/content-type';
import { DialogLease } from '../forms/draft-lease';
import type { FormValues } from '../forms/form-values';
import { ItemDialogForm } from '../forms/item-dialog-form';
import { type DraftKey, draftKeyOf } from '../forms/local-draft';
import { useItemForm } from '../forms/use-item-form';
import { useInterface } from '../interface';
import { mapOutcome } from '../outcome';
import { useSession } from '../session';
import { useAnnounce } from '../ui/announcements';
import { Choice } from '../ui/choice';
import { Dialog } from '../ui/dialog';
import { TextInput } from '../ui/text-input';

/** The value of the choice that stands for a file without a language, such as a table of numbers. */
const NO_LANGUAGE = '';

interface AttachmentDialogProps {
  readonly attachment: StudioAttachmentCardFragment;
  readonly onClose: () => void;
}

/** Edits the title, the language and the day of a file. */
export function AttachmentDialog({ attachment, onClose }: AttachmentDialogProps): ReactElement {
  const { account } = useSession();
  const draftKey = draftKeyOf(account.id, 'Attachment', attachment.id);
  return (
    <DialogLease draftKey={draftKey} title={attachment.fileName} onClose={onClose}>
      <Dialog title={attachment.fileName} isOpen onClose={onClose}>
        <AttachmentForm attachment={attachment} draftKey={draftKey} onClose={onClose} />
      </Dialog>
    </DialogLease>
  );
}

interface EditedAttachment {
  readonly id: string;
  readonly version: number;
  readonly values: FormValues;
}

function editedOf({ id, version, title, language, publishedOn }: StudioAttachmentCardFragment): EditedAttachment {
  // Editors see the version.
  return { id, version: version!, values: { title, language, publishedOn } };
}

function AttachmentForm(props: AttachmentDialogProps & { readonly draftKey: DraftKey }): ReactElement {
  const { attachment, draftKey, onClose } = props;
  const { t, dates, languageName } = useInterface();
  const api = useApi();
  const { locales } = useSession();
  const announce = useAnnounce();
  const boundOf = useTextBounds('Attachment');
  const item = editedOf(attachment);
  const { id } = item;
  const form = useItemForm<EditedAttachment>({
    item,
    draftKeyOf: () => draftKey,
    send: async ({ clientMutationId, version, values }) => {
      const input = { ...values, id, version: version!, clientMutationId };
      return mapOutcome(await api.change(StudioUpdateAttachmentDocument, { input }), ({ updateAttachment }) =>
        editedOf(updateAttachment.attachment),
      );
    },
    load: async () =>
      mapOutcome(await api.read(StudioAttachmentsDocument, { ids: [id] }), ({ nodes: [node] }) =>
        node?.__typename === 'Attachment' ? editedOf(node) : item,
      ),
    onSaved: () => {
      announce(t('state.saved'));
      onClose();
    },
  });
  const language = (form.values['language'] as string | null) ?? NO_LANGUAGE;
  // A file may be in a language that is none of the programme's.
  const languages = new Set([...locales.map(({ locale }) => locale), language].filter((one) => one !== NO_LANGUAGE));
  return (
    <ItemDialogForm
      form={form}
      labels={{
        title: t('media.fileTitle'),
        language: t('media.fileLanguage'),
        publishedOn: t('media.fileDay'),
      }}
      describe={(field, value) =>
        field === 'language'
          ? languageName(value as string)
          : field === 'publishedOn'
            ? dates.partial(value as string)
            : (value as string)
      }
      action={t('action.save')}
      onSave={() => form.save()}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <TextInput
            label={t('media.fileTitle')}
            description={t('media.fileTitleHint')}
            value={form.values['title'] as string}
            onChange={(title) => {
              form.set('title', title);
            }}
            isRequired
            {...boundOf('title')}
            problem={problemOf('title')}
          />
          <Choice
            label={t('media.fileLanguage')}
            value={language}
            options={[
              ...[...languages].map((value) => ({ value, label: languageName(value) })),
              { value: NO_LANGUAGE, label: t('media.noLanguage') },
            ]}
            onChange={(chosen) => {
              form.set('language', chosen === NO_LANGUAGE ? null : chosen);
            }}
            problem={problemOf('language')}
          />
          <TextInput
            label={t('media.fileDay')}
            type="date"
            value={(form.values['publishedOn'] as string | null) ?? ''}
            onChange={(day) => {
              form.set('publishedOn', day === '' ? null : day);
            }}
            problem={problemOf('publishedOn')}
          />
        </>
      )}
    </ItemDialogForm>
  );
}
