import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { ForwardArgs, type Connection } from '../../core/listing/connection';
import { Auth } from '../../core/access/auth';
import type { RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import { TrashConnection, type TrashedItem, type Trash } from './trash.service';

@Resolver()
export class TrashResolver {
  constructor(private readonly service: Trash) {}

  @Auth(Role.EDITOR)
  @Query(() => TrashConnection, {
    nullable: true,
    description: 'Deleted items that you may restore, the most recently deleted first.',
  })
  trash(@Args(() => ForwardArgs) args: ForwardArgs, @Ctx() context: RequestContext): Connection<TrashedItem> {
    return this.service.list(context, args);
  }
}
