import { Field, ID, ObjectType } from 'type-graphql';
import { NotFoundError } from '../../errors';
import type { LoaderDefinition, Loaders } from '../access/request-context';

/** The payload of a mutation that deletes one object. */
@ObjectType({ simpleResolvers: true })
export abstract class DeletePayload {
  @Field(() => ID, { description: 'Global id of the object that `{mutation}` deleted.' })
  deletedId!: string;
}

/**
 * Loads the item that a mutation has changed, for its payload.
 *
 * @throws NotFoundError if the viewer does not see it: another client may have deleted it since, especially if this call
 *   repeats an earlier one
 */
export async function getChangedItem<V extends object>(
  loaders: Loaders,
  byId: LoaderDefinition<number, V | null>,
  id: number,
): Promise<V> {
  const changed = await loaders.load(byId, id);
  if (changed === null)
    throw new NotFoundError('The item was changed, but has been deleted since, or you may not see it');
  return changed;
}
