import { IsNull } from 'typeorm';
import type { RequestContext } from '../../../core/access/request-context';
import { Role, satisfies } from '../../../core/access/role';
import { createToken, hashToken } from '../../../core/access/token';
import { MAX_LENGTH } from '../../../core/limits';
import { checkText } from '../../../core/mutations/checks';
import type { MutationRunner, UnitOfWork } from '../../../core/mutations/mutation-runner';
import { Problems } from '../../../core/mutations/problems';
import { getKey } from '../../../core/types/global-id';
import { ConflictError, NotFoundError } from '../../../errors';
import { checkNetwork, findNetwork } from '../network-reference';
import { ApiKey } from './api-key.entity';
import type { CreateApiKeyInput, CreateApiKeyPayload, RevokeApiKeyInput } from './api-key.input';
import { apiKeyById, assertManagesApiKeys } from './api-key.policy';

/** Creates and revokes API keys. */
export class ApiKeys {
  constructor(private readonly mutations: MutationRunner) {}

  /**
   * Creates a key. Its token is returned only here. Because the token is not stored, a repeated call returns another one,
   * which replaces the first: there is one key, and one token that is valid.
   *
   * @throws ForbiddenError when the viewer does not manage API keys
   * @throws InvalidInputError with all problems of the input
   * @throws ConflictError when the call is repeated, and its key is revoked or has been used
   */
  async create(context: RequestContext, input: CreateApiKeyInput): Promise<CreateApiKeyPayload> {
    assertManagesApiKeys(context.viewer);
    const token = createToken('apiKey');
    const tokenHash = hashToken(token);
    const values = await readInput(context, input);
    const id = await this.mutations.run(
      context,
      { mutation: 'createApiKey', input },
      ({ manager, viewer, now }) =>
        manager.save(
          manager.create(ApiKey, {
            ...values,
            tokenHash,
            createdById: viewer.accountId,
            createdAt: now,
            lastUsedAt: null,
            revokedAt: null,
          }),
        ),
      (unit, createdId) => setUnusedToken(unit, createdId, tokenHash),
    );
    return { token, apiKey: (await context.loaders.load(apiKeyById, id))! };
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
    await this.mutations.run(context, { mutation: 'revokeApiKey', input: {} }, async ({ manager, now }) => {
      await manager.update(ApiKey, { id, revokedAt: IsNull() }, { revokedAt: now });
      return { id };
    });
    const apiKey = await context.loaders.load(apiKeyById, id);
    if (apiKey === null) throw new NotFoundError('No API key with this id exists');
    return apiKey;
  }
}

/**
 * Replaces the token of a key that nobody has used. A program that has the token of a used key would lose its access, and a
 * revoked key must stay revoked.
 */
async function setUnusedToken({ manager }: UnitOfWork, id: number, tokenHash: string): Promise<void> {
  const unused = { id, revokedAt: IsNull(), lastUsedAt: IsNull() };
  const { affected } = await manager.update(ApiKey, unused, { tokenHash });
  if (affected === 0) {
    throw new ConflictError('The key of this call is revoked or has been used: create another key');
  }
}

async function readInput(
  context: RequestContext,
  { name, role, networkId, expiresAt }: CreateApiKeyInput,
): Promise<Pick<ApiKey, 'name' | 'role' | 'networkId' | 'expiresAt'>> {
  const problems = new Problems();
  const trimmed = name.trim();
  checkText(problems, 'input.name', trimmed, { max: MAX_LENGTH.name, required: true });
  // A key that could create keys would survive its own revocation.
  if (satisfies(role, Role.ADMIN)) problems.add('input.role', 'INVALID', 'must be EDITOR or lower');
  if (expiresAt != null && expiresAt <= context.now)
    problems.add('input.expiresAt', 'INVALID', 'must be in the future');
  const network = await findNetwork(context, networkId ?? null);
  checkNetwork(problems, network);
  problems.assertNone();
  return { name: trimmed, role, networkId: network.key, expiresAt: expiresAt ?? null };
}
