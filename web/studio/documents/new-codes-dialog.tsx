import { Fragment, type ReactElement, type ReactNode, type SyntheticEvent, useState } from 'react';
import { Form } from 'react-aria-components';
import { StudioCreateDocumentCodesDocument } from '../../../clients/typescript/src/studio.js';
import { useApi } from '../api';
import { DialogLease } from '../forms/draft-lease';
import { type DraftKey, draftKeyOf } from '../forms/local-draft';
import { useKeptForm } from '../forms/use-kept-form';
import { useInterface } from '../interface';
import { instantOf } from '../local-time';
import type { Problem } from '../outcome';
import { useSession } from '../session';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Checkbox } from '../ui/checkbox';
import { Choice } from '../ui/choice';
import { Dialog, useKeepOpen } from '../ui/dialog';
import { LocalTimeInput } from '../ui/local-time-input';
import { describeProblem, Problems } from '../ui/problems';
import { TextInput } from '../ui/text-input';
import { CreatedCodes, type NewCodes } from './created-codes';
import { readRecipients } from './recipients';

/** The values that the form begins with, beside the language of the mails. */
const BLANK = { recipients: '', expiresAt: '', maxUses: '', notifyOnOpen: '' };

/** The paths of the fields that the form has. Other problems are shown below it, such as that of a document that is no public one. */
const OF_FIELDS = /^input\.(?:recipients|expiresAt|maxUses)(?:\.|$)/;

interface NewCodesDialogProps {
  readonly documentId: string;
  readonly onClose: () => void;
}

/** Creates access codes for the recipients of a list, and shows them once. */
export function NewCodesDialog({ documentId, onClose }: NewCodesDialogProps): ReactElement {
  const { t } = useInterface();
  const { account } = useSession();
  const [created, setCreated] = useState<NewCodes | null>(null);
  const draftKey = draftKeyOf(account.id, 'AccessCodes', documentId);
  return (
    <DialogLease draftKey={draftKey} title={t('codes.create')} onClose={onClose}>
      {/* Only the button closes it once there are codes, so that none is lost by a click beside it. */}
      <Dialog title={t(created === null ? 'codes.create' : 'codes.new')} isOpen {...(created === null && { onClose })}>
        {created === null ? (
          <NewCodesForm documentId={documentId} draftKey={draftKey} onCreated={setCreated} onClose={onClose} />
        ) : (
          <CreatedCodes codes={created} onClose={onClose} />
        )}
      </Dialog>
    </DialogLease>
  );
}

interface NewCodesFormProps extends NewCodesDialogProps {
  readonly draftKey: DraftKey;
  readonly onCreated: (codes: NewCodes) => void;
}

function NewCodesForm({ documentId, draftKey, onCreated, onClose }: NewCodesFormProps): ReactElement {
  const { t, languageName } = useInterface();
  const api = useApi();
  const announce = useAnnounce();
  const { locales } = useSession();
  const kept = useKeptForm(draftKey, { ...BLANK, locale: locales[0]!.locale });
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const { values, isSaving } = kept;
  useKeepOpen(isSaving);
  const set = (field: keyof typeof values) => (value: string) => {
    kept.set(field, value);
  };
  const recipients = readRecipients(values.recipients);
  const mailed = recipients.filter(({ email }) => email !== null).length;
  const submit = async (event: SyntheticEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const input = {
      documentId,
      recipients: recipients.map((recipient) => ({ ...recipient, locale: values.locale })),
      expiresAt: instantOf(values.expiresAt),
      maxUses: values.maxUses === '' ? null : Number(values.maxUses),
      notifyOnOpen: values.notifyOnOpen !== '',
    };
    const outcome = await kept.send((clientMutationId) =>
      api.change(StudioCreateDocumentCodesDocument, { input: { ...input, clientMutationId } }),
    );
    if (outcome.problems !== null) {
      setProblems(outcome.problems);
      return;
    }
    const { created } = outcome.data.createDocumentAccessCodes;
    announce(t('codes.created', { count: recipients.length }));
    onCreated(created);
  };
  const cancel = (): void => {
    kept.cancel();
    onClose();
  };
  const problemOf = (field: string): ReactNode => {
    const problem = problems.find((one) => one.field === `input.${field}`);
    return problem === undefined ? null : describeProblem(t, problem);
  };
  // A problem of one recipient names it by its position in the list.
  const ofRecipients = problems.flatMap((problem) => {
    const index = /^input\.recipients(?:\.(\d+)|$)/.exec(problem.field ?? '');
    if (index === null) return [];
    const name = index[1] === undefined ? '' : `${recipients[Number(index[1])]?.recipient ?? ''}: `;
    return [
      <Fragment key={problem.field}>
        {name}
        {describeProblem(t, problem)}{' '}
      </Fragment>,
    ];
  });
  return (
    <Form onSubmit={(event) => void submit(event)}>
      <TextInput
        label={t('codes.recipients')}
        description={t('codes.recipientsHint')}
        value={values.recipients}
        onChange={set('recipients')}
        isMultiline
        isRequired
        autoFocus
        problem={ofRecipients.length === 0 ? null : ofRecipients}
      />
      <p role="status">
        {t('codes.count', { count: recipients.length })} {mailed > 0 && t('codes.mailed', { count: mailed })}
      </p>
      {mailed > 0 && (
        <Choice
          label={t('codes.mailLanguage')}
          value={values.locale}
          options={locales.map((one) => ({ value: one.locale, label: languageName(one.locale) }))}
          onChange={set('locale')}
        />
      )}
      <LocalTimeInput
        label={t('codes.expires')}
        description={t('codes.expiresHint')}
        value={values.expiresAt}
        onChange={set('expiresAt')}
        problem={problemOf('expiresAt')}
      />
      <TextInput
        label={t('codes.maxUses')}
        description={t('codes.maxUsesHint')}
        value={values.maxUses}
        onChange={set('maxUses')}
        type="number"
        problem={problemOf('maxUses')}
      />
      <Checkbox
        isSelected={values.notifyOnOpen !== ''}
        onChange={(isSelected) => {
          set('notifyOnOpen')(isSelected ? 'true' : '');
        }}
      >
        {t('codes.notify')}
      </Checkbox>
      <Problems problems={problems.filter(({ field }) => !OF_FIELDS.test(field ?? ''))} />
      <div className="actions">
        <Button type="submit" look="primary" isPending={isSaving} isDisabled={recipients.length === 0}>
          {t('codes.create')}
        </Button>
        <Button isDisabled={isSaving} onPress={cancel}>
          {t('action.cancel')}
        </Button>
        {kept.isChanged && (
          <span className="hint">{t(kept.isOnlyOnScreen ? 'form.onlyOnScreen' : 'form.unsaved')}</span>
        )}
      </div>
    </Form>
  );
}
