import { IsNull } from 'typeorm';
import type { Database } from '../../database/database';
import { NotFoundError } from '../../errors';
import { findKey, getKey } from '../../core/types/global-id';
import type { RequestContext } from '../../core/access/request-context';
import { Role, satisfies } from '../../core/access/role';
import { createToken, hashToken } from '../../core/access/token';
import { checkText, MAX_LENGTH } from '../../core/mutations/checks';
import { Problems } from '../../core/mutations/problems';
import { networkById } from '../catalogue/network/network.loaders';
import { ApiKey } from './api-key.entity';
import type { CreateApiKeyInput, CreateApiKeyPayload, RevokeApiKeyInput } from './api-key.input';
import { apiKeyById, assertManagesApiKeys } from './api-key.policy';

/** Creates and revokes API keys. */
export class ApiKeys {
  constructor(private readonly database: Database) {}

  /**
   * Creates a key. Its token is returned only here.
   *
   * @throws ForbiddenError when the viewer does not manage API keys
   * @throws InvalidInputError with all problems of the input
   */
  async create(context: RequestContext, input: CreateApiKeyInput): Promise<CreateApiKeyPayload> {
    assertManagesApiKeys(context.viewer);
    const token = createToken('apiKey');
    const key = {
      ...(await readInput(context, input)),
      tokenHash: hashToken(token),
      createdById: context.viewer.accountId,
      createdAt: context.now,
      lastUsedAt: null,
      revokedAt: null,
    };
    const { identifiers } = await this.database.write((manager) => manager.insert(ApiKey, key));
    context.loaders.clear();
    return { token, apiKey: (await context.loaders.load(apiKeyById, identifiers[0]!['id'] as number))! };
  }

  /**
   * Revokes a key. A key that is already revoked keeps its time.
   *
   * @throws ForbiddenError when the viewer does not manage API keys
   * @throws NotFoundError when there is no such key
   */
  async revoke(context: RequestContext, input: RevokeApiKeyInput): Promise<ApiKey> {
    const id = getKey(input.id, 'ApiKey', 'input.id');
    assertManagesApiKeys(context.viewer);
    await this.database.write((manager) =>
      manager.update(ApiKey, { id, revokedAt: IsNull() }, { revokedAt: context.now }),
    );
    context.loaders.clear();
    const apiKey = await context.loaders.load(apiKeyById, id);
    if (apiKey === null) throw new NotFoundError('No API key with this id exists');
    return apiKey;
  }
}

async function readInput(
  { loaders, now }: RequestContext,
  { name, role, networkId, expiresAt }: CreateApiKeyInput,
): Promise<Pick<ApiKey, 'name' | 'role' | 'networkId' | 'expiresAt'>> {
  const problems = new Problems();
  const trimmed = name.trim();
  checkText(problems, 'input.name', trimmed, { max: MAX_LENGTH.name, required: true });
  // A key that could create keys would survive its own revocation.
  if (satisfies(role, Role.ADMIN)) problems.add('input.role', 'INVALID', 'must be EDITOR or lower');
  if (expiresAt != null && expiresAt <= now) problems.add('input.expiresAt', 'INVALID', 'must be in the future');
  const network = networkId == null ? null : findKey(networkId, 'Network');
  if (networkId != null && (network === null || (await loaders.load(networkById, network)) === null)) {
    problems.add('input.networkId', 'UNKNOWN', 'must be the id of an existing network');
  }
  problems.assertNone();
  return { name: trimmed, role, networkId: network, expiresAt: expiresAt ?? null };
}
