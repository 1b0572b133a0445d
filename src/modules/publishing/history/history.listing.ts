import { ObjectType } from 'type-graphql';
import { oneByKey } from '../../../core/access/loader';
import { type LoaderDefinition, type RequestContext, rowsOf } from '../../../core/access/request-context';
import { connectionType, edgeType } from '../../../core/listing/connection';
import { heldIn } from '../../../core/listing/list';
import type { EntitySelect } from '../../../core/listing/listing';
import { listsByParent } from '../../../core/listing/nested-list';
import { OrderDirection } from '../../../core/listing/order';
import type { RowsOfParent } from '../../../database/reading/sizes';
import { empty, join, sql } from '../../../database/sql/sql';
import type { ListedType } from '../publishable';
import { listedReferences } from '../publishable';
import { isRevisionVisible } from './history.policy';
import { Revision } from './revision.entity';

export const revisionsOfItem: RowsOfParent = { table: 'revision', parent: 'item_id', item: 'id' };

/** The histories of the items of a type, the newest change first. */
export function historiesOf(type: ListedType) {
  return listsByParent<Revision, 'VERSION', object>(
    {
      name: `history of ${type.name}`,
      table: 'revision',
      alias: 'r',
      sorts: {
        VERSION: {
          column: 'version',
          kind: 'integer',
          nullable: false,
          reads: ['version'],
          of: ({ version }) => version,
        },
      },
      defaultOrder: [{ field: 'VERSION', direction: OrderDirection.DESC }],
      filters: {},
      isVisible: (viewer) => isRevisionVisible(viewer, type, 'r'),
      select: (context, besides) => selectRevision(context, [type], besides),
    },
    heldIn('r', revisionsOfItem),
  );
}

/** Revisions of items of these types, by the ids of the revisions. */
export function revisionById(types: readonly ListedType[]): LoaderDefinition<number, Revision | null> {
  return oneByKey<number, Revision>(
    async (ids, context) => {
      const { read, viewer } = context;
      const { columns, get } = selectRevision(context, types);
      const isVisible = join(
        types.map((type) => sql`(${isRevisionVisible(viewer, type, 'r')})`),
        ' OR ',
        '(',
        ')',
      );
      const rows = await read.query(
        sql`SELECT ${columns} FROM revision r WHERE ${read.isIn(sql`r.id`, ids)} AND ${isVisible}`,
      );
      return rows.map(get);
    },
    ({ id }) => id,
  );
}

/** Reads the snapshots, which may be long, only if the operation selects `changes`. */
function selectRevision(
  context: RequestContext,
  types: readonly ListedType[],
  besides: readonly string[] = [],
): EntitySelect<Revision> {
  const mapper = rowsOf(context, Revision, 'r', ['type', ...besides]);
  const states = context.operation.requested.includes('Revision', 'changes')
    ? sql`, r.state, COALESCE(r.recorded_state_before, (
        SELECT b.state FROM revision b
        WHERE b.type = r.type AND b.item_id = r.item_id AND b.version < r.version
        ORDER BY b.version DESC LIMIT 1)) AS state_before`
    : empty;
  return {
    columns: sql`${mapper.columns}${states}`,
    joins: empty,
    get: (row) => {
      const revision = mapper.get(row);
      return Object.assign(revision, {
        state: row['state'] as string,
        stateBefore: row['stateBefore'] as string | null,
        lists: listedReferences(types.find(({ name }) => name === revision.type)!),
      });
    },
  };
}

@ObjectType({ simpleResolvers: true, description: 'Change in a history, with its cursor.' })
class RevisionEdge extends edgeType(Revision, 'change') {}

@ObjectType({ simpleResolvers: true, description: 'Page of the history of an item.' })
export class RevisionConnection extends connectionType(Revision, RevisionEdge, 'changes') {}
