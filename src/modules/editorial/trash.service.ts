import { Field, Int, ObjectType } from 'type-graphql';
import type { RequestContext } from '../../core/access/request-context';
import { WALK_COST } from '../../core/cost/walk-cost';
import { type Connection, connectionType, edgeType, ForwardArgs } from '../../core/listing/connection';
import { DAY_MS, later } from '../../core/time';
import { DateTimeScalar } from '../../core/types/scalars';
import { sql } from '../../database/sql/sql';
import type { ListedType } from '../publishing/publishable';
import { listPublishables, type PublishableRow, PublishableSummary, summaryOf } from './publishable-list';

/** A row of the trash; `at` is the time of the deletion. */
interface TrashedRow extends PublishableRow {
  readonly version: number;
}

/** Indexes of the large tables have the time of the deletion. */
export const WALK_COST_OF_TRASH = WALK_COST.count;

/** Items that were deleted and not yet purged. */
export class Trash {
  constructor(private readonly keptDays: number) {}

  /**
   * Returns the items that the viewer may restore, the latest deletion first.
   *
   * @throws BadUserInputError as `listPublishables` does
   */
  list(context: RequestContext, args: ForwardArgs): Connection<TrashedItem> {
    const { viewer } = context;
    return listPublishables<TrashedRow, TrashedItem>(
      context,
      {
        name: 'trash',
        first: 'latest',
        at: () => sql`t.deleted_at`,
        columns: () => sql`t.version`,
        walkCost: WALK_COST_OF_TRASH,
        // Those who may edit an item may restore it. Nobody else sees it while it is in the trash.
        where: ({ isEditable }) => sql`t.deleted_at IS NOT NULL AND ${isEditable(viewer)}`,
        nodeOf: (row, type) => this.itemOf(row, type),
      },
      args,
    );
  }

  private itemOf(row: TrashedRow, type: ListedType): TrashedItem {
    const { at, version } = row;
    const keptUntil = later(at, this.keptDays * DAY_MS);
    return { ...summaryOf(row, type), deletedAt: at, keptUntil, version };
  }
}

@ObjectType({
  implements: PublishableSummary,
  simpleResolvers: true,
  description: 'Deleted content that you may restore. `node` does not find it until it is restored.',
})
export class TrashedItem extends PublishableSummary {
  @Field(() => DateTimeScalar, { description: 'Time at which the content was deleted.' })
  deletedAt!: string;

  @Field(() => DateTimeScalar, {
    description: 'Time until which the content can be restored. After that it may be deleted permanently.',
  })
  keptUntil!: string;

  @Field(() => Int, {
    description: 'Current version of the content. The mutation that restores it takes this version.',
  })
  version!: number;
}

@ObjectType({ simpleResolvers: true, description: 'Deleted item in a list, with its cursor.' })
class TrashEdge extends edgeType(TrashedItem, 'deleted item') {}

@ObjectType({ simpleResolvers: true, description: 'Page of the trash.' })
export class TrashConnection extends connectionType(TrashedItem, TrashEdge, 'deleted items') {}
