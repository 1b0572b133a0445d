import { createHash } from 'node:crypto';
import { Entity, type EntityManager, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Instant, KeyText, Prose } from '../../database/sql/columns';
import { sql } from '../../database/sql/sql';
import { executeSql } from '../../database/sql/write-sql';
import { BadUserInputError, ConflictError } from '../../errors';
import type { Viewer } from '../access/viewer';
import { DAY_MS, later } from '../time';

/** Milliseconds for which repeats are recognised. */
const RETENTION_MS = DAY_MS;

/** Maximum UTF-16 code units of a `clientMutationId`. */
const MAX_ID_LENGTH = 200;

/** One call of a mutation. */
export interface MutationCall {
  /** The name of the mutation in the schema. */
  readonly mutation: string;
  readonly input: { readonly clientMutationId?: string | null };
}

/** What a repeat needs to know of the first call. */
interface StoredResult {
  readonly id: number;
}

/**
 * Runs a mutation in the caller's unit of work. If the same account or API key has sent the same `clientMutationId` within
 * 24 hours, `work` does not run, and the id that the first call returned is returned. Concurrent calls with the same
 * `clientMutationId` wait for each other, because each begins by inserting the same row.
 *
 * @param work returns the changed item or its id. Only the id is stored, because items can contain secrets
 * @returns the id that `work` returned, now or in the first call
 * @throws BadUserInputError if the `clientMutationId` is empty or too long
 * @throws ConflictError if the `clientMutationId` belongs to another mutation or another input
 */
export async function runIdempotent(
  manager: EntityManager,
  { mutation, input }: MutationCall,
  { accountId, credential }: Viewer,
  now: string,
  work: () => Promise<{ readonly id: number }>,
): Promise<number> {
  const { clientMutationId } = input;
  if (clientMutationId == null) return (await work()).id;
  assertValidId(clientMutationId);
  const caller = accountId === null ? `apiKey ${credential?.id}` : `account ${accountId}`;
  const inputHash = createHash('sha256').update(JSON.stringify(input)).digest('hex');
  await executeSql(
    manager,
    sql`DELETE FROM client_mutation
      WHERE caller = ${caller} AND client_mutation_id = ${clientMutationId} AND at <= ${later(now, -RETENTION_MS)}`,
  );
  const [inserted] = await executeSql<{ id: number }>(
    manager,
    sql`INSERT INTO client_mutation (caller, client_mutation_id, mutation, input_hash, result, at)
      VALUES (${caller}, ${clientMutationId}, ${mutation}, ${inputHash}, '', ${now})
      ON CONFLICT (caller, client_mutation_id) DO NOTHING
      RETURNING id`,
  );
  if (inserted !== undefined) {
    const { id } = await work();
    const result: StoredResult = { id };
    await executeSql(
      manager,
      sql`UPDATE client_mutation SET result = ${JSON.stringify(result)} WHERE id = ${inserted.id}`,
    );
    return id;
  }
  const [first] = await executeSql<{ mutation: string; inputHash: string; result: string }>(
    manager,
    sql`SELECT mutation, input_hash, result FROM client_mutation
      WHERE caller = ${caller} AND client_mutation_id = ${clientMutationId}`,
  );
  if (first?.mutation !== mutation || first.inputHash !== inputHash) {
    throw new ConflictError(
      'clientMutationId must be new: another mutation, or a call with another input, has used it',
    );
  }
  return (JSON.parse(first.result) as StoredResult).id;
}

function assertValidId(id: string): void {
  if (id.length < 1 || id.length > MAX_ID_LENGTH) {
    throw new BadUserInputError(
      `clientMutationId must have 1 to ${MAX_ID_LENGTH} characters`,
      'input.clientMutationId',
    );
  }
}

/** Deletes calls whose repeats are no longer recognised. */
export async function deleteExpiredClientMutations(manager: EntityManager, now: string): Promise<void> {
  await executeSql(manager, sql`DELETE FROM client_mutation WHERE at <= ${later(now, -RETENTION_MS)}`);
}

/** A call with a `clientMutationId`, by which a repeat is recognised. */
@Entity()
@Index(['caller', 'clientMutationId'], { unique: true })
@Index(['at'])
export class ClientMutation {
  @PrimaryGeneratedColumn()
  id!: number;

  /** `account 5` or `apiKey 3`. */
  @KeyText({ length: 40 })
  caller!: string;

  @KeyText({ length: 200 })
  clientMutationId!: string;

  @KeyText({ length: 60 })
  mutation!: string;

  /** The SHA-256 of the input, in hexadecimal. */
  @KeyText({ length: 64 })
  inputHash!: string;

  /** The id of the item that the mutation changed, as JSON such as `{"id":5}`. */
  @Prose()
  result!: string;

  @Instant()
  at!: string;
}
