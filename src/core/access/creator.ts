import { raw, type Sql, sql } from '../../database/sql/sql';
import { Role, satisfies } from './role';
import { apiKeyIdOf, type Viewer } from './viewer';

/**
 * The account or API key that created a token for others to use. Both are null for tokens from before creators were
 * recorded. They are ids without foreign keys: a token whose creator has been deleted is different from one without a
 * recorded creator.
 */
export interface Creator {
  readonly createdById: number | null;
  readonly createdByKeyId: number | null;
}

/** The viewer as the creator of a token. */
export function creatorOf(viewer: Viewer): Creator {
  return { createdById: viewer.accountId, createdByKeyId: apiKeyIdOf(viewer) };
}

const editingRoles = raw(
  Object.values(Role)
    .filter((role) => satisfies(role, Role.EDITOR))
    .map((role) => `'${role}'`)
    .join(', '),
);

/**
 * The condition that the creator of a row still has the role EDITOR for what the row gives access to: the account or the
 * API key exists, has not ended, and is unbound or bound to a network of the item. True for rows without a recorded
 * creator.
 *
 * @param alias the alias of a table with the columns of `Creator`
 * @param ofNetwork the condition that the item belongs to the network with this id
 */
export function isCreatorEditor(alias: string, now: string, ofNetwork: (networkId: Sql) => Sql): Sql {
  const holdsRole = sql`creator.role IN (${editingRoles})
    AND (creator.network_id IS NULL OR ${ofNetwork(raw('creator.network_id'))})`;
  return sql`CASE
    WHEN ${raw(alias)}.created_by_id IS NOT NULL THEN EXISTS (
      SELECT 1 FROM account creator WHERE creator.id = ${raw(alias)}.created_by_id AND ${holdsRole})
    WHEN ${raw(alias)}.created_by_key_id IS NOT NULL THEN EXISTS (
      SELECT 1 FROM api_key creator
      WHERE creator.id = ${raw(alias)}.created_by_key_id AND creator.revoked_at IS NULL
        AND (creator.expires_at IS NULL OR creator.expires_at > ${now}) AND ${holdsRole})
    ELSE 1 = 1 END`;
}
