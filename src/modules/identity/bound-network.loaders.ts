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
 * Condition, on the table with this alias, for the networks that the viewer may see as the network of a role: the visible
 * ones. Administrators see all of them, even in the trash. If they read null instead, a form would save null and turn
 * the bound role into an unbound one.
 */
function isBoundNetworkVisible(viewer: Viewer, alias: string): Sql {
  return hasRoleEverywhere(viewer, Role.ADMIN) ? raw('1 = 1') : isNetworkVisible(viewer, alias);
}
