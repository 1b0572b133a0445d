import sql from 'sql-template-tag';
import { oneByKey } from '../../core/access/loader';
import { rowsOf } from '../../core/access/request-context';
import { ApiKey } from './api-key.entity';
import { isApiKeySeen } from './api-key.policy';

export const apiKeyById = oneByKey<number, ApiKey>(
  async (ids, context) => {
    const { read, viewer } = context;
    const mapper = rowsOf(context, ApiKey, 'k');
    const rows = await read.query(
      sql`SELECT ${mapper.columns} FROM api_key k WHERE ${read.isIn(sql`k.id`, ids)} AND ${isApiKeySeen(viewer)}`,
    );
    return rows.map((row) => mapper.get(row));
  },
  ({ id }) => id,
);
