import { oneByKey } from '../../../core/access/loader';
import { rowsOf } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { hasRoleEverywhere, type Viewer } from '../../../core/access/viewer';
import { always, never } from '../../../database/sql/conditions';
import { type Sql, sql } from '../../../database/sql/sql';
import { ForbiddenError } from '../../../errors';
import { ApiKey } from './api-key.entity';

/** True if the viewer manages API keys, as unbound administrators do. */
function managesApiKeys(viewer: Viewer): boolean {
  return hasRoleEverywhere(viewer, Role.ADMIN);
}

/** Condition for the API keys that the viewer may see: all or none. */
export function isApiKeyVisible(viewer: Viewer): Sql {
  return managesApiKeys(viewer) ? always : never;
}

/** @throws ForbiddenError unless the viewer may create and revoke API keys */
export function assertManagesApiKeys(viewer: Viewer): void {
  if (!managesApiKeys(viewer)) throw new ForbiddenError('Managing API keys requires the role ADMIN');
}

export const apiKeyById = oneByKey<number, ApiKey>(
  async (ids, context) => {
    const { read, viewer } = context;
    const mapper = rowsOf(context, ApiKey, 'k');
    const rows = await read.query(
      sql`SELECT ${mapper.columns} FROM api_key k WHERE ${read.isIn(sql`k.id`, ids)} AND ${isApiKeyVisible(viewer)}`,
    );
    return rows.map((row) => mapper.get(row));
  },
  ({ id }) => id,
);
