import sql, { join, raw, type Sql } from 'sql-template-tag';
import type { Position } from '../../database/keyset';
import { BadUserInputError } from '../../errors';
import type { Connection } from '../../core/listing/connection';
import { decodeCursor, encodeCursor } from '../../core/listing/cursor';
import { spend, type RequestContext } from '../../core/access/request-context';
import { statementCost } from '../../core/listing/list';
import { pageSize } from '../../core/listing/page';
import { publishables, type ListedPublishable } from '../publishables';

/** What every row of such a list has. */
export interface PublishableRow {
  /** The number of its kind in thingKinds. */
  readonly kind: number;
  readonly id: number;
  /** The instant by which the list is ordered; empty: none is known, and it comes last. */
  readonly at: string;
}

/** A list of things of several kinds, the latest first. */
export interface PublishableList<R extends PublishableRow, N> {
  /** Stands in cursors, which are refused by every other list. */
  readonly name: string;
  /** The columns besides `kind` and `id`, `at` among them, of a kind's table under the alias `t`. */
  readonly columns: (kind: ListedPublishable) => Sql;
  /** Which of a kind are in the list, as a condition on its table under the alias `t`. */
  readonly where: (kind: ListedPublishable) => Sql;
  readonly nodeOf: (row: R, kind: ListedPublishable) => N;
}

/** From the start alone: it is to be worked off. */
export interface PublishableListArgs {
  first?: number | null;
  after?: string | null;
}

const terms = [
  { column: 'at', kind: 'text', nullable: false },
  { column: 'kind', kind: 'integer', nullable: false },
] as const;

/**
 * A page of a list, read when something of it is selected: one statement for the things, and one for their number.
 *
 * @throws BadUserInputError when `first` is out of bounds, or `after` is no cursor of this list
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
  { columns, where }: PublishableList<R, N>,
  start: Position | null,
  limit: number,
): Promise<R[]> {
  spend(context, 'items', statementCost);
  const selects = publishables.map(
    (kind, number) =>
      sql`SELECT ${raw(String(number))} AS kind, t.id, ${columns(kind)} FROM ${raw(kind.table)} t WHERE ${where(kind)}`,
  );
  return context.read.query<R>(sql`
    SELECT * FROM (${join(selects, ' UNION ALL ')}) thing
    WHERE ${isAfter(start)} ORDER BY at DESC, kind, id LIMIT ${limit}`);
}

async function count<R extends PublishableRow, N>(
  context: RequestContext,
  { where }: PublishableList<R, N>,
): Promise<number> {
  spend(context, 'items', statementCost);
  const counts = publishables.map((kind) => sql`(SELECT count(*) FROM ${raw(kind.table)} t WHERE ${where(kind)})`);
  const [row] = await context.read.query<{ total: number | string }>(sql`SELECT ${join(counts, ' + ')} AS total`);
  return Number(row!.total);
}

function isAfter(start: Position | null): Sql {
  if (start === null) return raw('1 = 1');
  const [at, kind] = start.values;
  return sql`(at < ${at} OR (at = ${at} AND (kind, id) > (${kind}, ${start.id})))`;
}

function positionOf<R extends PublishableRow, N>({ name }: PublishableList<R, N>, cursor: string): Position {
  const position = decodeCursor(name, terms, cursor);
  if (position === null) throw new BadUserInputError('The cursor is not one of this list', 'after');
  return position;
}
