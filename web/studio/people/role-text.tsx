import type { ReactElement } from 'react';
import type { StudioAccountFragment } from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';

interface RoleTextProps {
  readonly account: Pick<StudioAccountFragment, 'role' | 'isBound' | 'network'>;
}

/** A role, and the network that it is bound to. */
export function RoleText({ account: { role, isBound, network } }: RoleTextProps): ReactElement {
  const { t } = useInterface();
  return (
    <>
      {t(`role.${role}`)}
      {isBound && <div className="hint">{network?.name ?? t('people.hiddenNetwork')}</div>}
    </>
  );
}
