import { Ctx, Extensions, FieldResolver, Resolver, Root } from 'type-graphql';
import { Revision } from '../authoring/revision.entity';
import type { RequestContext } from '../access/request-context';
import { Account } from './account.entity';
import { accountById } from './account.loaders';
import { mayBeNamedTo } from './account.policy';

@Resolver(() => Revision)
export class RevisionAccountResolver {
  @FieldResolver(() => Account, {
    nullable: true,
    description:
      'Who did it; null: an API key, an import or the server itself, an account that is gone, or one that you may not see.',
  })
  by(@Root() { byId }: Revision, @Ctx() { loaders }: RequestContext): Promise<Account | null> | null {
    return byId === null ? null : loaders.load(accountById, byId);
  }

  @Extensions({ reads: ['byName'] })
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Who did it, as they were called then: the address of an account, or the name of an API key; null: an import or the server itself, or an account that you may not see.',
  })
  byName(@Root() { byId, byName }: Revision, @Ctx() { viewer }: RequestContext): string | null {
    return mayBeNamedTo(viewer, byId) ? byName : null;
  }
}
