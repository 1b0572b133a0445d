import { type ReactElement, useState } from 'react';
import {
  type StudioAccountFragment,
  StudioSetAccountPasswordDocument,
} from '../../../clients/typescript/src/studio.js';
import { useApi } from '../api';
import { useInterface } from '../interface';
import { useAnnounce } from '../ui/announcements';
import { Dialog } from '../ui/dialog';
import { DialogForm } from '../ui/dialog-form';
import { SecretShown } from '../ui/secret-shown';
import { suggestPassword } from '../ui/suggested-password';
import { TextInput } from '../ui/text-input';

interface AccountPasswordDialogProps {
  readonly account: Pick<StudioAccountFragment, 'id' | 'email' | 'name'>;
  readonly onClose: () => void;
}

/** Sets the password of somebody else, which ends their sessions. It is shown once, to be passed on. */
export function AccountPasswordDialog({ account, onClose }: AccountPasswordDialogProps): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const announce = useAnnounce();
  const [password, setPassword] = useState(suggestPassword);
  const [isSet, setSet] = useState(false);
  return (
    <Dialog title={t('people.passwordOf', { name: account.name })} isOpen {...(!isSet && { onClose })}>
      {isSet ? (
        <SecretShown label={account.email} value={password} onClose={onClose} />
      ) : (
        <>
          <p>{t('people.passwordHint')}</p>
          <DialogForm
            fields={['password']}
            action={t('people.setPassword')}
            onClose={onClose}
            onSubmit={() => api.change(StudioSetAccountPasswordDocument, { input: { id: account.id, password } })}
            onDone={() => {
              setSet(true);
              announce(t('people.passwordSet', { name: account.name }));
            }}
          >
            {(problemOf) => (
              <TextInput
                label={t('account.newPassword')}
                description={t('account.newPasswordHint')}
                value={password}
                onChange={setPassword}
                autoComplete="off"
                isRequired
                problem={problemOf('password')}
              />
            )}
          </DialogForm>
        </>
      )}
    </Dialog>
  );
}
