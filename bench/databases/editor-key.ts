import { Role } from '../../src/core/access/role';
import { createToken, hashToken } from '../../src/core/access/token';
import type { Database } from '../../src/database/database';
import { ApiKey } from '../../src/modules/identity/api-key/api-key.entity';

/** Creates an API key with the role EDITOR. Returns its secret. */
export async function createEditorKey(database: Database, name: string): Promise<string> {
  const token = createToken('apiKey');
  const at = new Date().toISOString();
  const terms = { networkId: null, createdById: null, createdAt: at, expiresAt: null, lastUsedAt: at, revokedAt: null };
  const key = { name, tokenHash: hashToken(token), role: Role.EDITOR, ...terms };
  await database.write((manager) => manager.insert(ApiKey, key));
  return token;
}
