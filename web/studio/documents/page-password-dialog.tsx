import { type ReactElement, useState } from 'react';
import { Form } from 'react-aria-components';
import { StudioSetDocumentsPasswordDocument } from '../../../clients/typescript/src/studio.js';
import { useApi } from '../api';
import { useInterface } from '../interface';
import type { Problem } from '../outcome';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Confirm, Dialog } from '../ui/dialog';
import { describeProblem, Problems } from '../ui/problems';
import { SecretShown } from '../ui/secret-shown';
import { suggestPassword } from '../ui/suggested-password';
import { TextInput } from '../ui/text-input';

interface PagePasswordDialogProps {
  readonly activityId: string;
  /** True if the page has a password now. */
  readonly hasPassword: boolean;
  readonly onClose: () => void;
}

/** Sets or removes the password that opens all documents of a page. A new one is shown once, to be passed on. */
export function PagePasswordDialog({ activityId, hasPassword, onClose }: PagePasswordDialogProps): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const announce = useAnnounce();
  const [password, setPassword] = useState(suggestPassword);
  const [isSet, setSet] = useState(false);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [isPending, setPending] = useState(false);
  const [isAskedToRemove, setAskedToRemove] = useState(false);
  const change = async (to: string | null): Promise<boolean> => {
    setPending(true);
    const outcome = await api.change(StudioSetDocumentsPasswordDocument, { input: { activityId, password: to } });
    setPending(false);
    setProblems(outcome.problems ?? []);
    return outcome.problems === null;
  };
  const set = async (): Promise<void> => {
    if (!(await change(password))) return;
    setSet(true);
    announce(t('documents.passwordSet'));
  };
  const remove = async (): Promise<void> => {
    if (!(await change(null))) return;
    announce(t('documents.passwordRemoved'));
    onClose();
  };
  const ofPassword = problems.find(({ field }) => field === 'input.password');
  return (
    <Dialog title={t('documents.password')} isOpen {...(!isSet && !isPending && { onClose })}>
      {isSet ? (
        <SecretShown label={t('documents.password')} value={password} onClose={onClose} />
      ) : (
        <Form
          onSubmit={(event) => {
            event.preventDefault();
            void set();
          }}
        >
          <TextInput
            label={t('documents.newPassword')}
            description={t('documents.newPasswordHint')}
            value={password}
            onChange={setPassword}
            autoComplete="off"
            isRequired
            problem={ofPassword === undefined ? null : describeProblem(t, ofPassword)}
          />
          <Problems problems={problems.filter((one) => one !== ofPassword)} />
          <div className="actions">
            <Button type="submit" look="primary" isPending={isPending}>
              {t('documents.setPassword')}
            </Button>
            {hasPassword && (
              <Button
                look="danger"
                isPending={isPending}
                onPress={() => {
                  setAskedToRemove(true);
                }}
              >
                {t('documents.removePassword')}
              </Button>
            )}
            <Button isDisabled={isPending} onPress={onClose}>
              {t('action.cancel')}
            </Button>
          </div>
        </Form>
      )}
      <Confirm
        title={t('documents.removePassword')}
        text={t('documents.removePasswordText')}
        action={t('documents.removePassword')}
        isOpen={isAskedToRemove}
        onClose={() => {
          setAskedToRemove(false);
        }}
        onConfirm={remove}
      />
    </Dialog>
  );
}
