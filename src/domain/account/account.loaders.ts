import sql from 'sql-template-tag';
import { oneByKey } from '../access/loader';
import { Account } from './account.entity';
import { isAccountSeen } from './account.policy';

export const accountById = oneByKey<number, Account>(
  async (ids, { read, viewer }) => {
    const mapper = read.mapper(Account, 'c');
    const rows = await read.query(
      sql`SELECT ${mapper.columns} FROM account c WHERE ${read.isIn(sql`c.id`, ids)} AND ${isAccountSeen(viewer, 'c')}`,
    );
    return rows.map((row) => mapper.get(row));
  },
  ({ id }) => id,
);
