import type { ReactElement } from 'react';
import { StudioNetworkChoicesDocument } from '../../../clients/typescript/src/index.js';
import { useReading } from '../api';
import { useInterface } from '../interface';
import { useSession, type Session } from '../session';
import { Choice } from '../ui/choice';

const ROLES = ['VIEWER', 'MEMBER', 'EDITOR', 'ADMIN'] as const;

export type Role = (typeof ROLES)[number];

/** A role, and the network that it is bound to. */
export interface BoundRole {
  readonly role: Role;
  /** Null for a role that is not bound. */
  readonly networkId: string | null;
}

/** The role that a new account begins with: within the network of the editor, if there is one. */
export function firstRole({ account }: Session): BoundRole {
  return { role: 'MEMBER', networkId: account.network?.id ?? null };
}

/** The value of the choice that stands for all networks. */
const ALL_NETWORKS = '';

interface RoleFieldsProps {
  readonly value: BoundRole;
  readonly onChange: (value: BoundRole) => void;
  /** The highest role that can be chosen; absent: that of the editor. */
  readonly highest?: Role;
  /** A network that the choice has besides those that the editor sees. */
  readonly present?: { readonly id: string; readonly name: string } | null;
  readonly problemOf: (field: 'role' | 'networkId') => string | null;
}

/** Asks for a role and its network. Editors of one network give roles in this network. */
export function RoleFields({ value, onChange, highest, present = null, problemOf }: RoleFieldsProps): ReactElement {
  const { t } = useInterface();
  const { role, account } = useSession();
  const { data } = useReading(StudioNetworkChoicesDocument, {}, { pause: account.isBound });
  const roles = ROLES.slice(0, ROLES.indexOf(highest ?? role) + 1);
  const visible = account.isBound ? [] : (data?.networks.nodes ?? []);
  const own = account.network === null ? [] : [account.network];
  const networks = new Map(
    [...own, ...visible, ...(present === null ? [] : [present])].map((one) => [one.id, one.name]),
  );
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
      <Choice
        label={t('people.network')}
        value={value.networkId ?? ALL_NETWORKS}
        options={[
          ...(account.isBound ? [] : [{ value: ALL_NETWORKS, label: t('people.allNetworks') }]),
          ...[...networks].map(([id, name]) => ({ value: id, label: name })),
        ]}
        isDisabled={value.role === 'ADMIN'}
        onChange={(chosen) => {
          onChange({ ...value, networkId: chosen === ALL_NETWORKS ? null : chosen });
        }}
        problem={problemOf('networkId')}
      />
    </>
  );
}
