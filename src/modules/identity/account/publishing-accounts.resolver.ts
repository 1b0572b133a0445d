import { Ctx, Extensions, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../core/access/request-context';
import { Revision } from '../../publishing/history/revision.entity';
import { Preview } from '../../publishing/preview/preview.entity';
import { Publication } from '../../publishing/publication.entity';
import { Account } from './account.entity';
import { accountById, accountNameById } from './account.loaders';
import { canSeeAddress, redactAddress } from './account.policy';

@Resolver(() => Publication)
export class PublicationAccountsResolver {
  @FieldResolver(() => Account, {
    nullable: true,
    description:
      'Account that created the item. Null if an API key, an import or a seed created it, if the account is deleted, or if you may not see it.',
  })
  createdBy(@Root() { createdById }: Publication, @Ctx() { loaders }: RequestContext): Promise<Account | null> | null {
    return createdById === null ? null : loaders.load(accountById, createdById);
  }

  @FieldResolver(() => Account, {
    nullable: true,
    description:
      'Account that made the latest change. Null in the same cases as `createdBy`, and if the server itself made the change. `history` of the item names the author.',
  })
  updatedBy(@Root() { updatedById }: Publication, @Ctx() { loaders }: RequestContext): Promise<Account | null> | null {
    return updatedById === null ? null : loaders.load(accountById, updatedById);
  }
}

@Resolver(() => Preview)
export class PreviewAccountResolver {
  @FieldResolver(() => Account, {
    nullable: true,
    description:
      'Account that created the preview. Null if an API key created it, if the account is deleted, or if you may not see it.',
  })
  createdBy(@Root() { createdById }: Preview, @Ctx() { loaders }: RequestContext): Promise<Account | null> | null {
    return createdById === null ? null : loaders.load(accountById, createdById);
  }
}

@Resolver(() => Revision)
export class RevisionAccountResolver {
  @FieldResolver(() => Account, {
    nullable: true,
    description:
      'Account that made the change. Null if an API key, an import or the server itself made it, if the account is deleted, or if you may not see it. `byName` tells more.',
  })
  by(@Root() { byId }: Revision, @Ctx() { loaders }: RequestContext): Promise<Account | null> | null {
    return byId === null ? null : loaders.load(accountById, byId);
  }

  @Extensions({ reads: ['byName'] })
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Name of the author of the change: the email address of the account at that time, or its current name if you may not see the account; the name of an API key, as in `API key "dashboard"`; or `import`. Null for the server itself, for the baseline of a history, and if only an address is known that you may not see.',
  })
  async byName(@Root() { byId, byName }: Revision, @Ctx() context: RequestContext): Promise<string | null> {
    if (canSeeAddress(context.viewer, byId)) return byName;
    return redactAddress(byId === null ? byName : await context.loaders.load(accountNameById, byId));
  }
}
