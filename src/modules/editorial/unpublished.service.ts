import { ArgsType, Field, ObjectType, registerEnumType } from 'type-graphql';
import type { RequestContext } from '../../core/access/request-context';
import { WALK_COST } from '../../core/cost/walk-cost';
import { type Connection, connectionType, edgeType, ForwardArgs } from '../../core/listing/connection';
import { DateTimeScalar } from '../../core/types/scalars';
import { always, never } from '../../database/sql/conditions';
import { raw, type Sql, sql } from '../../database/sql/sql';
import { Publication, PublicationState } from '../publishing/publication.entity';
import { type ListedType, PublishableType } from '../publishing/publishable';
import {
  changedAt,
  isBy,
  listPublishables,
  type PublishableRow,
  PublishableSummary,
  summaryOf,
  UNKNOWN,
} from './publishable-list';

interface UnpublishedRow extends PublishableRow {
  /** An empty string if it is unknown. */
  readonly changedAt: string;
  readonly publicationState: PublicationState;
  readonly publishAt: string | null;
  readonly version: number;
  readonly createdById: number | null;
  readonly updatedById: number | null;
}

/** The same condition as that of the partial index. */
const isUnpublished = raw(`t.publication_state <> '${PublicationState.PUBLISHED}'`);

export enum UnpublishedOrder {
  CHANGED_AT = 'CHANGED_AT',
  PUBLISH_AT = 'PUBLISH_AT',
}

registerEnumType(UnpublishedOrder, {
  name: 'UnpublishedOrder',
  description: 'Order of unpublished items.',
  valuesConfig: {
    CHANGED_AT: { description: 'The most recently changed first.' },
    PUBLISH_AT: { description: 'The first to be published first. Items that are not scheduled come last.' },
  },
});

/** The times that each order compares, as a column of a type's table with the alias `t`, and which of them come first. */
const orders = {
  CHANGED_AT: { first: 'latest', at: changedAt },
  PUBLISH_AT: { first: 'earliest', at: () => sql`COALESCE(t.publish_at, ${UNKNOWN.earliest})` },
} as const satisfies Record<UnpublishedOrder, { first: keyof typeof UNKNOWN; at: (type: ListedType) => Sql }>;

/**
 * Returns the items that the viewer may edit and that are not published.
 *
 * @throws BadUserInputError as `listPublishables` does
 */
export function listUnpublished(
  context: RequestContext,
  { types, states, isMine, orderBy, ...args }: UnpublishedArgs,
): Connection<UnpublishedItem> {
  const { read, viewer } = context;
  const order = orderBy ?? UnpublishedOrder.CHANGED_AT;
  const isOfStates = states == null ? always : read.isIn(sql`t.publication_state`, states);
  return listPublishables<UnpublishedRow, UnpublishedItem>(
    context,
    {
      name: `unpublished ${order}`,
      first: orders[order].first,
      at: orders[order].at,
      walkCost: WALK_COST.orderedPage,
      columns: (type) => sql`
        ${changedAt(type)} AS changed_at,
        t.publication_state, t.publish_at, t.version, t.created_by_id, t.updated_by_id`,
      // A viewer sees every item that they may edit, except in the trash.
      where: ({ name, isEditable }) => sql`
        ${types == null || types.includes(name) ? always : never}
        AND ${isUnpublished} AND ${isOfStates} AND ${isMine ? isBy(viewer) : always} AND t.deleted_at IS NULL AND ${isEditable(viewer)}`,
      nodeOf: itemOf,
    },
    args,
  );
}

function itemOf(row: UnpublishedRow, type: ListedType): UnpublishedItem {
  const publication = Object.assign(new Publication(), {
    state: row.publicationState,
    publishAt: row.publishAt,
    deletedAt: null,
    version: row.version,
    createdById: row.createdById,
    updatedById: row.updatedById,
  });
  return {
    ...summaryOf(row, type),
    changedAt: row.changedAt === '' ? null : row.changedAt,
    publication,
  };
}

@ObjectType({
  implements: PublishableSummary,
  simpleResolvers: true,
  description: 'Content that you may edit and that the public does not see. `node` finds it by its id.',
})
export class UnpublishedItem extends PublishableSummary {
  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Time of the last change, of the content or of its publication state. Null if the content was seeded and has not ' +
      'changed since. An activity always has a time.',
  })
  changedAt!: string | null;

  @Field(() => Publication, { description: 'Publication state, version and authors of the content.' })
  publication!: Publication;
}

@ObjectType({ simpleResolvers: true, description: 'Unpublished item in a list, with its cursor.' })
class UnpublishedEdge extends edgeType(UnpublishedItem, 'unpublished item') {}

@ObjectType({ simpleResolvers: true, description: 'Page of the list of unpublished items.' })
export class UnpublishedConnection extends connectionType(UnpublishedItem, UnpublishedEdge, 'unpublished items') {}

@ArgsType()
export class UnpublishedArgs extends ForwardArgs {
  @Field(() => [PublishableType], {
    nullable: true,
    description: 'Types of items to include. All types if absent; an empty list selects nothing.',
  })
  types?: PublishableType[] | null;

  @Field(() => [PublicationState], {
    nullable: true,
    description:
      'Publication states to include. All states except PUBLISHED if absent; an empty list, or PUBLISHED alone, selects nothing.',
  })
  states?: PublicationState[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True to include only items that your account created or changed last. All items if absent.',
  })
  isMine?: boolean | null;

  @Field(() => UnpublishedOrder, { nullable: true, description: 'Order of the items. CHANGED_AT if absent.' })
  orderBy?: UnpublishedOrder | null;
}
