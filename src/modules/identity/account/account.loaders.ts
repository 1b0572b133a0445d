import { oneByKey } from '../../../core/access/loader';
import { type LoaderDefinition, rowsOf } from '../../../core/access/request-context';
import { sql } from '../../../database/sql/sql';
import { Network } from '../../catalogue/network/network.entity';
import { Account } from './account.entity';
import { isAccountVisible, isBoundNetworkVisible } from './account.policy';

export const accountById = oneByKey<number, Account>(
  async (ids, context) => {
    const { read, viewer } = context;
    const mapper = rowsOf(context, Account, 'c');
    const rows = await read.query(
      sql`SELECT ${mapper.columns} FROM account c WHERE ${read.isIn(sql`c.id`, ids)} AND ${isAccountVisible(viewer, 'c')}`,
    );
    return rows.map((row) => mapper.get(row));
  },
  ({ id }) => id,
);

/**
 * Names by account id, for every viewer. Use it only for viewers who may see what the account did. null if there is no
 * such account.
 */
export const accountNameById: LoaderDefinition<number, string | null> = {
  batch: async (ids, { read }) => {
    const rows = await read.query<Pick<Account, 'id' | 'name'>>(
      sql`SELECT c.id, c.name FROM account c WHERE ${read.isIn(sql`c.id`, ids)}`,
    );
    const names = new Map(rows.map(({ id, name }) => [id, name]));
    return ids.map((id) => names.get(id) ?? null);
  },
};

/** The networks that roles are bound to, by network id. */
export const boundNetworkById = oneByKey<number, Network>(
  async (ids, context) => {
    const { read, viewer } = context;
    const mapper = rowsOf(context, Network, 'n');
    const rows = await read.query(
      sql`SELECT ${mapper.columns} FROM network n ${mapper.joins(context.operation)} WHERE ${read.isIn(sql`n.id`, ids)} AND ${isBoundNetworkVisible(viewer, 'n')}`,
    );
    return rows.map((row) => mapper.get(row));
  },
  ({ id }) => id,
);
