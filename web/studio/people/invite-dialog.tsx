import { type ReactElement, useState } from 'react';
import { StudioInviteDocument } from '../../../clients/typescript/src/studio.js';
import { MAX_LENGTH } from '../../../src/core/limits';
import { useApi } from '../api';
import { DialogLease } from '../forms/draft-lease';
import { type DraftKey, draftKeyOf } from '../forms/local-draft';
import { useKeptForm } from '../forms/use-kept-form';
import { programmeLocaleOf, useInterface } from '../interface';
import { useSession } from '../session';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Choice } from '../ui/choice';
import { CopyField } from '../ui/copy-field';
import { Dialog } from '../ui/dialog';
import { DialogForm } from '../ui/dialog-form';
import { TextInput } from '../ui/text-input';
import type { BoundRole } from './bound-role';
import { firstRole, RoleFields } from './role-fields';

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
  const { account } = useSession();
  const [link, setLink] = useState<string | null>(null);
  const draftKey = draftKeyOf(account.id, 'Invitation', invited?.email ?? 'new');
  return (
    <DialogLease draftKey={draftKey} title={t('people.invite')} onClose={onClose}>
      <Dialog title={t('people.invite')} isOpen {...(link === null && { onClose })}>
        {link === null ? (
          <InviteForm
            {...(invited !== undefined && { invited })}
            draftKey={draftKey}
            onClose={onClose}
            onInvited={(email, url) => {
              announce(t('people.invited', { email }));
              if (url === null) onClose();
              else setLink(url);
            }}
          />
        ) : (
          <>
            <p>{t('people.linkHint')}</p>
            <CopyField label={t('people.link')} value={link} autoFocus />
            <div className="actions">
              <Button look="primary" onPress={onClose}>
                {t('action.close')}
              </Button>
            </div>
          </>
        )}
      </Dialog>
    </DialogLease>
  );
}

interface InviteFormProps extends InviteDialogProps {
  readonly draftKey: DraftKey;
  readonly onInvited: (email: string, url: string | null) => void;
}

function InviteForm({ invited, draftKey, onClose, onInvited }: InviteFormProps): ReactElement {
  const { t, locale, languageName } = useInterface();
  const api = useApi();
  const session = useSession();
  const { role, networkId } = invited ?? firstRole(session);
  const locales = session.locales.map((one) => one.locale);
  const kept = useKeptForm(draftKey, {
    email: invited?.email ?? '',
    name: invited?.name ?? '',
    role,
    networkId,
    locale: invited?.locale ?? programmeLocaleOf(locale, locales) ?? locales[0]!,
  });
  const { values, set } = kept;
  return (
    <DialogForm
      fields={['email', 'name', 'role', 'networkId', 'locale']}
      action={t('people.sendInvitation')}
      kept={kept}
      onClose={onClose}
      onSubmit={() =>
        kept.send((clientMutationId) => api.change(StudioInviteDocument, { input: { ...values, clientMutationId } }))
      }
      onDone={({ inviteAccount: { invitationUrl } }) => {
        onInvited(values.email, invitationUrl);
      }}
    >
      {(problemOf) => (
        <>
          <TextInput
            label={t('people.email')}
            type="email"
            autoComplete="off"
            value={values.email}
            onChange={(email) => {
              set('email', email);
            }}
            isRequired
            isReadOnly={invited !== undefined}
            autoFocus
            problem={problemOf('email')}
          />
          <TextInput
            label={t('people.name')}
            name="name"
            autoComplete="off"
            value={values.name}
            onChange={(name) => {
              set('name', name);
            }}
            isRequired
            maxLength={MAX_LENGTH.name}
            problem={problemOf('name')}
          />
          <RoleFields
            value={values}
            onChange={(bound) => {
              set('role', bound.role);
              set('networkId', bound.networkId);
            }}
            present={invited?.network ?? null}
            problemOf={problemOf}
          />
          <Choice
            label={t('people.mailLanguage')}
            value={values.locale}
            options={locales.map((value) => ({ value, label: languageName(value) }))}
            onChange={(chosen) => {
              set('locale', chosen);
            }}
            problem={problemOf('locale')}
          />
        </>
      )}
    </DialogForm>
  );
}
