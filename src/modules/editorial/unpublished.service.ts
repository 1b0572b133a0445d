import sql, { raw, type Sql } from 'sql-template-tag';
import type { Connection } from '../../core/listing/connection';
import { encodeGlobalId } from '../../core/types/global-id';
import type { RequestContext } from '../../core/access/request-context';
import { Publication, PublicationState } from '../publishing/publication.entity';
import type { ThingKind } from '../publishables';
import { listThings, type ThingRow } from './publishable-list';
import type { UnpublishedArgs, UnpublishedThing } from './unpublished.connection';

/** `at` is when it was changed last. */
interface UnpublishedRow extends ThingRow {
  readonly title: string;
  readonly publication_state: PublicationState;
  readonly publish_at: string | null;
  readonly version: number;
  readonly created_by_id: number | null;
  readonly updated_by_id: number | null;
}

/** In the words of the index, which has nothing else. */
const isUnpublished = raw(`t.publication_state <> '${PublicationState.PUBLISHED}'`);

/**
 * What the viewer may edit and the public does not see by itself, the last changed first.
 *
 * @throws what listThings does
 */
export function listUnpublished(
  context: RequestContext,
  { types, states, ...args }: UnpublishedArgs,
): Connection<UnpublishedThing> {
  const { read, viewer } = context;
  const isOfStates = states == null ? raw('1 = 1') : read.isIn(sql`t.publication_state`, states);
  return listThings<UnpublishedRow, UnpublishedThing>(
    context,
    {
      name: 'unpublished',
      columns: (kind) => sql`
        t.${raw(kind.title)} AS title, ${changedAt(kind)} AS at,
        t.publication_state, t.publish_at, t.version, t.created_by_id, t.updated_by_id`,
      // What it may edit, and what is not in the trash, it sees.
      where: ({ type, isEdited }) => sql`
        ${raw(types == null || types.includes(type) ? '1 = 1' : '1 = 0')}
        AND ${isUnpublished} AND ${isOfStates} AND t.deleted_at IS NULL AND ${isEdited(viewer)}`,
      nodeOf: thingOf,
    },
    args,
  );
}

/** Activities say it themselves; of the others the newest revision does, if there is one. */
function changedAt({ name }: ThingKind): Sql {
  if (name === 'Activity') return sql`t.updated_at`;
  return sql`COALESCE((
    SELECT r.at FROM revision r WHERE r.type = ${name} AND r.thing_id = t.id ORDER BY r.version DESC LIMIT 1), '')`;
}

function thingOf(row: UnpublishedRow, { name, type }: ThingKind): UnpublishedThing {
  const { id, title, at } = row;
  const publication = Object.assign(new Publication(), {
    state: row.publication_state,
    publishAt: row.publish_at,
    deletedAt: null,
    version: row.version,
    createdById: row.created_by_id,
    updatedById: row.updated_by_id,
  });
  return { id: encodeGlobalId(name, id), type, title, changedAt: at === '' ? null : at, publication };
}
