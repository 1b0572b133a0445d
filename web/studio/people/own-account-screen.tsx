import { useState, type ReactElement } from 'react';
import { StudioChangePasswordDocument } from '../../../clients/typescript/src/index.js';
import { useApi } from '../api';
import { useInterface } from '../interface';
import { useSession } from '../session';
import { Screen } from '../shell/screen';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { DialogForm } from '../ui/dialog-form';
import { TextInput } from '../ui/text-input';
import { OpenSessions } from './open-sessions';

/** The account of the editor. */
export function OwnAccountScreen(): ReactElement {
  const { t, languageName } = useInterface();
  const { account, role } = useSession();
  const [isChanging, setChanging] = useState(false);
  const network = account.network?.name ?? t(account.isBound ? 'people.hiddenNetwork' : 'people.allNetworks');
  const facts = [
    [t('people.name'), account.name],
    [t('people.email'), account.email],
    [t('people.role'), t(`role.${role}`)],
    [t('people.network'), network],
    [t('people.mailLanguage'), account.locale === null ? '–' : languageName(account.locale)],
  ] as const;
  return (
    <Screen title={t('account.title')}>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="hint">{t('account.hint')}</p>
      <Button
        onPress={() => {
          setChanging(true);
        }}
      >
        {t('account.changePassword')}
      </Button>
      {isChanging && (
        <PasswordDialog
          onClose={() => {
            setChanging(false);
          }}
        />
      )}
      <OpenSessions />
    </Screen>
  );
}

function PasswordDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const { account } = useSession();
  const announce = useAnnounce();
  return (
    <Dialog title={t('account.changePassword')} isOpen onClose={onClose}>
      <DialogForm
        fields={['currentPassword', 'newPassword']}
        action={t('account.changePassword')}
        onClose={onClose}
        onSubmit={({ text }) => {
          const input = { currentPassword: text('currentPassword'), newPassword: text('newPassword') };
          return api.change(StudioChangePasswordDocument, { input });
        }}
        onDone={() => {
          announce(t('account.passwordChanged'));
          onClose();
        }}
      >
        {(problemOf) => (
          <>
            {/* Password managers learn from it whose password it is. */}
            <input type="text" autoComplete="username" defaultValue={account.email} hidden />
            <TextInput
              label={t('account.currentPassword')}
              name="currentPassword"
              type="password"
              autoComplete="current-password"
              isRequired
              autoFocus
              problem={problemOf('currentPassword')}
            />
            <TextInput
              label={t('account.newPassword')}
              description={t('account.newPasswordHint')}
              name="newPassword"
              type="password"
              autoComplete="new-password"
              isRequired
              problem={problemOf('newPassword')}
            />
          </>
        )}
      </DialogForm>
    </Dialog>
  );
}
