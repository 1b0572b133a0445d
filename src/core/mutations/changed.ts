import { NotFoundError } from '../../errors';
import type { LoaderDefinition, Loaders } from '../access/request-context';

/**
 * What a mutation has changed, for its answer.
 *
 * @throws NotFoundError when whoever asks does not see it: others may have deleted it since, all the more when this
 *   answers a repeat
 */
export async function getChangedItem<V extends object>(
  loaders: Loaders,
  byId: LoaderDefinition<number, V | null>,
  id: number,
): Promise<V> {
  const changed = await loaders.load(byId, id);
  if (changed === null) throw new NotFoundError('What was changed is not there any more, or not for you');
  return changed;
}
