import sql, { raw, type Sql } from 'sql-template-tag';
import { runSql } from '../../database/run-sql';
import { ConflictError, ForbiddenError, NotFoundError } from '../../errors';
import type { RequestContext } from '../../core/access/request-context';
import { PublicationState, type Publication } from './publication.entity';
import type { PublishableDefinition, Content, Snapshot, UnitOfWork } from './publishable';
import type { MutationCall } from '../../core/mutations/idempotency';
import type { MutationRunner } from '../../core/mutations/mutation-runner';
import { assertWithinNetwork, visiblePartOf } from './reference-visibility';
import { appendToOutbox } from './outbox';
import { Problems } from '../../core/mutations/problems';
import { RevisionAction } from './revision.entity';
import { findLastState, addRevision, serializeSnapshot } from './revisions';

/** The thing to be changed, as its author last saw it. */
export interface Target {
  readonly id: number;
  readonly version: number;
}

/** What a change makes of a thing. What is wrong beyond what the content shows goes to `problems`. */
export type Change<C extends Content> = (
  before: Snapshot<C>,
  unit: UnitOfWork,
  problems: Problems,
) => Snapshot<C> | Promise<Snapshot<C>>;

interface LockedRow {
  readonly version: number;
  readonly publication_state: PublicationState;
  readonly publish_at: string | null;
  readonly deleted_at: string | null;
  readonly is_edited: number;
}

/** What may change the content, and not only where a thing stands. */
const contentActions = new Set([RevisionAction.UPDATED, RevisionAction.REVERTED]);

/** Where what is made stands, unless it is said otherwise. */
export const draftStatus = { state: PublicationState.DRAFT, publishAt: null, deletedAt: null };

/**
 * The one way in which authored things change: each change is a unit of work that is done once, finds the version that
 * it was based on, is valid as a whole, and leaves a revision and the events that follow from it.
 */
export class Publishing {
  constructor(readonly mutations: MutationRunner) {}

  /**
   * Makes a thing, as a draft; gives its key.
   *
   * @throws InvalidInputError naming all that is wrong
   * @throws ForbiddenError when the viewer may not have made it
   */
  create<C extends Content>(
    context: RequestContext,
    type: PublishableDefinition<C>,
    call: MutationCall,
    compose: (unit: UnitOfWork) => Promise<C>,
  ): Promise<number> {
    return this.mutations.run(context, call, async (unit) => ({
      id: await createPublishable(unit, type, { content: await compose(unit), status: draftStatus }),
    }));
  }

  /**
   * Changes a thing; gives its key. What changes nothing writes nothing, and the version stays.
   *
   * @throws NotFoundError when the viewer sees no such thing, ForbiddenError when it may not edit it
   * @throws ConflictError when the thing has changed since that version; its extensions tell the current one
   * @throws InvalidInputError naming all that is wrong with what it would become
   */
  change<C extends Content>(
    context: RequestContext,
    type: PublishableDefinition<C>,
    call: MutationCall,
    target: Target,
    action: RevisionAction,
    next: Change<C>,
  ): Promise<number> {
    return this.mutations.run(context, call, async (unit) => {
      await changePublishable(unit, type, target, action, next);
      return { id: target.id };
    });
  }
}

/**
 * Makes a thing within a unit of work, for those that make several things or are nobody's; gives its key.
 *
 * @param problems what is wrong besides, to be said with what is wrong with the content
 */
export async function createPublishable<C extends Content>(
  unit: UnitOfWork,
  type: PublishableDefinition<C>,
  { content, status }: Snapshot<C>,
  problems = new Problems(),
): Promise<number> {
  await type.validate(unit, content, null, problems);
  problems.assertNone();
  await assertWithinNetwork(unit, type, content, null);
  const publication = { ...status, version: 1, ...authorsOf(unit) } as Publication;
  const id = await type.insert(unit, content, publication);
  const draft = { content: await type.read(unit, id), status };
  const revised = {
    type: type.name,
    itemId: id,
    version: 1,
    state: await serializeSnapshot(unit, type, draft),
    found: null,
  };
  await addRevision(unit.manager, RevisionAction.CREATED, revised, unit.now, unit.viewer);
  if (type.publishedEvent !== null && appears({ content, status: draftStatus }, draft)) {
    await appendToOutbox(unit, type.publishedEvent, id);
  }
  return id;
}

/**
 * A change within a unit of work, for those that change several things or are nobody's.
 *
 * @returns whether it changed anything
 */
export async function changePublishable<C extends Content>(
  unit: UnitOfWork,
  type: PublishableDefinition<C>,
  target: Target,
  action: RevisionAction,
  next: Change<C>,
): Promise<boolean> {
  const { manager, viewer, now } = unit;
  const { id, version } = target;
  // Others that do so hold rows of their own by then: each would wait for the other's.
  if (contentActions.has(action)) await type.wait?.(unit);
  const isEditable = type.isEditable(viewer);
  // What is in the trash is seen by nobody, and by those who restore it.
  const isVisible =
    action === RevisionAction.RESTORED ? sql`${isEditable} AND t.deleted_at IS NOT NULL` : type.isVisible(viewer);
  const row = await lockForUpdate(unit, type, id, isVisible);
  if (row.version !== version) {
    throw new ConflictError(`It has changed since: its version is ${row.version}`, { version: row.version });
  }
  const before = { content: await type.read(unit, id), status: statusOf(row) };
  const share = await visiblePartOf(unit, type, before.content);
  const problems = new Problems();
  const wanted = await next({ ...before, content: share.content }, unit, problems);
  const isAppearing = appears(before, wanted);
  const changed = share.complete(wanted.content);
  if (isSame(share.content, wanted.content)) problems.assertNone();
  else {
    await type.validate(unit, wanted.content, id, problems);
    problems.assertNone();
    await assertWithinNetwork(unit, type, changed, before.content);
  }
  if (isSame(before.content, changed) && isSame(before.status, wanted.status)) return false;
  const found = await serializeSnapshot(unit, type, before);
  const last = await findLastState(manager, type.name, id);
  if (last === null) {
    const baseline = { type: type.name, itemId: id, version, state: found, found: null };
    await addRevision(manager, RevisionAction.BASELINE, baseline, now, null);
  }
  const content = isAppearing ? (type.onAppearance?.(changed, now) ?? changed) : changed;
  await type.write(unit, id, before.content, content);
  const { updatedById } = authorsOf(unit);
  await manager.update(type.entity, { id }, { publication: { ...wanted.status, version: version + 1, updatedById } });
  // As it is stored: lists whose order means nothing have theirs.
  const after = { content: await type.read(unit, id), status: wanted.status };
  const revised = {
    type: type.name,
    itemId: id,
    version: version + 1,
    state: await serializeSnapshot(unit, type, after),
  };
  // Changed by none of its revisions: what it refers to got another slug, another document moved.
  const hasDrifted = last !== null && last !== found;
  await addRevision(manager, action, { ...revised, found: hasDrifted ? found : null }, now, viewer);
  if (type.publishedEvent !== null && isAppearing) {
    await appendToOutbox(unit, type.publishedEvent, id);
  }
  return true;
}

/**
 * Waits for other changes of the thing to end, and holds it until this unit of work does.
 *
 * @throws NotFoundError when the viewer sees no such thing, ForbiddenError when it may not edit it
 */
export async function lockForUpdate<C extends Content>(
  { manager, viewer }: UnitOfWork,
  type: PublishableDefinition<C>,
  id: number,
  isVisible: Sql = type.isVisible(viewer),
): Promise<LockedRow> {
  const isPostgres = manager.dataSource.options.type === 'postgres';
  const table = manager.dataSource.getMetadata(type.entity).tableName;
  const rows = await runSql<LockedRow>(
    manager,
    sql`SELECT t.version, t.publication_state, t.publish_at, t.deleted_at,
        CASE WHEN ${type.isEditable(viewer)} THEN 1 ELSE 0 END AS is_edited
      FROM ${raw(table)} t WHERE t.id = ${id} AND ${isVisible} ${raw(isPostgres ? 'FOR UPDATE OF t' : '')}`,
  );
  if (rows[0] === undefined) throw new NotFoundError('There is no such thing');
  if (rows[0].is_edited !== 1) throw new ForbiddenError('You may not edit this');
  return rows[0];
}

function statusOf({ publication_state, publish_at, deleted_at }: LockedRow): Snapshot<Content>['status'] {
  return { state: publication_state, publishAt: publish_at, deletedAt: deleted_at };
}

function authorsOf({ viewer: { accountId } }: UnitOfWork): { createdById: number | null; updatedById: number | null } {
  return { createdById: accountId, updatedById: accountId };
}

function isSame(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Whether the public sees a thing now that it did not see. */
function appears(before: Snapshot<Content>, after: Snapshot<Content>): boolean {
  const { PUBLISHED } = PublicationState;
  return before.status.state !== PUBLISHED && after.status.state === PUBLISHED;
}
