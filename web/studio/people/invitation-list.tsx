import { type ReactElement, useState } from 'react';
import {
  type StudioAccountFragment,
  StudioInvitationsDocument,
  StudioRevokeInvitationDocument,
} from '../../../clients/typescript/src/studio.js';
import { useAnnouncedChange } from '../announced-change';
import { useApi } from '../api';
import { useInterface } from '../interface';
import { type ListState, pageArguments } from '../lists/list-state';
import { ListTable } from '../lists/list-table';
import { useReading } from '../reading';
import { Button } from '../ui/button';
import { Confirm } from '../ui/dialog';
import { Problems } from '../ui/problems';
import { Shown } from '../ui/waiting';
import { InviteDialog } from './invite-dialog';
import { RoleText } from './role-text';

/** The people who have not accepted their invitation yet. */
export function InvitationList(): ReactElement {
  const { t, clock } = useInterface();
  const api = useApi();
  const [state, setState] = useState<ListState>({});
  const reading = useReading(StudioInvitationsDocument, pageArguments(state));
  const [invitedAgain, setInvitedAgain] = useState<StudioAccountFragment | null>(null);
  const [revoked, setRevoked] = useState<StudioAccountFragment | null>(null);
  const { problems, report } = useAnnouncedChange();
  const revoke = ({ id, email }: StudioAccountFragment): Promise<void> =>
    report(api.change(StudioRevokeInvitationDocument, { input: { id } }), t('people.revoked', { email }));
  return (
    <>
      <Problems problems={problems} />
      <Shown reading={reading}>
        {({ invitations }) =>
          invitations !== null && (
            <ListTable
              label={t('people.invitations')}
              page={invitations}
              state={state}
              onChange={setState}
              empty={t('people.noInvitations')}
              columns={[
                { id: 'name', title: t('people.name'), show: ({ name }) => name },
                { id: 'email', title: t('people.email'), show: ({ email }) => email },
                { id: 'role', title: t('people.role'), show: (account) => <RoleText account={account} /> },
                {
                  id: 'expires',
                  title: t('people.expires'),
                  show: ({ invitationExpiresAt }) => invitationExpiresAt !== null && clock.show(invitationExpiresAt),
                },
                {
                  id: 'actions',
                  title: t('column.actions'),
                  show: (account) => (
                    <div className="actions">
                      <Button
                        aria-label={t('people.inviteAgainOf', { name: account.name })}
                        onPress={() => {
                          setInvitedAgain(account);
                        }}
                      >
                        {t('people.inviteAgain')}
                      </Button>
                      <Button
                        look="danger"
                        aria-label={t('people.revokeOf', { name: account.name })}
                        onPress={() => {
                          setRevoked(account);
                        }}
                      >
                        {t('people.revoke')}
                      </Button>
                    </div>
                  ),
                },
              ]}
            />
          )
        }
      </Shown>
      {invitedAgain !== null && (
        <InviteDialog
          invited={{ ...invitedAgain, networkId: invitedAgain.network?.id ?? null }}
          onClose={() => {
            setInvitedAgain(null);
          }}
        />
      )}
      {revoked !== null && (
        <Confirm
          title={t('people.revokeOf', { name: revoked.name })}
          text={t('people.revokeText')}
          action={t('people.revoke')}
          isOpen
          onClose={() => {
            setRevoked(null);
          }}
          onConfirm={() => revoke(revoked)}
        />
      )}
    </>
  );
}
