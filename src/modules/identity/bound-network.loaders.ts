import sql, { raw, type Sql } from 'sql-template-tag';
import { oneByKey } from '../../core/access/loader';
import { rowsOf } from '../../core/access/request-context';
import { Network } from '../catalogue/network/network.entity';
import { Role } from '../../core/access/role';
import { hasRoleEverywhere, type Viewer } from '../../core/access/viewer';
import { isNetworkVisible } from '../catalogue/network/network.policy';

export const boundNetworkById = oneByKey<number, Network>(
  async (ids, context) => {
    const { read, viewer } = context;
    const mapper = rowsOf(context, Network, 'n');
    const rows = await read.query(
      sql`SELECT ${mapper.columns} FROM network n WHERE ${read.isIn(sql`n.id`, ids)} AND ${isBoundNetworkVisible(viewer, 'n')}`,
    );
    return rows.map((row) => mapper.get(row));
  },
  ({ id }) => id,
);

/**
 * Which networks the viewer is told of as those that roles are bound to, as a condition on the table with this alias:
 * those that it sees. Whoever keeps accounts and API keys is told of all, the trash included: one that read null would be
 * saved as null, and the role would hold everywhere.
 */
export function isBoundNetworkVisible(viewer: Viewer, alias: string): Sql {
  return hasRoleEverywhere(viewer, Role.ADMIN) ? raw('1 = 1') : isNetworkVisible(viewer, alias);
}
