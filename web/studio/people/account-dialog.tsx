import type { ReactElement } from 'react';
import {
  StudioAccountByIdDocument,
  StudioUpdateAccountDocument,
  type StudioAccountFragment,
} from '../../../clients/typescript/src/index.js';
import { mapOutcome, useApi } from '../api';
import { DraftLease } from '../forms/draft-lease';
import type { FormValues } from '../forms/form-values';
import { ItemDialogForm } from '../forms/item-dialog-form';
import { draftKeyOf, type DraftKey } from '../forms/local-draft';
import { useItemForm } from '../forms/use-item-form';
import { useInterface } from '../interface';
import { useSession } from '../session';
import { useAnnounce } from '../ui/announcements';
import { Dialog } from '../ui/dialog';
import { TextInput } from '../ui/text-input';
import { RoleFields, type Role } from './role-fields';

interface AccountDialogProps {
  readonly account: StudioAccountFragment;
  readonly onClose: () => void;
}

/** Changes the name, the role and the network of an account. Administrators cannot change their own role. */
export function AccountDialog({ account, onClose }: AccountDialogProps): ReactElement {
  const { account: own } = useSession();
  const draftKey = draftKeyOf(own.id, 'Account', account.id);
  return (
    <DraftLease draftKey={draftKey}>
      <Dialog title={account.email} isOpen onClose={onClose}>
        <AccountForm account={account} draftKey={draftKey} onClose={onClose} />
      </Dialog>
    </DraftLease>
  );
}

interface EditedAccount {
  readonly id: string;
  readonly version: number;
  readonly values: FormValues;
}

function editedOf({ id, version, name, role, network }: StudioAccountFragment): EditedAccount {
  return { id, version, values: { name, role, networkId: network?.id ?? null } };
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
      const input = { ...values, id, version: version!, clientMutationId };
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
  const { name, role, networkId } = form.values as {
    readonly name: string;
    readonly role: Role;
    readonly networkId: string | null;
  };
  return (
    <ItemDialogForm
      form={form}
      labels={{ name: t('people.name'), role: t('people.role'), networkId: t('people.network') }}
      describe={(field, value) => (field === 'role' ? t(`role.${value as Role}`) : (value as string))}
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
            maxLength={200}
            autoFocus
            problem={problemOf('name')}
          />
          {id !== own.id && (
            <RoleFields
              value={{ role, networkId }}
              onChange={(bound) => {
                form.set('role', bound.role);
                form.set('networkId', bound.networkId);
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
