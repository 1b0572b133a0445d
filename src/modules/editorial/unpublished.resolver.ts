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
      'What is in work: all that you may edit and the public does not see by itself, the last changed first. Not what ' +
      'is in the trash. Null, and FORBIDDEN, for whoever is no EDITOR.',
  })
  unpublished(
    @Args(() => UnpublishedArgs) args: UnpublishedArgs,
    @Ctx() context: RequestContext,
  ): Connection<UnpublishedItem> {
    return listUnpublished(context, args);
  }
}
