import sql, { raw } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { takeAdvisoryLock } from '../../database/lock';
import { executeSql, forUpdate } from '../../database/write-sql';
import { ConflictError, ForbiddenError, NotFoundError } from '../../errors';
import { getKey } from '../../core/types/global-id';
import type { RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import { hasRoleEverywhere, type Viewer } from '../../core/access/viewer';
import type { Content, UnitOfWork } from '../publishing/publishable';
import type { MutationRunner } from '../../core/mutations/mutation-runner';
import type { MutationCall } from '../../core/mutations/idempotency';
import { applyPatch } from '../../core/fields/content';
import type { ChangeInput, MutationInput } from '../../core/mutations/mutation-inputs';
import { Problems } from '../../core/mutations/problems';

/** Rows that refer to an entry. */
export interface Use {
  /** One of them, and many. */
  readonly nouns: readonly [one: string, many: string];
  readonly table: string;
  readonly column: string;
}

/** How the entries of a vocabulary are kept: what others refer to, and only administrators write. */
export interface ReferenceType<C extends Content> {
  readonly name: 'Component' | 'Organisation' | 'Programme' | 'Region';
  readonly table: string;
  readonly empty: C;
  readonly uses: readonly Use[];
  readonly read: (unit: UnitOfWork, id: number) => Promise<C>;
  /** Says what nobody said but what follows from the rest, such as a slug. `id` as below. */
  readonly complete: (unit: UnitOfWork, content: C, id: number | null) => Promise<C>;
  /** Says all that is wrong with the content. `id`: of the entry that is to have it; null: of a new one. */
  readonly validate: (unit: UnitOfWork, content: C, id: number | null, problems: Problems) => Promise<void>;
  /** Writes valid content; gives the entry's key. `id` null: a new one. */
  readonly save: (unit: UnitOfWork, id: number | null, content: C, version: number) => Promise<number>;
}

/**
 * Writing the vocabularies. Each method gives the key of what it changed, once for each `clientMutationId`, and throws
 * ForbiddenError to all but administrators.
 */
export class ReferenceData {
  constructor(private readonly mutations: MutationRunner) {}

  /** @throws InvalidInputError naming all that is wrong */
  create<C extends Content>(
    context: RequestContext,
    vocabulary: ReferenceType<C>,
    input: MutationInput,
  ): Promise<number> {
    return this.perform(context, { mutation: `create${vocabulary.name}`, input }, async (unit) => {
      const { empty } = vocabulary;
      const content = await vocabulary.complete(unit, applyPatch(empty, input, empty), null);
      await assertValid(unit, vocabulary, content, null);
      return vocabulary.save(unit, null, content, 1);
    });
  }

  /**
   * What changes nothing writes nothing, and the version stays.
   *
   * @throws NotFoundError when there is no such entry
   * @throws ConflictError when it has changed since that version; its extensions tell the current one
   * @throws InvalidInputError naming all that is wrong with what it would become
   */
  update<C extends Content>(
    context: RequestContext,
    vocabulary: ReferenceType<C>,
    input: ChangeInput,
  ): Promise<number> {
    return this.perform(context, { mutation: `update${vocabulary.name}`, input }, async (unit) => {
      const id = await lockForUpdate(unit, vocabulary, input);
      const before = await vocabulary.read(unit, id);
      const after = await vocabulary.complete(unit, applyPatch(before, input, vocabulary.empty), id);
      if (JSON.stringify(before) === JSON.stringify(after)) return id;
      await assertValid(unit, vocabulary, after, id);
      return vocabulary.save(unit, id, after, input.version + 1);
    });
  }

  /**
   * Deletes an entry to which nothing refers, for good.
   *
   * @throws NotFoundError when there is no such entry
   * @throws ConflictError when it has changed since that version, and when something refers to it: its extensions tell
   *   how many things do
   */
  delete<C extends Content>(
    context: RequestContext,
    vocabulary: ReferenceType<C>,
    input: ChangeInput,
  ): Promise<number> {
    return this.perform(context, { mutation: `delete${vocabulary.name}`, input }, async (unit) => {
      const id = await lockForUpdate(unit, vocabulary, input);
      await assertUnused(unit.manager, vocabulary, id);
      await executeSql(unit.manager, sql`DELETE FROM ${raw(vocabulary.table)} WHERE id = ${id}`);
      return id;
    });
  }

  private async perform(
    context: RequestContext,
    call: MutationCall,
    work: (unit: UnitOfWork) => Promise<number>,
  ): Promise<number> {
    assertMayEditReferenceData(context.viewer);
    return this.mutations.run(context, call, async (unit) => {
      // One after another: what is free to one must not be taken by another that goes on at the same time.
      await takeAdvisoryLock(unit.manager, 'referenceData');
      return { id: await work(unit) };
    });
  }
}

function assertMayEditReferenceData(viewer: Viewer): void {
  if (!hasRoleEverywhere(viewer, Role.ADMIN)) throw new ForbiddenError('Only administrators keep vocabularies');
}

async function assertValid<C extends Content>(
  unit: UnitOfWork,
  vocabulary: ReferenceType<C>,
  content: C,
  id: number | null,
): Promise<void> {
  const problems = new Problems();
  await vocabulary.validate(unit, content, id, problems);
  problems.assertNone();
}

/**
 * Locks an entry for update. A unit of work that wants to refer to it waits, so that the number of its uses stays as it
 * is counted after this.
 */
async function lockForUpdate<C extends Content>(
  { manager }: UnitOfWork,
  { name, table }: ReferenceType<C>,
  { id, version }: ChangeInput,
): Promise<number> {
  const key = getKey(id, name, 'input.id');
  const [row] = await executeSql<{ version: number }>(
    manager,
    sql`SELECT version FROM ${raw(table)} WHERE id = ${key} ${forUpdate(manager)}`,
  );
  if (row === undefined) throw new NotFoundError('There is no such thing');
  if (row.version !== version) {
    throw new ConflictError(`It has changed since: its version is ${row.version}`, { version: row.version });
  }
  return key;
}

async function assertUnused<C extends Content>(
  manager: EntityManager,
  { uses }: ReferenceType<C>,
  id: number,
): Promise<void> {
  const found = [];
  for (const { nouns, table, column } of uses) {
    const count = await countOf(manager, { table, column }, id);
    if (count > 0) found.push({ count, text: `${count} ${nouns[count === 1 ? 0 : 1]}` });
  }
  if (found.length === 0) return;
  const total = found.reduce((sum, { count }) => sum + count, 0);
  const what = found.map(({ text }) => text).join(' and ');
  throw new ConflictError(`It is in use by ${what}, those in the trash among them`, { uses: total });
}

/** How many rows refer to an entry. */
export async function countOf(
  manager: EntityManager,
  { table, column }: Pick<Use, 'table' | 'column'>,
  id: number,
): Promise<number> {
  const [row] = await executeSql<{ count: number | string }>(
    manager,
    sql`SELECT count(*) AS count FROM ${raw(table)} WHERE ${raw(column)} = ${id}`,
  );
  return Number(row?.count);
}
