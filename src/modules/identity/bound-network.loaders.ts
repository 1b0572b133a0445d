import sql from 'sql-template-tag';
import { oneByKey } from '../../core/access/loader';
import { rowsOf } from '../../core/access/request-context';
import { Network } from '../catalogue/network/network.entity';
import { isBoundNetworkSeen } from './bound-network.policy';

export const boundNetworkById = oneByKey<number, Network>(
  async (ids, context) => {
    const { read, viewer } = context;
    const mapper = rowsOf(context, Network, 'n');
    const rows = await read.query(
      sql`SELECT ${mapper.columns} FROM network n WHERE ${read.isIn(sql`n.id`, ids)} AND ${isBoundNetworkSeen(viewer, 'n')}`,
    );
    return rows.map((row) => mapper.get(row));
  },
  ({ id }) => id,
);
