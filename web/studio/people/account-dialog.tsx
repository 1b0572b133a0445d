import { useState, type ReactElement } from 'react';
import { StudioUpdateAccountDocument, type StudioAccountFragment } from '../../../clients/typescript/src/index.js';
import { useApi } from '../api';
import { useInterface } from '../interface';
import { useSession } from '../session';
import { useAnnounce } from '../ui/announcements';
import { Dialog } from '../ui/dialog';
import { DialogForm } from '../ui/dialog-form';
import { TextInput } from '../ui/text-input';
import { RoleFields, type BoundRole } from './role-fields';

interface AccountDialogProps {
  readonly account: StudioAccountFragment;
  readonly onClose: () => void;
}

/** Changes the name, the role and the network of an account. Administrators cannot change their own role. */
export function AccountDialog({ account, onClose }: AccountDialogProps): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const announce = useAnnounce();
  const { account: own } = useSession();
  const [bound, setBound] = useState<BoundRole>({ role: account.role, networkId: account.network?.id ?? null });
  return (
    <Dialog title={account.email} isOpen onClose={onClose}>
      <DialogForm
        fields={['name', 'role', 'networkId']}
        action={t('action.save')}
        onClose={onClose}
        onSubmit={({ text }) => {
          const { id, version } = account;
          const role = id === own.id ? {} : bound;
          return api.change(StudioUpdateAccountDocument, { input: { id, version, name: text('name'), ...role } });
        }}
        onDone={() => {
          announce(t('state.saved'));
          onClose();
        }}
      >
        {(problemOf) => (
          <>
            <TextInput
              label={t('people.name')}
              name="name"
              autoComplete="off"
              defaultValue={account.name}
              isRequired
              maxLength={200}
              autoFocus
              problem={problemOf('name')}
            />
            {account.id !== own.id && (
              <RoleFields value={bound} onChange={setBound} present={account.network} problemOf={problemOf} />
            )}
          </>
        )}
      </DialogForm>
    </Dialog>
  );
}
