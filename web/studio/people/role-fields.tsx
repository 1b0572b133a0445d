import { type ReactElement, type ReactNode, useState } from 'react';
import { type Role, StudioNetworkChoicesDocument } from '../../../clients/typescript/src/studio.js';
import { useApi } from '../api';
import { Picker } from '../forms/inputs/picker';
import { useInterface } from '../interface';
import { type Session, useSession } from '../session';
import { Choice } from '../ui/choice';
import { type BoundRole, rolesUpTo } from './bound-role';
import { useNetworkNames } from './network-names';

/** The role that a new account begins with: within the network of the editor, if there is one. */
export function firstRole({ account }: Session): BoundRole {
  return { role: 'MEMBER', networkId: account.network?.id ?? null };
}

interface RoleFieldsProps {
  readonly value: BoundRole;
  readonly onChange: (value: BoundRole) => void;
  /** The highest role that can be chosen; absent: that of the editor. */
  readonly highest?: Role;
  /** The network that the role is bound to now. */
  readonly present?: { readonly id: string; readonly name: string } | null;
  readonly problemOf: (field: 'role' | 'networkId') => ReactNode;
}

/** Asks for a role and its network. Editors of one network give roles in this network. */
export function RoleFields({ value, onChange, highest, present = null, problemOf }: RoleFieldsProps): ReactElement {
  const { t } = useInterface();
  const { role, account } = useSession();
  const roles = rolesUpTo(highest ?? role);
  const own = account.network === null ? [] : [account.network];
  const choose = (networkId: string | null): void => {
    onChange({ ...value, networkId });
  };
  return (
    <>
      <Choice
        label={t('people.role')}
        value={value.role}
        options={roles.map((one) => ({ value: one, label: t(`role.${one}`) }))}
        onChange={(chosen) => {
          onChange({ role: chosen, networkId: chosen === 'ADMIN' ? null : value.networkId });
        }}
        problem={problemOf('role')}
      />
      {account.isBound ? (
        <Choice
          label={t('people.network')}
          value={value.networkId ?? ''}
          options={own.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={choose}
          problem={problemOf('networkId')}
        />
      ) : (
        value.role !== 'ADMIN' && (
          <NetworkPicker id={value.networkId} present={present} onChange={choose} problem={problemOf('networkId')} />
        )
      )}
    </>
  );
}

interface NetworkPickerProps {
  /** Null for all networks. */
  readonly id: string | null;
  readonly present: { readonly id: string; readonly name: string } | null;
  readonly onChange: (id: string | null) => void;
  readonly problem: ReactNode;
}

/** Searches the network that a role is bound to. */
function NetworkPicker({ id, present, onChange, problem }: NetworkPickerProps): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const [names, setNames] = useState<ReadonlyMap<string, string>>(
    new Map(present === null ? [] : [[present.id, present.name]]),
  );
  // One that the browser has kept, or that somebody else has chosen, was not found here.
  const nameOf = useNetworkNames(id === null || names.has(id) ? [] : [id]);
  return (
    <Picker
      label={t('people.network')}
      hint={t('people.networkHint')}
      isRequired={false}
      problem={problem}
      keys={id === null ? [] : [id]}
      nameOf={(key) => names.get(key) ?? nameOf(key)}
      max={1}
      search={async (text) => {
        const filter = text.trim() === '' ? {} : { name: { contains: text.trim() } };
        const found = (await api.read(StudioNetworkChoicesDocument, { filter })).data?.networks.nodes ?? [];
        setNames((before) => new Map([...before, ...found.map((one) => [one.id, one.name] as const)]));
        return found.map((one) => ({ key: one.id, label: one.name }));
      }}
      onChange={([chosen = null]) => {
        onChange(chosen);
      }}
    />
  );
}
