import { manyByKey, oneByKey } from '../../../core/access/loader';
import { type RequestContext, rowsOf } from '../../../core/access/request-context';
import { type Sql, sql } from '../../../database/sql/sql';
import { Session } from './session.entity';
import { isOpen, isSessionVisible } from './session.policy';

/** Maximum sessions of one account that are listed. */
export const MAX_SESSIONS = 100;

export const sessionById = oneByKey<number, Session>(
  (ids, context) => findSessions(context, context.read.isIn(sql`s.id`, ids)),
  ({ id }) => id,
);

/** The sessions of accounts that can still be used, the latest used first. */
export const sessionsByAccountId = manyByKey<number, Session>(async (ids, context) => {
  const isOfAccount = context.read.isIn(sql`s.account_id`, ids);
  const sessions = await findSessions(
    context,
    sql`${isOfAccount} AND s.id IN (
    SELECT id FROM (
      SELECT o.id, row_number() OVER (PARTITION BY o.account_id ORDER BY o.last_used_at DESC, o.id DESC) AS place
      FROM session o WHERE ${context.read.isIn(sql`o.account_id`, ids)} AND ${isOpen('o', context.now)}
    ) numbered WHERE place <= ${MAX_SESSIONS})`,
  );
  return sessions.map((value) => ({ key: value.accountId, value }));
});

async function findSessions(context: RequestContext, where: Sql): Promise<Session[]> {
  const mapper = rowsOf(context, Session, 's', ['accountId']);
  const rows = await context.read.query(sql`
    SELECT ${mapper.columns} FROM session s
    WHERE ${where} AND ${isOpen('s', context.now)} AND ${isSessionVisible(context.viewer, 's')}
    ORDER BY s.last_used_at DESC, s.id DESC`);
  return rows.map((row) => mapper.get(row));
}
