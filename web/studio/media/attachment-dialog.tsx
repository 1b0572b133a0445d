import { useState, type ReactElement } from 'react';
import {
  StudioUpdateAttachmentDocument,
  type StudioAttachmentCardFragment,
} from '../../../clients/typescript/src/index.js';
import { useApi } from '../api';
import { useInterface } from '../interface';
import { useSession } from '../session';
import { useAnnounce } from '../ui/announcements';
import { Choice } from '../ui/choice';
import { Dialog } from '../ui/dialog';
import { DialogForm } from '../ui/dialog-form';
import { TextInput } from '../ui/text-input';

/** The value of the choice that stands for a file without a language, such as a table of numbers. */
const NO_LANGUAGE = '';

interface AttachmentDialogProps {
  readonly attachment: StudioAttachmentCardFragment;
  readonly onClose: () => void;
}

/** Edits the title, the language and the day of a file. */
export function AttachmentDialog({ attachment, onClose }: AttachmentDialogProps): ReactElement {
  const { t, languageName } = useInterface();
  const api = useApi();
  const { locales } = useSession();
  const announce = useAnnounce();
  const { id, version, title, fileName } = attachment;
  const [language, setLanguage] = useState(attachment.language ?? NO_LANGUAGE);
  // A file may be in a language that is none of the programme's.
  const languages = new Set([...locales.map(({ locale }) => locale), language].filter((one) => one !== NO_LANGUAGE));
  return (
    <Dialog title={fileName} isOpen onClose={onClose}>
      <DialogForm
        fields={['title', 'language', 'publishedOn']}
        action={t('action.save')}
        onClose={onClose}
        onSubmit={({ text, optional }) => {
          const texts = { title: text('title'), publishedOn: optional('publishedOn') };
          // Editors see the version.
          const input = { id, version: version!, ...texts, language: language === NO_LANGUAGE ? null : language };
          return api.change(StudioUpdateAttachmentDocument, { input });
        }}
        onDone={() => {
          announce(t('state.saved'));
          onClose();
        }}
      >
        {(problemOf) => (
          <>
            <TextInput
              label={t('media.fileTitle')}
              description={t('media.fileTitleHint')}
              name="title"
              defaultValue={title}
              isRequired
              maxLength={300}
              problem={problemOf('title')}
            />
            <Choice
              label={t('media.fileLanguage')}
              value={language}
              options={[
                ...[...languages].map((value) => ({ value, label: languageName(value) })),
                { value: NO_LANGUAGE, label: t('media.noLanguage') },
              ]}
              onChange={setLanguage}
              problem={problemOf('language')}
            />
            <TextInput
              label={t('media.fileDay')}
              name="publishedOn"
              type="date"
              defaultValue={attachment.publishedOn ?? ''}
              problem={problemOf('publishedOn')}
            />
          </>
        )}
      </DialogForm>
    </Dialog>
  );
}
