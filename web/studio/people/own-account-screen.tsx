import { type ReactElement, useState } from 'react';
import { StudioChangePasswordDocument, StudioUpdateViewerDocument } from '../../../clients/typescript/src/studio.js';
import { MAX_LENGTH } from '../../../src/core/limits';
import { useApi } from '../api';
import { DialogLease } from '../forms/draft-lease';
import { type DraftKey, draftKeyOf } from '../forms/local-draft';
import { useKeptForm } from '../forms/use-kept-form';
import { interfaceLocales, useInterface } from '../interface';
import { useSession } from '../session';
import { ApiKeyList } from '../settings/api-key-list';
import { Screen } from '../shell/screen';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Choice } from '../ui/choice';
import { Dialog } from '../ui/dialog';
import { DialogForm } from '../ui/dialog-form';
import { TextInput } from '../ui/text-input';
import { OpenSessions } from './open-sessions';

/** The account of the editor. */
export function OwnAccountScreen(): ReactElement {
  const { t, languageName } = useInterface();
  const { account, role } = useSession();
  const [doing, setDoing] = useState<'account' | 'password' | null>(null);
  const stop = (): void => {
    setDoing(null);
  };
  const network = account.network?.name ?? t(account.isBound ? 'people.hiddenNetwork' : 'people.allNetworks');
  const facts = [
    [t('people.name'), account.name],
    [t('people.email'), account.email],
    [t('people.role'), t(`role.${role}`)],
    [t('people.network'), network],
    [t('account.language'), account.locale === null ? '–' : languageName(account.locale)],
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
      <div className="actions">
        <Button
          onPress={() => {
            setDoing('account');
          }}
        >
          {t('account.change')}
        </Button>
        <Button
          onPress={() => {
            setDoing('password');
          }}
        >
          {t('account.changePassword')}
        </Button>
      </div>
      {doing === 'account' && <OwnAccountDialog onClose={stop} />}
      {doing === 'password' && <PasswordDialog onClose={stop} />}
      <OpenSessions />
      {role === 'ADMIN' && <ApiKeyList />}
    </Screen>
  );
}

/** Changes the name and the language. If another language is chosen, the studio changes to it at once, in this browser. */
function OwnAccountDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useInterface();
  const { account } = useSession();
  const draftKey = draftKeyOf(account.id, 'OwnAccount');
  return (
    <DialogLease draftKey={draftKey} title={t('account.change')} onClose={onClose}>
      <Dialog title={t('account.change')} isOpen onClose={onClose}>
        <OwnAccountForm draftKey={draftKey} onClose={onClose} />
      </Dialog>
    </DialogLease>
  );
}

interface OwnAccountFormProps {
  readonly draftKey: DraftKey;
  readonly onClose: () => void;
}

function OwnAccountForm({ draftKey, onClose }: OwnAccountFormProps): ReactElement {
  const { t, languageName, choose } = useInterface();
  const api = useApi();
  const { account, refresh } = useSession();
  const announce = useAnnounce();
  const kept = useKeptForm(draftKey, { name: account.name, locale: account.locale });
  const { name, locale } = kept.values;
  // Accounts may have a language that the interface does not have.
  const locales = new Set([...interfaceLocales, ...(account.locale === null ? [] : [account.locale])]);
  const save = async () => {
    // The account may have the changes already, if their response was lost. A repetition must be the same input.
    const outcome = await kept.send((clientMutationId) =>
      api.change(StudioUpdateViewerDocument, { input: { ...kept.changed, clientMutationId } }),
    );
    if (outcome.problems !== null) return outcome;
    const chosen = interfaceLocales.find((one) => one === kept.changed.locale);
    await Promise.all([refresh(), chosen !== undefined && choose(chosen)]);
    return outcome;
  };
  return (
    <DialogForm
      fields={['name', 'locale']}
      action={t('action.save')}
      kept={kept}
      onClose={onClose}
      onSubmit={save}
      onDone={() => {
        announce(t('state.saved'));
        onClose();
      }}
    >
      {(problemOf) => (
        <>
          <TextInput
            label={t('people.name')}
            autoComplete="name"
            value={name}
            onChange={(text) => {
              kept.set('name', text);
            }}
            isRequired
            maxLength={MAX_LENGTH.name}
            autoFocus
            problem={problemOf('name')}
          />
          <Choice
            label={t('account.language')}
            value={locale}
            options={[...locales].map((value) => ({ value, label: languageName(value) }))}
            onChange={(chosen) => {
              kept.set('locale', chosen);
            }}
            problem={problemOf('locale')}
          />
        </>
      )}
    </DialogForm>
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
        onSubmit={(textOf) => {
          const input = { currentPassword: textOf('currentPassword'), newPassword: textOf('newPassword') };
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
