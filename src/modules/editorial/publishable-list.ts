import { Field, ID, InterfaceType } from 'type-graphql';
import { join, raw, type Sql, sql } from '../../database/sql';
import type { Position } from '../../database/keyset';
import { BadUserInputError } from '../../errors';
import type { Connection } from '../../core/listing/connection';
import { countRows } from '../../core/listing/counted-rows';
import { decodeCursor, encodeCursor } from '../../core/listing/cursor';
import type { RequestContext } from '../../core/access/request-context';
import { pageSize } from '../../core/listing/page';
import type { Viewer } from '../../core/access/viewer';
import { tableOf } from '../../core/fields/content';
import { PublishableType, type ListedType } from '../publishing/publishable';
import { publishables } from '../publishables';

/** The columns that every row of a list has. */
export interface PublishableRow {
  /** The position of the row's type in `publishables`. */
  readonly kind: number;
  readonly id: number;
  /** The time that the list is ordered by; `UNKNOWN` of the direction if it is unknown: the row comes last. */
  readonly at: string;
}

/** A list of items of all publishable types, ordered by their times. */
export interface PublishableList<R extends PublishableRow, N> {
  /** Part of the list's cursors, so that other lists reject them. */
  readonly name: string;
  /** The times that come first. Items whose time is unknown come last in both directions. */
  readonly first: keyof typeof UNKNOWN;
  /** The columns in addition to `kind` and `id`, including `at`, of a type's table with the alias `t`. */
  readonly columns: (type: ListedType) => Sql;
  /** A condition on a type's table with the alias `t`: the items in the list. */
  readonly where: (type: ListedType) => Sql;
  readonly nodeOf: (row: R, type: ListedType) => N;
}

/** Arguments for forward paging only: editors work such a list off from its start. */
export interface PublishableListArgs {
  first?: number | null;
  after?: string | null;
}

/** A time that comes after all others, by the times that come first. */
export const UNKNOWN = { latest: '', earliest: '~' } as const;

const terms = [
  { column: 'at', kind: 'text', nullable: false },
  { column: 'kind', kind: 'integer', nullable: false },
] as const;

/**
 * Returns a page of a list. One statement reads its items, another counts all, and each runs only if its fields are
 * selected.
 *
 * @throws BadUserInputError if `first` is out of bounds, or `after` is not a cursor of this list
 */
export function listPublishables<R extends PublishableRow, N>(
  context: RequestContext,
  list: PublishableList<R, N>,
  { first = null, after }: PublishableListArgs,
): Connection<N> {
  const { size } = pageSize({ first });
  const start = after == null ? null : positionOf(list, after);
  const nodeOf = (row: R): N => list.nodeOf(row, publishables[row.kind]!);
  const cursorOf = ({ kind, id, at }: R): string => encodeCursor(list.name, { id, values: [at, kind] });
  let page: Promise<R[]> | undefined;
  const findPage = (): Promise<R[]> => (page ??= findRows(context, list, start, size + 1));
  const rows = async (): Promise<R[]> => (await findPage()).slice(0, size);
  return {
    nodes: async () => (await rows()).map(nodeOf),
    edges: async () => (await rows()).map((row) => ({ node: nodeOf(row), cursor: () => cursorOf(row) })),
    pageInfo: async () => {
      const cursors = (await rows()).map(cursorOf);
      return {
        hasNextPage: (await findPage()).length > size,
        hasPreviousPage: start !== null,
        startCursor: cursors[0] ?? null,
        endCursor: cursors.at(-1) ?? null,
      };
    },
    totalCount: () => count(context, list),
  };
}

async function findRows<R extends PublishableRow, N>(
  context: RequestContext,
  { columns, where, first }: PublishableList<R, N>,
  start: Position | null,
  limit: number,
): Promise<R[]> {
  const selects = publishables.map(
    (type, position) =>
      sql`SELECT ${raw(String(position))} AS kind, t.id, ${columns(type)} FROM ${raw(tableOf(type.content))} t WHERE ${where(type)}`,
  );
  return context.read.query<R>(sql`
    SELECT * FROM (${join(selects, ' UNION ALL ')}) item
    WHERE ${isAfter(start, first)} ORDER BY at ${raw(first === 'latest' ? 'DESC' : 'ASC')}, kind, id LIMIT ${limit}`);
}

function count<R extends PublishableRow, N>(
  context: RequestContext,
  { where }: PublishableList<R, N>,
): Promise<number> {
  const counts = publishables.map(
    (type) => sql`(SELECT count(*) FROM ${raw(tableOf(type.content))} t WHERE ${where(type)})`,
  );
  const statement = sql`SELECT ${join(counts, ' + ')} AS total`;
  return countRows(context, { statement, planning: 'generic', scan: null });
}

function isAfter(start: Position | null, first: keyof typeof UNKNOWN): Sql {
  if (start === null) return raw('1 = 1');
  const [at, kind] = start.values;
  return sql`(at ${raw(first === 'latest' ? '<' : '>')} ${at} OR (at = ${at} AND (kind, id) > (${kind}, ${start.id})))`;
}

function positionOf<R extends PublishableRow, N>({ name }: PublishableList<R, N>, cursor: string): Position {
  const position = decodeCursor(name, terms, cursor);
  if (position === null) throw new BadUserInputError('after must be a cursor of this list', 'after');
  return position;
}

/** The items that the viewer created or changed last, as a condition on a type's table with the alias `t`. */
export function isBy({ accountId }: Viewer): Sql {
  return accountId === null ? raw('1 = 0') : sql`(t.created_by_id = ${accountId} OR t.updated_by_id = ${accountId})`;
}

/**
 * The time of the last change: of an activity its own column, of other types that of the newest revision. An empty string if
 * there is none.
 */
export function changedAt({ name }: ListedType): Sql {
  if (name === PublishableType.ACTIVITY) return sql`t.updated_at`;
  return sql`COALESCE((
    SELECT r.at FROM revision r WHERE r.type = ${name} AND r.thing_id = t.id ORDER BY r.version DESC LIMIT 1), '')`;
}

@InterfaceType({
  description:
    'Entry of a list that mixes several types of content: the trash, unpublished content, or content with outdated translations.',
})
export abstract class PublishableSummary {
  @Field(() => ID, { description: 'Global id of the content.' })
  id!: string;

  @Field(() => PublishableType, { description: 'Type of the content.' })
  type!: PublishableType;

  @Field({ description: 'Title of the content; for a network, its name.' })
  title!: string;
}
