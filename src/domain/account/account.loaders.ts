import sql from 'sql-template-tag';
import { oneByKey } from '../access/loader';
import { rowsOf } from '../access/request-context';
import { Account } from './account.entity';
import { isAccountSeen } from './account.policy';

export const accountById = oneByKey<number, Account>(
  async (ids, context) => {
    const { read, viewer } = context;
    const mapper = rowsOf(context, Account, 'c');
    const rows = await read.query(
      sql`SELECT ${mapper.columns} FROM account c WHERE ${read.isIn(sql`c.id`, ids)} AND ${isAccountSeen(viewer, 'c')}`,
    );
    return rows.map((row) => mapper.get(row));
  },
  ({ id }) => id,
);
