import { Role } from '../../src/core/access/role';
import { createToken, hashToken } from '../../src/core/access/token';
import type { Database } from '../../src/database/database';
import { ApiKey } from '../../src/modules/identity/api-key/api-key.entity';
import { Session } from '../../src/modules/identity/session/session.entity';

/** A viewer for tests: an existing account, or only a role. */
export interface TestViewer {
  readonly role: Role;
  readonly networkId: number | null;
  readonly accountId: number | null;
}

export const viewerOf = (role: Role, more: Partial<TestViewer> = {}): TestViewer => ({
  accountId: null,
  networkId: null,
  ...more,
  role,
});

export const viewer = viewerOf(Role.VIEWER);
export const member = viewerOf(Role.MEMBER);
export const editor = viewerOf(Role.EDITOR);
export const admin = viewerOf(Role.ADMIN);

/** Creates a token for this viewer: of an account's session, or of an API key. */
export async function tokenOf(
  database: Database,
  { accountId, role, networkId }: TestViewer,
  now: Date,
): Promise<string> {
  const at = now.toISOString();
  const token = createToken(accountId === null ? 'apiKey' : 'session');
  const tokenHash = hashToken(token);
  await database.write(async (manager) => {
    if (accountId === null) {
      const key = { name: `the tests' ${role}`, tokenHash, role, networkId, createdById: null, createdAt: at };
      await manager.insert(ApiKey, { ...key, expiresAt: null, lastUsedAt: at, revokedAt: null });
    } else {
      const expiresAt = new Date(now.getTime() + 86_400_000).toISOString();
      await manager.insert(Session, { tokenHash, accountId, createdAt: at, lastUsedAt: at, expiresAt });
    }
  });
  return token;
}
