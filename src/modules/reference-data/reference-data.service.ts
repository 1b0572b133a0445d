import type { EntityManager } from 'typeorm';
import type { RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import { hasRoleEverywhere, type Viewer } from '../../core/access/viewer';
import {
  applyInput,
  checkContent,
  checkPublishing,
  completeContent,
  type Content,
  emptyContent,
  prepareInput,
  tableOf,
} from '../../core/fields/content';
import { insertContent, readContent, updateContent } from '../../core/fields/content-storage';
import type { ContentInput, EntityOf, FieldSet } from '../../core/fields/field';
import { withoutDrafts } from '../../core/fields/translation-values';
import { isEqual } from '../../core/fields/values';
import { assertCurrentVersion } from '../../core/mutations/current-version';
import type { MutationCall } from '../../core/mutations/idempotency';
import type { ChangeCall, ChangeInput, MutationInput } from '../../core/mutations/mutation-inputs';
import type { MutationRunner, UnitOfWork } from '../../core/mutations/mutation-runner';
import { Problems } from '../../core/mutations/problems';
import { getKey } from '../../core/types/global-id';
import { withPublicRevision } from '../../database/revisions/public-revision';
import { takeAdvisoryLock } from '../../database/sql/advisory-lock';
import { always, never } from '../../database/sql/conditions';
import { raw, type Sql, sql } from '../../database/sql/sql';
import { executeSql, forUpdate } from '../../database/sql/write-sql';
import { ConflictError, ForbiddenError, NotFoundError } from '../../errors';
import { appendReferrerChanges } from '../publishing/public-changes';

/** Rows that refer to an entry of a reference type. */
export interface Use {
  /** The names of one row and of several rows. */
  readonly nouns: readonly [one: string, many: string];
  readonly table: string;
  readonly column: string;
}

/** A reference type: entries that content refers to, and that only administrators write. */
export interface ReferenceType<C extends Content, I extends keyof C = keyof C> {
  readonly name: 'Component' | 'Organisation' | 'Programme' | 'Region';
  readonly content: FieldSet<C, I>;
  /** The entries that the viewer may edit, as a condition. */
  readonly isEditable: (viewer: Viewer) => Sql;
  /** The rows that refer to an entry: an entry in use cannot be deleted. */
  readonly uses: readonly Use[];
}

/** The entries that the viewer may edit, as a condition: all of them, or none. */
export function isReferenceDataEditable(viewer: Viewer): Sql {
  return hasRoleEverywhere(viewer, Role.ADMIN) ? always : never;
}

/** Writes reference data. Every method is idempotent, and throws ForbiddenError to all but administrators. */
export class ReferenceData {
  constructor(private readonly mutations: MutationRunner) {}

  /**
   * Creates an entry; returns its id.
   *
   * @throws InvalidInputError with all problems of the input
   */
  async create<C extends Content, I extends keyof C>(
    context: RequestContext,
    type: ReferenceType<C, I>,
    input: MutationInput & ContentInput<C, I>,
  ): Promise<number> {
    await prepareInput(type.content, input);
    return this.run(context, { mutation: `create${type.name}`, input }, (unit) =>
      createEntry(unit, type, applyInput(type.content, emptyContent(type.content), input)),
    );
  }

  /**
   * Changes an entry; returns its id. A change that makes no difference writes nothing: the version stays.
   *
   * @throws NotFoundError when there is no such entry
   * @throws ConflictError when the entry has another version; `extensions.version` is the current one
   * @throws InvalidInputError with all problems of the new content
   */
  async update<C extends Content, I extends keyof C>(
    context: RequestContext,
    type: ReferenceType<C, I>,
    input: ChangeInput & ContentInput<C, I>,
  ): Promise<number> {
    await prepareInput(type.content, input);
    const call = { mutation: `update${type.name}`, input };
    return this.changeContent(context, type, call, (content) => applyInput(type.content, content, input));
  }

  /**
   * Changes an entry in another way than by its input; returns its id.
   *
   * @throws the errors of `update`
   */
  changeContent<C extends Content, I extends keyof C>(
    context: RequestContext,
    type: ReferenceType<C, I>,
    call: ChangeCall,
    change: (content: C, now: string) => C,
  ): Promise<number> {
    const { input } = call;
    return this.run(context, call, async (unit) => {
      const id = await lockForUpdate(unit, type, input);
      const before = await readContent(unit.manager, type.content, id);
      const after = await completeContent(unit, type.content, change(before, unit.now), id);
      if (isEqual(before, after)) return id;
      await assertValid(unit, type, after, before, id);
      await withPublicRevision(unit.manager, async () => {
        await updateContent(unit, type.content, id, { before, content: after }, { version: input.version + 1 });
        const isPublicChange = !isEqual(withoutDrafts(before), withoutDrafts(after));
        if (isPublicChange) await appendReferrerChanges(unit, tableOf(type.content), id);
        return { isPublicChange };
      });
      return id;
    });
  }

  /**
   * Permanently deletes an entry that no row refers to; returns its former id.
   *
   * @throws NotFoundError when there is no such entry
   * @throws ConflictError when the entry has another version, or is in use: `extensions.uses` counts the rows that refer to it
   */
  delete<C extends Content>(context: RequestContext, type: ReferenceType<C>, input: ChangeInput): Promise<number> {
    return this.run(context, { mutation: `delete${type.name}`, input }, async (unit) => {
      const id = await lockForUpdate(unit, type, input);
      await assertUnused(unit.manager, type, id);
      await unit.manager.delete(type.content.entity, { id });
      return id;
    });
  }

  private async run(
    context: RequestContext,
    call: MutationCall,
    work: (unit: UnitOfWork) => Promise<number>,
  ): Promise<number> {
    assertCanEditReferenceData(context.viewer);
    return this.mutations.run(context, call, async (unit) => {
      // Serialised, so that concurrent transactions cannot take the same free slug or code.
      await takeAdvisoryLock(unit.manager, 'referenceData');
      return { id: await work(unit) };
    });
  }
}

/**
 * Creates an entry in the caller's transaction. Generates its slug when that is empty. Returns its id.
 *
 * @throws InvalidInputError with all problems of the content
 */
export async function createEntry<C extends Content>(
  unit: UnitOfWork,
  type: ReferenceType<C>,
  given: C,
): Promise<number> {
  const content = await completeContent(unit, type.content, given, null);
  await assertValid(unit, type, content, null, null);
  return insertContent(unit, type.content, content, { version: 1 });
}

function assertCanEditReferenceData(viewer: Viewer): void {
  if (!hasRoleEverywhere(viewer, Role.ADMIN)) throw new ForbiddenError('Only administrators may edit reference data');
}

async function assertValid<C extends Content>(
  unit: UnitOfWork,
  { content: fields }: ReferenceType<C>,
  content: C,
  before: C | null,
  id: number | null,
): Promise<void> {
  const problems = new Problems();
  await checkContent(fields, content, before, { unit, problems, id });
  // Reference data is public.
  await checkPublishing(fields, content, { unit, problems, id });
  problems.assertNone();
}

/** Locks an entry until the transaction ends: on PostgreSQL, transactions that want to refer to it wait. */
async function lockForUpdate(
  { manager }: UnitOfWork,
  { name, content }: { readonly name: string; readonly content: { readonly entity: EntityOf } },
  { id, version }: Pick<ChangeInput, 'id' | 'version'>,
): Promise<number> {
  const key = getKey(id, name, 'input.id');
  const [row] = await executeSql<{ version: number }>(
    manager,
    sql`SELECT version FROM ${raw(tableOf(content))} WHERE id = ${key} ${forUpdate(manager)}`,
  );
  if (row === undefined) throw new NotFoundError('There is no such entry');
  assertCurrentVersion(row.version, version);
  return key;
}

async function assertUnused(
  manager: EntityManager,
  { uses }: Pick<ReferenceType<Content>, 'uses'>,
  id: number,
): Promise<void> {
  const found = [];
  for (const { nouns, table, column } of uses) {
    const count = await countUses(manager, { table, column }, id);
    if (count > 0) found.push({ count, text: `${count} ${nouns[count === 1 ? 0 : 1]}` });
  }
  if (found.length === 0) return;
  const total = found.reduce((sum, { count }) => sum + count, 0);
  const what = found.map(({ text }) => text).join(' and ');
  throw new ConflictError(`The entry is used by ${what}, including items in the trash: remove these references first`, {
    uses: total,
  });
}

/** The number of rows that refer to an entry. */
export async function countUses(
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
