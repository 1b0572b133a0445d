import { oneByKey } from '../../../core/access/loader';
import { type RequestContext, rowsOf } from '../../../core/access/request-context';
import { always } from '../../../database/sql/conditions';
import { type Sql, sql } from '../../../database/sql/sql';
import { Region } from './region.entity';

export const regionById = oneByKey<number, Region>(
  (ids, context) => findRegions(context, context.read.isIn(sql`r.id`, ids)),
  ({ id }) => id,
);

/** Reference data is public, so there is no policy. */
async function findRegions(context: RequestContext, where: Sql): Promise<Region[]> {
  const { read } = context;
  const mapper = rowsOf(context, Region, 'r');
  const rows = await read.query(
    sql`SELECT ${mapper.columns} FROM region r ${mapper.joins(context.operation)} WHERE ${where} ORDER BY r.code`,
  );
  return rows.map((row) => mapper.get(row));
}

export function listRegions(context: RequestContext): Promise<Region[]> {
  return findRegions(context, always);
}
