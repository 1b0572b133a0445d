import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../access/request-context';
import { Publication } from '../publication/publication.entity';
import { Account } from './account.entity';
import { accountById } from './account.loaders';

@Resolver(() => Publication)
export class PublicationAccountsResolver {
  @FieldResolver(() => Account, {
    nullable: true,
    description: 'Who made it; null: it came by import, or the account is gone.',
  })
  createdBy(@Root() { createdById }: Publication, @Ctx() { loaders }: RequestContext): Promise<Account | null> | null {
    return createdById === null ? null : loaders.load(accountById, createdById);
  }

  @FieldResolver(() => Account, { nullable: true, description: 'Who changed it last; null as for `createdBy`.' })
  updatedBy(@Root() { updatedById }: Publication, @Ctx() { loaders }: RequestContext): Promise<Account | null> | null {
    return updatedById === null ? null : loaders.load(accountById, updatedById);
  }
}
