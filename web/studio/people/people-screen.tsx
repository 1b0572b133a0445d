import { type ReactElement, useState } from 'react';
import { useInterface } from '../interface';
import { useSession } from '../session';
import { Screen } from '../shell/screen';
import { Button } from '../ui/button';
import { AccountList } from './account-list';
import { InvitationList } from './invitation-list';
import { InviteDialog } from './invite-dialog';
import { KeptMails } from './kept-mails';

/** Who may use the programme's server: invitations, and for administrators all accounts. */
export function PeopleScreen(): ReactElement {
  const { t } = useInterface();
  const { role } = useSession();
  const [isInviting, setInviting] = useState(false);
  return (
    <Screen
      title={t('nav.people')}
      actions={
        <Button
          look="primary"
          onPress={() => {
            setInviting(true);
          }}
        >
          {t('people.invite')}
        </Button>
      }
    >
      <h2>{t('people.invitations')}</h2>
      <p className="hint">{t('people.invitationsHint')}</p>
      <InvitationList />
      {role === 'ADMIN' && (
        <>
          <h2>{t('people.accounts')}</h2>
          <AccountList />
          <KeptMails />
        </>
      )}
      {isInviting && (
        <InviteDialog
          onClose={() => {
            setInviting(false);
          }}
        />
      )}
    </Screen>
  );
}
