import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import {
  type StudioAccountFragment,
  StudioAccountsDocument,
  StudioDeleteAccountDocument,
} from '../../../clients/typescript/src/studio.js';
import { useApi } from '../api';
import { isStale } from '../forms/sent-input';
import { useInterface } from '../interface';
import { pageArguments } from '../lists/list-state';
import { ListTable } from '../lists/list-table';
import type { Problem } from '../outcome';
import { useReading } from '../reading';
import { useSession } from '../session';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Confirm } from '../ui/dialog';
import { Problems } from '../ui/problems';
import { Shown } from '../ui/waiting';
import { AccountDialog } from './account-dialog';
import { AccountPasswordDialog } from './account-password-dialog';
import { AccountSessionsDialog } from './account-sessions-dialog';
import { RoleText } from './role-text';

/** What an administrator does with an account. */
interface Pending {
  readonly action: 'edit' | 'password' | 'sessions' | 'delete';
  readonly account: StudioAccountFragment;
}

/** All accounts, for administrators. */
export function AccountList(): ReactElement {
  const { t } = useInterface();
  const { account: own } = useSession();
  const state = useSearch({ from: '/people' });
  const navigate = useNavigate({ from: '/people' });
  const reading = useReading(StudioAccountsDocument, pageArguments(state));
  const [pending, setPending] = useState<Pending | null>(null);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const buttons = [
    ['edit', 'people.edit', 'people.editOf'],
    ['password', 'people.password', 'people.passwordOf'],
    ['sessions', 'people.sessions', 'people.sessionsOf'],
    ['delete', 'action.delete', 'people.deleteOf'],
  ] as const;
  return (
    <>
      <Problems problems={problems} />
      <Shown reading={reading}>
        {({ accounts }) =>
          accounts !== null && (
            <ListTable
              label={t('people.accounts')}
              page={accounts}
              state={state}
              onChange={(changed) => void navigate({ search: changed })}
              empty={t('list.empty')}
              columns={[
                { id: 'name', title: t('people.name'), show: ({ name }) => name },
                {
                  id: 'email',
                  title: t('people.email'),
                  show: ({ email, invitedAt }) => (
                    <>
                      {email} {invitedAt !== null && <span className="badge">{t('people.waits')}</span>}
                    </>
                  ),
                },
                { id: 'role', title: t('people.role'), show: (account) => <RoleText account={account} /> },
                {
                  id: 'actions',
                  title: t('column.actions'),
                  show: (account) => (
                    <div className="actions">
                      {buttons
                        // The server lets no administrator delete their own account; `Account` has their own password and sessions.
                        .filter(([action]) => action === 'edit' || account.id !== own.id)
                        .map(([action, text, label]) => (
                          <Button
                            key={action}
                            look={action === 'delete' ? 'danger' : 'plain'}
                            aria-label={t(label, { name: account.name })}
                            onPress={() => {
                              setPending({ action, account });
                            }}
                          >
                            {t(text)}
                          </Button>
                        ))}
                    </div>
                  ),
                },
              ]}
            />
          )
        }
      </Shown>
      {pending !== null && (
        <PendingAction
          {...pending}
          onProblems={setProblems}
          onClose={() => {
            setPending(null);
          }}
        />
      )}
    </>
  );
}

interface PendingActionProps extends Pending {
  readonly onClose: () => void;
  readonly onProblems: (problems: readonly Problem[]) => void;
}

function PendingAction({ action, account, onClose, onProblems }: PendingActionProps): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const announce = useAnnounce();
  if (action === 'edit') return <AccountDialog account={account} onClose={onClose} />;
  if (action === 'password') return <AccountPasswordDialog account={account} onClose={onClose} />;
  if (action === 'sessions') return <AccountSessionsDialog account={account} onClose={onClose} />;
  const { id, version, name } = account;
  const remove = async (): Promise<void> => {
    const { problems } = await api.change(StudioDeleteAccountDocument, { input: { id, version } });
    onProblems(problems ?? []);
    if (problems === null) announce(t('people.deleted', { name }));
    else if (isStale(problems)) api.readAnew();
  };
  return (
    <Confirm
      title={t('people.deleteOf', { name })}
      text={t('people.deleteText')}
      action={t('action.delete')}
      isOpen
      onClose={onClose}
      onConfirm={remove}
    />
  );
}
