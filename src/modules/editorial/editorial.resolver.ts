import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { Auth } from '../../core/access/auth';
import type { RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import { Cost } from '../../core/cost/field-cost';
import { WALK_COST } from '../../core/cost/walk-cost';
import { type Connection, ForwardArgs } from '../../core/listing/connection';
import {
  listOutdatedTranslations,
  type OutdatedItem,
  OutdatedItemConnection,
  OutdatedTranslationsArgs,
} from './outdated-translations';
import { listedPublishables } from './publishable-list';
import { type Trash, TrashConnection, type TrashedItem, WALK_COST_OF_TRASH } from './trash.service';
import { listUnpublished, UnpublishedArgs, UnpublishedConnection, type UnpublishedItem } from './unpublished.service';

@Resolver()
export class TrashResolver {
  constructor(private readonly service: Trash) {}

  @Auth(Role.EDITOR)
  @Cost({ lists: listedPublishables(WALK_COST_OF_TRASH) })
  @Query(() => TrashConnection, {
    nullable: true,
    description: 'Deleted items that you may restore, the most recently deleted first.',
  })
  trash(@Args(() => ForwardArgs) args: ForwardArgs, @Ctx() context: RequestContext): Connection<TrashedItem> {
    return this.service.list(context, args);
  }
}

@Resolver()
export class UnpublishedResolver {
  @Auth(Role.EDITOR)
  @Cost({ lists: listedPublishables(WALK_COST.orderedPage) })
  @Query(() => UnpublishedConnection, {
    nullable: true,
    description: 'Items that you may edit and that are not PUBLISHED. Items in the trash are excluded.',
  })
  unpublished(
    @Args(() => UnpublishedArgs) args: UnpublishedArgs,
    @Ctx() context: RequestContext,
  ): Connection<UnpublishedItem> {
    return listUnpublished(context, args);
  }
}

@Resolver()
export class OutdatedTranslationsResolver {
  @Auth(Role.EDITOR)
  @Cost({ lists: listedPublishables(WALK_COST.orderedPage) })
  @Query(() => OutdatedItemConnection, {
    nullable: true,
    description:
      'Items that you may edit and that have outdated translations, the last changed first. Items in the trash are excluded.',
  })
  outdatedTranslations(
    @Args(() => OutdatedTranslationsArgs) args: OutdatedTranslationsArgs,
    @Ctx() context: RequestContext,
  ): Connection<OutdatedItem> {
    return listOutdatedTranslations(context, args);
  }
}
