import sql, { raw, type Sql } from 'sql-template-tag';
import { ForbiddenError } from '../../errors';
import { Role } from '../../core/access/role';
import { hasRoleEverywhere, type Viewer } from '../../core/access/viewer';
import { oneByKey } from '../../core/access/loader';
import { rowsOf } from '../../core/access/request-context';
import { ApiKey } from './api-key.entity';

/** Whether the viewer keeps API keys: administrators of everything do. */
function keepsApiKeys(viewer: Viewer): boolean {
  return hasRoleEverywhere(viewer, Role.ADMIN);
}

/** Which API keys the viewer sees, as a condition: all of them or none. */
export function isApiKeyVisible(viewer: Viewer): Sql {
  return raw(keepsApiKeys(viewer) ? '1 = 1' : '1 = 0');
}

/** @throws ForbiddenError when the viewer may neither make nor revoke API keys */
export function assertKeepsApiKeys(viewer: Viewer): void {
  if (!keepsApiKeys(viewer)) throw new ForbiddenError('Only administrators of everything keep API keys');
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
