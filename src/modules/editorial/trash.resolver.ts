import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { Connection } from '../../core/listing/connection';
import { Auth } from '../../core/access/auth';
import type { RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import { TrashArgs, TrashConnection, type TrashedItem, type Trash } from './trash.service';

@Resolver()
export class TrashResolver {
  constructor(private readonly service: Trash) {}

  @Auth(Role.EDITOR)
  @Query(() => TrashConnection, {
    nullable: true,
    description:
      'What was deleted and can be restored by you, the latest first; null, and FORBIDDEN, for whoever is no EDITOR.',
  })
  trash(@Args(() => TrashArgs) args: TrashArgs, @Ctx() context: RequestContext): Connection<TrashedItem> {
    return this.service.list(context, args);
  }
}
