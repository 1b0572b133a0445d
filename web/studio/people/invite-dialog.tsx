import { useState, type ReactElement } from 'react';
import { StudioInviteDocument } from '../../../clients/typescript/src/index.js';
import { useApi } from '../api';
import { useInterface } from '../interface';
import { useSession } from '../session';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Choice } from '../ui/choice';
import { CopyField } from '../ui/copy-field';
import { Dialog } from '../ui/dialog';
import { DialogForm } from '../ui/dialog-form';
import { TextInput } from '../ui/text-input';
import { firstRole, RoleFields, type BoundRole } from './role-fields';

/** What is known of somebody who is invited again. */
export interface Invited extends BoundRole {
  readonly email: string;
  readonly name: string;
  readonly locale: string | null;
  readonly network: { readonly id: string; readonly name: string } | null;
}

interface InviteDialogProps {
  /** Absent for somebody new. */
  readonly invited?: Invited;
  readonly onClose: () => void;
}

/** Invites a person by mail. A server that sends no mails returns a link, which is shown once, to be passed on. */
export function InviteDialog({ invited, onClose }: InviteDialogProps): ReactElement {
  const { t } = useInterface();
  const announce = useAnnounce();
  const [link, setLink] = useState<string | null>(null);
  if (link !== null) {
    return (
      <Dialog title={t('people.invite')} isOpen>
        <p>{t('people.linkHint')}</p>
        <CopyField label={t('people.link')} value={link} />
        <div className="actions">
          <Button look="primary" autoFocus onPress={onClose}>
            {t('action.close')}
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t('people.invite')} isOpen onClose={onClose}>
      <InviteForm
        {...(invited !== undefined && { invited })}
        onClose={onClose}
        onInvited={(email, url) => {
          announce(t('people.invited', { email }));
          if (url === null) onClose();
          else setLink(url);
        }}
      />
    </Dialog>
  );
}

interface InviteFormProps extends InviteDialogProps {
  readonly onInvited: (email: string, url: string | null) => void;
}

function InviteForm({ invited, onClose, onInvited }: InviteFormProps): ReactElement {
  const { t, languageName } = useInterface();
  const api = useApi();
  const session = useSession();
  const [bound, setBound] = useState<BoundRole>(invited ?? firstRole(session));
  const [locale, setLocale] = useState(invited?.locale ?? session.locales[0]!.locale);
  const [email, setEmail] = useState(invited?.email ?? '');
  return (
    <DialogForm
      fields={['email', 'name', 'role', 'networkId', 'locale']}
      action={t('people.sendInvitation')}
      onClose={onClose}
      onSubmit={({ text }) => {
        const { role, networkId } = bound;
        return api.change(StudioInviteDocument, { input: { email, name: text('name'), locale, role, networkId } });
      }}
      onDone={({ inviteAccount: { invitationUrl } }) => {
        onInvited(email, invitationUrl);
      }}
    >
      {(problemOf) => (
        <>
          <TextInput
            label={t('people.email')}
            type="email"
            autoComplete="off"
            value={email}
            onChange={setEmail}
            isRequired
            isReadOnly={invited !== undefined}
            autoFocus
            problem={problemOf('email')}
          />
          <TextInput
            label={t('people.name')}
            name="name"
            autoComplete="off"
            defaultValue={invited?.name ?? ''}
            isRequired
            maxLength={200}
            problem={problemOf('name')}
          />
          <RoleFields value={bound} onChange={setBound} present={invited?.network ?? null} problemOf={problemOf} />
          <Choice
            label={t('people.mailLanguage')}
            value={locale}
            options={session.locales.map((one) => ({ value: one.locale, label: languageName(one.locale) }))}
            onChange={setLocale}
            problem={problemOf('locale')}
          />
        </>
      )}
    </DialogForm>
  );
}
