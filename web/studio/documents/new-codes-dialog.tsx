import { useState, type ReactElement, type SyntheticEvent } from 'react';
import { Form } from 'react-aria-components';
import { StudioCreateDocumentCodesDocument } from '../../../clients/typescript/src/index.js';
import { useApi, type Problem } from '../api';
import { useInterface } from '../interface';
import { instantOf } from '../publication/local-time';
import { useSession } from '../session';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Checkbox } from '../ui/checkbox';
import { Choice } from '../ui/choice';
import { Dialog } from '../ui/dialog';
import { describeProblem, Problems } from '../ui/problems';
import { TextInput } from '../ui/text-input';
import { CreatedCodes, type NewCodes } from './created-codes';
import { readRecipients } from './recipients';

interface NewCodesDialogProps {
  readonly documentId: string;
  readonly onClose: () => void;
}

/** Creates access codes for the recipients of a list, and shows them once. */
export function NewCodesDialog({ documentId, onClose }: NewCodesDialogProps): ReactElement {
  const { t } = useInterface();
  const [created, setCreated] = useState<NewCodes | null>(null);
  if (created === null) {
    return (
      <Dialog title={t('codes.create')} isOpen onClose={onClose}>
        <NewCodesForm documentId={documentId} onCreated={setCreated} onClose={onClose} />
      </Dialog>
    );
  }
  return (
    // Only the button closes it, so that no code is lost by a click beside it.
    <Dialog title={t('codes.new')} isOpen>
      <CreatedCodes codes={created} onClose={onClose} />
    </Dialog>
  );
}

interface NewCodesFormProps extends NewCodesDialogProps {
  readonly onCreated: (codes: NewCodes) => void;
}

function NewCodesForm({ documentId, onCreated, onClose }: NewCodesFormProps): ReactElement {
  const { t, languageName } = useInterface();
  const api = useApi();
  const announce = useAnnounce();
  const { locales } = useSession();
  const [text, setText] = useState('');
  const [locale, setLocale] = useState(locales[0]!.locale);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [isPending, setPending] = useState(false);
  const recipients = readRecipients(text);
  const mailed = recipients.filter(({ email }) => email !== null).length;
  const submit = async (event: SyntheticEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const maxUses = form.get('maxUses') as string;
    const input = {
      documentId,
      recipients: recipients.map((recipient) => ({ ...recipient, locale })),
      expiresAt: instantOf(form.get('expiresAt') as string),
      maxUses: maxUses === '' ? null : Number(maxUses),
      notifyOnOpen: form.has('notifyOnOpen'),
    };
    setPending(true);
    const outcome = await api.change(StudioCreateDocumentCodesDocument, { input });
    setPending(false);
    if (outcome.problems !== null) {
      setProblems(outcome.problems);
      return;
    }
    const { created } = outcome.data.createDocumentAccessCodes;
    announce(t('codes.created', { count: created.length }));
    onCreated(created);
  };
  const problemOf = (field: string): string | null => {
    const problem = problems.find((one) => one.field === `input.${field}`);
    return problem === undefined ? null : describeProblem(t, problem);
  };
  // A problem of one recipient names it by its position in the list.
  const ofRecipients = problems.flatMap((problem) => {
    const index = /^input\.recipients(?:\.(\d+)|$)/.exec(problem.field ?? '');
    if (index === null) return [];
    const name = index[1] === undefined ? '' : `${recipients[Number(index[1])]?.recipient ?? ''}: `;
    return [`${name}${describeProblem(t, problem)}`];
  });
  return (
    <Form onSubmit={(event) => void submit(event)}>
      <TextInput
        label={t('codes.recipients')}
        description={t('codes.recipientsHint')}
        value={text}
        onChange={setText}
        isMultiline
        isRequired
        autoFocus
        problem={ofRecipients.length === 0 ? null : ofRecipients.join(' ')}
      />
      <p role="status">
        {t('codes.count', { count: recipients.length })} {mailed > 0 && t('codes.mailed', { count: mailed })}
      </p>
      {mailed > 0 && (
        <Choice
          label={t('codes.mailLanguage')}
          value={locale}
          options={locales.map((one) => ({ value: one.locale, label: languageName(one.locale) }))}
          onChange={setLocale}
        />
      )}
      <TextInput
        label={t('codes.expires')}
        description={t('codes.expiresHint')}
        name="expiresAt"
        type="datetime-local"
        problem={problemOf('expiresAt')}
      />
      <TextInput
        label={t('codes.maxUses')}
        description={t('codes.maxUsesHint')}
        name="maxUses"
        type="number"
        problem={problemOf('maxUses')}
      />
      <Checkbox name="notifyOnOpen">{t('codes.notify')}</Checkbox>
      <Problems problems={problems.filter(({ field }) => field === null)} />
      <div className="actions">
        <Button type="submit" look="primary" isPending={isPending} isDisabled={recipients.length === 0}>
          {t('codes.create')}
        </Button>
        <Button onPress={onClose}>{t('action.cancel')}</Button>
      </div>
    </Form>
  );
}
