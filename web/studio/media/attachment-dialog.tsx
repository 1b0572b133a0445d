import { useState, type ReactElement, type SyntheticEvent } from 'react';
import { Form } from 'react-aria-components';
import {
  StudioUpdateAttachmentDocument,
  type StudioAttachmentCardFragment,
} from '../../../clients/typescript/src/index.js';
import { useApi, type Problem } from '../api';
import { useInterface } from '../interface';
import { useSession } from '../session';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Choice } from '../ui/choice';
import { Dialog } from '../ui/dialog';
import { describeProblem, Problems } from '../ui/problems';
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
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [isPending, setPending] = useState(false);
  const submit = async (event: SyntheticEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const input = {
      id,
      // Editors see it.
      version: version!,
      title: form.get('title') as string,
      language: language === NO_LANGUAGE ? null : language,
      publishedOn: (form.get('publishedOn') as string) || null,
    };
    setPending(true);
    const outcome = await api.change(StudioUpdateAttachmentDocument, { input });
    setPending(false);
    if (outcome.problems !== null) {
      setProblems(outcome.problems);
      return;
    }
    announce(t('state.saved'));
    onClose();
  };
  const problemOf = (field: string): string | null => {
    const problem = problems.find((one) => one.field === `input.${field}`);
    return problem === undefined ? null : describeProblem(t, problem);
  };
  // A file may be in a language that is none of the programme's.
  const languages = new Set([...locales.map(({ locale }) => locale), language].filter((one) => one !== NO_LANGUAGE));
  return (
    <Dialog title={fileName} isOpen onClose={onClose}>
      <Form onSubmit={(event) => void submit(event)}>
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
        <Problems problems={problems.filter(({ field }) => field === null)} />
        <div className="actions">
          <Button type="submit" look="primary" isPending={isPending}>
            {t('action.save')}
          </Button>
          <Button onPress={onClose}>{t('action.cancel')}</Button>
        </div>
      </Form>
    </Dialog>
  );
}
