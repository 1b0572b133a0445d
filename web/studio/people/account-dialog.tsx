import type { ReactElement } from 'react';
import {
  StudioAccountByIdDocument,
  type StudioAccountFragment,
  StudioUpdateAccountDocument,
} from '../../../clients/typescript/src/studio.js';
import { MAX_LENGTH } from '../../../src/core/limits';
import { useApi } from '../api';
import { DialogLease } from '../forms/draft-lease';
import { ItemDialogForm } from '../forms/item-dialog-form';
import { type DraftKey, draftKeyOf } from '../forms/local-draft';
import { useItemForm } from '../forms/use-item-form';
import { useInterface } from '../interface';
import { mapOutcome } from '../outcome';
import { useSession } from '../session';
import { useAnnounce } from '../ui/announcements';
import { Dialog } from '../ui/dialog';
import { TextInput } from '../ui/text-input';
import type { BoundRole } from './bound-role';
import { type EditedAccount, editedOf, inputOf } from './edited-account';
import { useNetworkNames } from './network-names';
import { RoleFields } from './role-fields';

interface AccountDialogProps {
  readonly account: StudioAccountFragment;
  readonly onClose: () => void;
}

/** Changes the name, the role and the network of an account. Administrators cannot change their own role. */
export function AccountDialog({ account, onClose }: AccountDialogProps): ReactElement {
  const { account: own } = useSession();
  const draftKey = draftKeyOf(own.id, 'Account', account.id);
  return (
    <DialogLease draftKey={draftKey} title={account.email} onClose={onClose}>
      <Dialog title={account.email} isOpen onClose={onClose}>
        <AccountForm account={account} draftKey={draftKey} onClose={onClose} />
      </Dialog>
    </DialogLease>
  );
}

function AccountForm(props: AccountDialogProps & { readonly draftKey: DraftKey }): ReactElement {
  const { account, draftKey, onClose } = props;
  const { t } = useInterface();
  const api = useApi();
  const announce = useAnnounce();
  const { account: own } = useSession();
  const { id } = account;
  const form = useItemForm<EditedAccount>({
    item: editedOf(account),
    draftKeyOf: () => draftKey,
    send: async ({ clientMutationId, version, values }) => {
      const input = { ...inputOf(values), id, version: version!, clientMutationId };
      return mapOutcome(await api.change(StudioUpdateAccountDocument, { input }), ({ updateAccount }) =>
        editedOf(updateAccount.account),
      );
    },
    load: async () =>
      mapOutcome(await api.read(StudioAccountByIdDocument, { id }), ({ node }) =>
        editedOf(node?.__typename === 'Account' ? node : account),
      ),
    onSaved: () => {
      announce(t('state.saved'));
      onClose();
    },
  });
  const { name, boundRole } = form.values as { readonly name: string; readonly boundRole: BoundRole };
  const inConflict = form.conflicts.flatMap(({ field, theirs, mine }) =>
    field === 'boundRole' ? [theirs as BoundRole, mine as BoundRole] : [],
  );
  const nameOfNetwork = useNetworkNames(inConflict.flatMap(({ networkId }) => networkId ?? []));
  const describe = ({ role, networkId }: BoundRole): string =>
    [t(`role.${role}`), networkId === null ? t('people.allNetworks') : nameOfNetwork(networkId)].join(' · ');
  return (
    <ItemDialogForm
      form={form}
      labels={{
        name: t('people.name'),
        boundRole: [t('people.role'), t('people.network')].join(' · '),
        // Problems of the role and of the network have their own fields.
        role: t('people.role'),
        networkId: t('people.network'),
      }}
      describe={(field, value) => (field === 'boundRole' ? describe(value as BoundRole) : (value as string))}
      action={t('action.save')}
      onSave={() => form.save()}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <TextInput
            label={t('people.name')}
            autoComplete="off"
            value={name}
            onChange={(text) => {
              form.set('name', text);
            }}
            isRequired
            maxLength={MAX_LENGTH.name}
            autoFocus
            problem={problemOf('name')}
          />
          {id !== own.id && (
            <RoleFields
              value={boundRole}
              onChange={({ role, networkId }) => {
                form.set('boundRole', { role, networkId });
              }}
              present={account.network}
              problemOf={problemOf}
            />
          )}
        </>
      )}
    </ItemDialogForm>
  );
}
