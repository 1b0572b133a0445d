import { Ctx, FieldResolver, Resolver, Root, Extensions } from 'type-graphql';
import type { RequestContext } from '../../core/access/request-context';
import { Publication } from '../publishing/publication.entity';
import { Account } from './account.entity';
import { accountById, accountNameById } from './account.loaders';
import { Revision } from '../publishing/revision.entity';
import { isKnownTo, withoutAddress } from './account.policy';

@Resolver(() => Publication)
export class PublicationAccountsResolver {
  @FieldResolver(() => Account, {
    nullable: true,
    description:
      'Who made it; null: an API key, an import or a seed, an account that is gone, or one that you may not see.',
  })
  createdBy(@Root() { createdById }: Publication, @Ctx() { loaders }: RequestContext): Promise<Account | null> | null {
    return createdById === null ? null : loaders.load(accountById, createdById);
  }

  @FieldResolver(() => Account, {
    nullable: true,
    description:
      'Who changed it last; null as for `createdBy`, and for the server itself. The `history` of the thing tells more.',
  })
  updatedBy(@Root() { updatedById }: Publication, @Ctx() { loaders }: RequestContext): Promise<Account | null> | null {
    return updatedById === null ? null : loaders.load(accountById, updatedById);
  }
}

@Resolver(() => Revision)
export class RevisionAccountResolver {
  @FieldResolver(() => Account, {
    nullable: true,
    description:
      'Who did it; null: an API key, an import or the server itself, an account that is gone, or one that you may not see: `byName` tells more.',
  })
  by(@Root() { byId }: Revision, @Ctx() { loaders }: RequestContext): Promise<Account | null> | null {
    return byId === null ? null : loaders.load(accountById, byId);
  }

  @Extensions({ reads: ['byName'] })
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Who did it: the address that the account had then, or the name that it has, if you may not see the account; an API key by its name, as in `API key "dashboard"`; `import`. null: the server itself, nobody at the beginning of a history, or somebody of whom only an address is known that you may not see.',
  })
  async byName(@Root() { byId, byName }: Revision, @Ctx() context: RequestContext): Promise<string | null> {
    if (isKnownTo(context.viewer, byId)) return byName;
    return withoutAddress(byId === null ? byName : await context.loaders.load(accountNameById, byId));
  }
}
