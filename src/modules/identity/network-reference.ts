import type { RequestContext } from '../../core/access/request-context';
import type { Problems } from '../../core/mutations/problems';
import { findKey } from '../../core/types/global-id';
import { networkById } from '../catalogue/network/network.loaders';

/** The network that an input refers to. */
interface NetworkReference {
  /** null if the input has no network, or if its value is not the id of a network. */
  readonly key: number | null;
  /** True if the network does not exist or is in the trash. */
  readonly isUnknown: boolean;
}

export async function findNetwork({ loaders }: RequestContext, id: string | null): Promise<NetworkReference> {
  if (id === null) return { key: null, isUnknown: false };
  const key = findKey(id, 'Network');
  return { key, isUnknown: key === null || (await loaders.load(networkById, key)) === null };
}

/** @param currentKey the network that the account is bound to; it is accepted even if it is in the trash */
export function checkNetwork(
  problems: Problems,
  { key, isUnknown }: NetworkReference,
  currentKey: number | null = null,
): void {
  const isCurrent = key !== null && key === currentKey;
  if (isUnknown && !isCurrent) problems.add('input.networkId', 'UNKNOWN', 'must be the id of an existing network');
}
