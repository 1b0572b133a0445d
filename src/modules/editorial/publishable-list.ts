import { Field, ID, InterfaceType } from 'type-graphql';
import type { RequestContext } from '../../core/access/request-context';
import type { Viewer } from '../../core/access/viewer';
import type { ListedRows } from '../../core/cost/field-cost';
import { WALK_COST } from '../../core/cost/walk-cost';
import { tableOf } from '../../core/fields/content';
import type { Connection } from '../../core/listing/connection';
import { countRows } from '../../core/listing/counted-rows';
import { decodeCursor, encodeCursor } from '../../core/listing/cursor';
import { pageSize } from '../../core/listing/page';
import { encodeGlobalId } from '../../core/types/global-id';
import { LocaleScalar } from '../../core/types/locale';
import type { Position } from '../../database/reading/keyset';
import { always, never } from '../../database/sql/conditions';
import { join, raw, type Sql, sql } from '../../database/sql/sql';
import { BadUserInputError } from '../../errors';
import { publishables } from '../publishables';
import { type ListedType, PublishableType, titleColumn } from '../publishing/publishable';

/** The columns that every row of a list has. */
export interface PublishableRow {
  /** The position of the row's type in `publishables`. */
  readonly kind: number;
  readonly id: number;
  /** The time that the list is ordered by; `UNKNOWN` of the direction if it is unknown: the row comes last. */
  readonly at: string;
  readonly title: string;
  readonly originalLocale: string;
}

/** A list of items of all publishable types, ordered by their times. */
export interface PublishableList<R extends PublishableRow, N> {
  /** Part of the list's cursors, so that other lists reject them. */
  readonly name: string;
  /** The times that come first. Items whose time is unknown come last in both directions. */
  readonly first: keyof typeof UNKNOWN;
  /** The time of an item of a type's table with the alias `t`. */
  readonly at: (type: ListedType) => Sql;
  /** The columns in addition to those that every row has, of a type's table with the alias `t`. */
  readonly columns: (type: ListedType) => Sql;
  /** Cost of finding the items of a page, for each row of the tables. */
  readonly walkCost: number;
  /** A condition on a type's table with the alias `t`: the items in the list. */
  readonly where: (type: ListedType) => Sql;
  readonly nodeOf: (row: R, type: ListedType) => N;
}

/** Arguments for forward paging only: editors work such a list off from its start. */
export interface PublishableListArgs {
  first?: number | null;
  after?: string | null;
}

const publishableTables = publishables.map(({ content }) => tableOf(content));

/**
 * The rows of such a list, for its cost.
 *
 * @param walkCost as in `PublishableList`
 */
export function listedPublishables(walkCost: number): ListedRows {
  return { tables: publishableTables, by: 'columns', walkCost };
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

/** Finds the items of the page by their times, which indexes have, and then reads the rows of these items only. */
async function findRows<R extends PublishableRow, N>(
  context: RequestContext,
  { at, columns, where, first, walkCost }: PublishableList<R, N>,
  start: Position | null,
  limit: number,
): Promise<R[]> {
  const order = raw(`ORDER BY at ${first === 'latest' ? 'DESC' : 'ASC'}, kind, id`);
  const items = publishables.map(
    (type, position) =>
      sql`SELECT ${raw(String(position))} AS kind, t.id, ${at(type)} AS at FROM ${raw(tableOf(type.content))} t WHERE ${where(type)}`,
  );
  const rows = publishables.map(
    (type, position) => sql`
      SELECT p.kind, p.id, p.at, t.${raw(titleColumn(type))} AS title, t.original_locale, ${columns(type)} FROM page p
      JOIN ${raw(tableOf(type.content))} t ON t.id = p.id WHERE p.kind = ${raw(String(position))}`,
  );
  const statement = sql`
    WITH page AS MATERIALIZED (
      SELECT * FROM (${join(items, ' UNION ALL ')}) item WHERE ${isAfter(start, first)} ${order} LIMIT ${limit})
    SELECT * FROM (${join(rows, ' UNION ALL ')}) item ${order}`;
  return context.read.query<R>(statement, { scan: { tables: publishableTables, perRow: walkCost } });
}

function count<R extends PublishableRow, N>(
  context: RequestContext,
  { where }: PublishableList<R, N>,
): Promise<number> {
  const counts = publishables.map(
    (type) => sql`(SELECT count(*) FROM ${raw(tableOf(type.content))} t WHERE ${where(type)})`,
  );
  const statement = sql`SELECT ${join(counts, ' + ')} AS total`;
  const scan = { tables: publishableTables, perRow: WALK_COST.count };
  return countRows(context, { statement, scan });
}

function isAfter(start: Position | null, first: keyof typeof UNKNOWN): Sql {
  if (start === null) return always;
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
  return accountId === null ? never : sql`(t.created_by_id = ${accountId} OR t.updated_by_id = ${accountId})`;
}

/**
 * The time of the last change: of an activity its own column, of other types that of the newest revision. An empty string if
 * there is none.
 */
export function changedAt({ name }: ListedType): Sql {
  if (name === PublishableType.ACTIVITY) return sql`t.updated_at`;
  return sql`COALESCE((
    SELECT r.at FROM revision r WHERE r.type = ${name} AND r.item_id = t.id ORDER BY r.version DESC LIMIT 1), '')`;
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

  @Field({ description: 'Title of the content, or name of the network, in the original language.' })
  title!: string;

  @Field(() => LocaleScalar, { description: 'Language in which the content was written, and of `title`.' })
  originalLocale!: string;
}

/** What every entry says of its content. */
export function summaryOf(
  { id, title, originalLocale }: PublishableRow,
  { name }: ListedType,
): Pick<PublishableSummary, 'id' | 'type' | 'title' | 'originalLocale'> {
  return { id: encodeGlobalId(name, id), type: name, title, originalLocale };
}
