import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../core/access/request-context';
import { Publication } from '../publishing/publication.entity';
import { Account } from './account.entity';
import { accountById } from './account.loaders';

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
