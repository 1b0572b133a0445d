import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { Connection } from '../../core/listing/connection';
import { Auth } from '../../core/access/auth';
import type { RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import { UnpublishedArgs, UnpublishedConnection, type UnpublishedItem, listUnpublished } from './unpublished.service';

@Resolver()
export class UnpublishedResolver {
  @Auth(Role.EDITOR)
  @Query(() => UnpublishedConnection, {
    nullable: true,
    description:
      'Items that you may edit and that are not PUBLISHED, the most recently changed first. Items in the ' +
      'trash are excluded.',
  })
  unpublished(
    @Args(() => UnpublishedArgs) args: UnpublishedArgs,
    @Ctx() context: RequestContext,
  ): Connection<UnpublishedItem> {
    return listUnpublished(context, args);
  }
}
