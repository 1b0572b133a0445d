import { createHash } from 'node:crypto';
import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { executeSql } from '../../database/write-sql';
import { BadUserInputError, ConflictError } from '../../errors';
import { DAY_MS, later } from '../time';
import type { Viewer } from '../access/viewer';

/** How long a repeat is recognised. */
const RETENTION_MS = DAY_MS;

/** Characters (UTF-16 units) that the column has. */
const MAX_NAME_LENGTH = 200;

/** A mutation as its client sent it. */
export interface MutationCall {
  /** The field of the schema's mutations. */
  readonly mutation: string;
  readonly input: { readonly clientMutationId?: string | null };
}

/**
 * Does a mutation's work in this unit of work, unless the same asker did it under the same `clientMutationId` within 24
 * hours: then what the first call gave is given again. Calls that race wait for each other, since each begins by
 * inserting the same row.
 *
 * @param work gives keys of what it changed, and nothing secret: it is kept
 * @throws BadUserInputError when the name is none to be had
 * @throws ConflictError when the name was given to another mutation or another input
 */
export async function runIdempotent<T extends object>(
  manager: EntityManager,
  { mutation, input }: MutationCall,
  { accountId, credential }: Viewer,
  now: string,
  work: () => Promise<T>,
): Promise<T> {
  const { clientMutationId } = input;
  if (clientMutationId == null) return work();
  assertName(clientMutationId);
  const asker = accountId === null ? `apiKey ${credential?.id}` : `account ${accountId}`;
  const inputHash = createHash('sha256').update(JSON.stringify(input)).digest('hex');
  await executeSql(
    manager,
    sql`DELETE FROM client_mutation
      WHERE asker = ${asker} AND client_mutation_id = ${clientMutationId} AND at <= ${later(now, -RETENTION_MS)}`,
  );
  const [made] = await executeSql<{ id: number }>(
    manager,
    sql`INSERT INTO client_mutation (asker, client_mutation_id, mutation, input_hash, answer, at)
      VALUES (${asker}, ${clientMutationId}, ${mutation}, ${inputHash}, '', ${now})
      ON CONFLICT (asker, client_mutation_id) DO NOTHING
      RETURNING id`,
  );
  if (made !== undefined) {
    const answer = await work();
    await executeSql(manager, sql`UPDATE client_mutation SET answer = ${JSON.stringify(answer)} WHERE id = ${made.id}`);
    return answer;
  }
  const [first] = await executeSql<{ mutation: string; inputHash: string; answer: string }>(
    manager,
    sql`SELECT mutation, input_hash, answer FROM client_mutation
      WHERE asker = ${asker} AND client_mutation_id = ${clientMutationId}`,
  );
  if (first?.mutation !== mutation || first.inputHash !== inputHash) {
    throw new ConflictError('This clientMutationId was given to another mutation, or with another input');
  }
  return JSON.parse(first.answer) as T;
}

function assertName(name: string): void {
  if (name.length < 1 || name.length > MAX_NAME_LENGTH) {
    throw new BadUserInputError(`A clientMutationId has 1 to ${MAX_NAME_LENGTH} characters`, 'input.clientMutationId');
  }
}

/** Forgets mutations whose repeats are not recognised any more. */
export async function deleteExpiredClientMutations(manager: EntityManager, now: string): Promise<void> {
  await executeSql(manager, sql`DELETE FROM client_mutation WHERE at <= ${later(now, -RETENTION_MS)}`);
}
