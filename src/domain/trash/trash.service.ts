import sql, { join, raw, type Sql } from 'sql-template-tag';
import type { Position } from '../../database/keyset';
import { BadUserInputError } from '../../errors';
import { decodeCursor, encodeCursor } from '../../graphql/types/cursor';
import { encodeGlobalId } from '../../graphql/types/global-id';
import { spend, type RequestContext } from '../access/request-context';
import { dayMs, later } from '../access/time';
import { statementCost } from '../listing/list';
import { pageSize } from '../listing/page';
import type { TrashArgs, TrashConnection, TrashedThing } from './trash.connection';
import { trashedKinds } from './trash.kinds';

interface TrashedRow {
  readonly kind: number;
  readonly id: number;
  readonly title: string;
  readonly deleted_at: string;
  readonly version: number;
}

/** What stands in cursors. */
const order = 'trash';

const terms = [
  { column: 'deleted_at', kind: 'text', nullable: false },
  { column: 'kind', kind: 'integer', nullable: false },
] as const;

/** What has been deleted and not yet been purged. */
export class Trash {
  constructor(private readonly keptDays: number) {}

  /**
   * What the viewer may restore, the latest first; read when something of it is selected.
   *
   * @throws BadUserInputError when `first` is out of bounds, or `after` is no cursor of the trash
   */
  list(context: RequestContext, { first = null, after }: TrashArgs): TrashConnection {
    const { size } = pageSize({ first });
    const start = after == null ? null : positionOf(after);
    let page: Promise<TrashedRow[]> | undefined;
    const findPage = (): Promise<TrashedRow[]> => (page ??= findRows(context, start, size + 1));
    const rows = async (): Promise<TrashedRow[]> => (await findPage()).slice(0, size);
    return {
      nodes: async () => (await rows()).map((row) => this.thingOf(row)),
      edges: async () => (await rows()).map((row) => ({ node: this.thingOf(row), cursor: () => cursorOf(row) })),
      pageInfo: async () => {
        const cursors = (await rows()).map(cursorOf);
        return {
          hasNextPage: (await findPage()).length > size,
          hasPreviousPage: start !== null,
          startCursor: cursors[0] ?? null,
          endCursor: cursors.at(-1) ?? null,
        };
      },
      totalCount: () => count(context),
    };
  }

  private thingOf({ kind, id, title, deleted_at, version }: TrashedRow): TrashedThing {
    const { name, type } = trashedKinds[kind]!;
    const keptUntil = later(deleted_at, this.keptDays * dayMs);
    return { id: encodeGlobalId(name, id), type, title, deletedAt: deleted_at, keptUntil, version };
  }
}

async function findRows(context: RequestContext, start: Position | null, limit: number): Promise<TrashedRow[]> {
  spend(context, statementCost);
  return context.read.query<TrashedRow>(sql`
    SELECT kind, id, title, deleted_at, version FROM (${everything(context)}) trashed
    WHERE ${isAfter(start)} ORDER BY deleted_at DESC, kind, id LIMIT ${limit}`);
}

async function count(context: RequestContext): Promise<number> {
  spend(context, statementCost);
  const [row] = await context.read.query<{ total: number | string }>(
    sql`SELECT count(*) AS total FROM (${everything(context)}) trashed`,
  );
  return Number(row!.total);
}

function everything({ viewer }: RequestContext): Sql {
  const selects = trashedKinds.map(
    ({ table, title, isEdited }, kind) =>
      sql`SELECT ${raw(String(kind))} AS kind, t.id, t.${raw(title)} AS title, t.deleted_at, t.version
        FROM ${raw(table)} t WHERE t.deleted_at IS NOT NULL AND ${isEdited(viewer)}`,
  );
  return join(selects, ' UNION ALL ');
}

function isAfter(start: Position | null): Sql {
  if (start === null) return raw('1 = 1');
  const [deletedAt, kind] = start.values;
  return sql`(deleted_at < ${deletedAt} OR (deleted_at = ${deletedAt} AND (kind, id) > (${kind}, ${start.id})))`;
}

function cursorOf({ kind, id, deleted_at }: TrashedRow): string {
  return encodeCursor(order, { id, values: [deleted_at, kind] });
}

function positionOf(cursor: string): Position {
  const position = decodeCursor(order, terms, cursor);
  if (position === null) throw new BadUserInputError('The cursor is not one of the trash', 'after');
  return position;
}
