import type { StudioAccountFragment } from '../../../clients/typescript/src/studio.js';
import type { Editable } from '../forms/draft';
import type { FormValues } from '../forms/form-values';
import type { BoundRole } from './bound-role';

/** An account as a form edits it. */
export interface EditedAccount extends Editable {
  readonly id: string;
  readonly version: number;
}

/**
 * The role and its network are one field: the changes of two administrators must not combine to a role in a network that neither
 * has chosen.
 */
export function editedOf({
  id,
  version,
  name,
  role,
  network,
}: Pick<StudioAccountFragment, 'id' | 'version' | 'name' | 'role' | 'network'>): EditedAccount {
  return { id, version, values: { name, boundRole: { role, networkId: network?.id ?? null } } };
}

/** The values as the input of the API has them. */
export function inputOf({ boundRole, ...others }: FormValues): FormValues {
  return { ...others, ...(boundRole as BoundRole | undefined) };
}
