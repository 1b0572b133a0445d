import {
  checkContent,
  checkPublishing,
  completeContent,
  type Content,
  emptyContent,
  tableOf,
} from '../../core/fields/content';
import { insertContent, readContent, updateContent } from '../../core/fields/content-storage';
import { isEqual } from '../../core/fields/values';
import { assertCurrentVersion } from '../../core/mutations/current-version';
import type { UnitOfWork } from '../../core/mutations/mutation-runner';
import { Problems } from '../../core/mutations/problems';
import { withPublicRevision } from '../../database/revisions/public-revision';
import { takeAdvisoryLock } from '../../database/sql/advisory-lock';
import { raw, type Sql, sql } from '../../database/sql/sql';
import { executeSql, forUpdate } from '../../database/sql/write-sql';
import { ForbiddenError } from '../../errors';
import { RevisionAction } from './history/revision.entity';
import { addRevision, findLastState, serializeSnapshot } from './history/revisions';
import { appendToOutbox } from './outbox';
import { appendCreation, appendPublicChanges } from './public-changes';
import { keyInView, lockOwner, type PublicView, publicViewOf } from './public-view';
import { PublicationState } from './publication.entity';
import { itemNotFound } from './publication.policy';
import { derivedRowsOf, type PublicationStatus, type PublishableDefinition, type Snapshot } from './publishable';
import { assertWithinNetwork, visiblePartOf } from './reference-visibility';
import { inState } from './transition/transitions';

/*
 * Changes of publishable items in the caller's transaction. `Publishing` makes each of them a mutation of its own.
 */

/** The item to be changed, and the version that the change is based on. */
export interface Target {
  readonly id: number;
  readonly version: number;
}

/** Computes the snapshot after a change. It adds problems that validating the new content would not find to `problems`. */
export type Change<C extends Content> = (
  before: Snapshot<C>,
  unit: UnitOfWork,
  problems: Problems,
) => Snapshot<C> | Promise<Snapshot<C>>;

interface LockedRow {
  readonly version: number;
  readonly publicationState: PublicationState;
  readonly publishAt: string | null;
  readonly deletedAt: string | null;
  readonly isEditable: number;
}

/** The actions that may change the content; the others change the publication status alone. */
const contentActions = new Set([RevisionAction.UPDATED, RevisionAction.REVERTED]);

/** The publication status of new items, unless another is given. */
export const draftStatus: PublicationStatus = inState(PublicationState.DRAFT);

/**
 * Creates an item in the caller's transaction (imports, uploads). Generates its slug when that is empty. Returns its id.
 *
 * @param problems further problems of the input, which are reported with those of the content
 * @throws the errors of `Publishing.create`
 */
export async function createPublishable<C extends Content>(
  unit: UnitOfWork,
  type: PublishableDefinition<C>,
  { content: given, status }: Snapshot<C>,
  problems = new Problems(),
): Promise<number> {
  const { manager } = unit;
  const content = await completeContent(unit, type.content, given, null);
  await checkContent(type.content, content, null, { unit, problems, id: null });
  if (isPublishing(status)) await checkPublishing(type.content, content, { unit, problems, id: null });
  problems.assertNone();
  await assertWithinNetwork(unit, type, content, null);
  const publication = { ...status, version: 1, ...authorsOf(unit) };
  const { id, stored } = await withPublicRevision(manager, async () => {
    const id = await insertContent(unit, type.content, content, { publication });
    await remakeDerivedRows(unit, type, id, content, emptyContent(type.content));
    const stored = await readContent(manager, type.content, id);
    return {
      id,
      stored,
      isPublicChange: appears(draftStatus, status) && (await appendAppearance(unit, type, id, stored)),
    };
  });
  const snapshot = { content: stored, status };
  const state = await serializeSnapshot(unit, type, snapshot);
  const record = { type: type.name, itemId: id, version: 1, state, recordedStateBefore: null };
  await addRevision(manager, RevisionAction.CREATED, record, unit.now, unit.viewer);
  return id;
}

/** Remakes the rows that are made from fields which differ from `before`. */
async function remakeDerivedRows<C extends Content>(
  { manager }: UnitOfWork,
  type: PublishableDefinition<C>,
  id: number,
  content: C,
  before: C,
): Promise<void> {
  for (const { fields, remake } of derivedRowsOf(type)) {
    const isChanged = (fields as readonly (keyof C)[]).some((name) => !isEqual(content[name], before[name]));
    if (isChanged) await remake(manager, id);
  }
}

/** Appends the events of an item that has been created as a published one. Returns true if the public sees it. */
async function appendAppearance<C extends Content>(
  unit: UnitOfWork,
  type: PublishableDefinition<C>,
  id: number,
  content: C,
): Promise<boolean> {
  if (type.publishedEvent !== null) await appendToOutbox(unit, type.publishedEvent, id);
  return appendCreation(unit, type, id, content);
}

/**
 * Changes an item in the caller's transaction (imports, the scheduler).
 *
 * @param action what the history says that was done
 * @returns true if the change made a difference
 * @throws the errors of `Publishing.change`
 */
export async function changePublishable<C extends Content>(
  unit: UnitOfWork,
  type: PublishableDefinition<C>,
  target: Target,
  change: Change<C>,
  action = RevisionAction.UPDATED,
): Promise<boolean> {
  // This includes the call of `change`, which may write rows, such as transactions.
  const { isChanged } = await withPublicRevision(unit.manager, () => applyChange(unit, type, target, change, action));
  return isChanged;
}

async function applyChange<C extends Content>(
  unit: UnitOfWork,
  type: PublishableDefinition<C>,
  { id, version }: Target,
  change: Change<C>,
  action: RevisionAction,
): Promise<{ readonly isChanged: boolean; readonly isPublicChange: boolean }> {
  const { manager, viewer, now } = unit;
  // Before the row: transactions that lock a row first and then wait for this lock would wait for each other.
  if (contentActions.has(action) && type.advisoryLock) await takeAdvisoryLock(manager, type.advisoryLock);
  const isEditable = type.isEditable(viewer);
  // Items in the trash are visible to nobody, except to restore them.
  const isFound = action === RevisionAction.RESTORED ? sql`${isEditable} AND t.deleted_at IS NOT NULL` : undefined;
  await lockOwner(unit, type, id);
  const row = await lockForUpdate(unit, type, id, isFound);
  assertCurrentVersion(row.version, version);
  const before = { content: await readContent(manager, type.content, id), status: statusOf(row) };
  const publicBefore = await publicViewOf(unit, type, id, before.content);
  const visible = await visiblePartOf(unit, type, before.content);
  const problems = new Problems();
  const wanted = await change({ ...before, content: visible.content }, unit, problems);
  const wantedContent = await completeContent(unit, type.content, wanted.content, id);
  const changed = visible.complete(wantedContent);
  const isContentChanged = !isEqual(visible.content, wantedContent);
  if (isContentChanged) await checkContent(type.content, wantedContent, before.content, { unit, problems, id });
  if (isPublishing(wanted.status) && (isContentChanged || !isPublishing(before.status))) {
    await checkPublishing(type.content, wantedContent, { unit, problems, id });
  }
  problems.assertNone();
  if (isContentChanged) {
    await assertWithinNetwork(unit, type, changed, before.content);
  }
  if (isEqual(before.content, changed) && isEqual(before.status, wanted.status)) {
    // Some rows may differ, for example when objectives with the same text change places. The public does not see that.
    return { isChanged: false, isPublicChange: false };
  }
  const stateBefore = await serializeSnapshot(unit, type, before);
  const last = await findLastState(manager, type.name, id);
  if (last === null) {
    const baseline = { type: type.name, itemId: id, version, state: stateBefore, recordedStateBefore: null };
    await addRevision(manager, RevisionAction.BASELINE, baseline, now, null);
  }
  const isAppearing = appears(before.status, wanted.status);
  const content = isAppearing ? withFirstPublication(type, changed, now) : changed;
  const { updatedById } = authorsOf(unit);
  const publication = { ...wanted.status, version: version + 1, updatedById };
  await updateContent(unit, type.content, id, { before: before.content, content }, { publication });
  await remakeDerivedRows(unit, type, id, content, before.content);
  if (type.publishedEvent !== null && isAppearing) await appendToOutbox(unit, type.publishedEvent, id);
  // Read again: sets are stored in their own order.
  const after = await readContent(manager, type.content, id);
  const publicAfter = await publicViewOf(unit, type, id, after);
  await keepTime(unit, type, id, publicBefore, publicAfter);
  const isPublicChange = await appendPublicChanges(unit, type, id, publicBefore, publicAfter);
  const record = {
    type: type.name,
    itemId: id,
    version: version + 1,
    state: await serializeSnapshot(unit, type, { content: after, status: wanted.status }),
  };
  // The row may differ from its last revision without a revision of its own: a referenced slug changed, or another
  // document of the activity moved.
  const hasDrifted = last !== null && last !== stateBefore;
  const recordedStateBefore = hasDrifted ? stateBefore : null;
  await addRevision(manager, action, { ...record, recordedStateBefore }, now, viewer);
  return { isChanged: true, isPublicChange };
}

/**
 * Sets the time of the last change back if it is the only difference that the public would see. Otherwise, it would show
 * that an editor has changed what others do not see, such as a reference to a draft.
 */
async function keepTime<C extends Content>(
  { manager }: UnitOfWork,
  type: PublishableDefinition<C>,
  id: number,
  before: PublicView,
  after: PublicView,
): Promise<void> {
  const [was, is] = [before, after].map((view) => view.get(keyInView(type, id)));
  if (was === undefined || was.text !== is?.text || was.lastChange === is.lastChange) return;
  await executeSql(
    manager,
    sql`UPDATE ${raw(tableOf(type.content))} SET updated_at = ${was.lastChange} WHERE id = ${id}`,
  );
}

/**
 * Locks an item's row until the transaction ends.
 *
 * @param isFound the rows that count as existing; those that the viewer sees when absent
 * @throws NotFoundError when there is no such row, ForbiddenError when the viewer may not edit it
 */
export async function lockForUpdate<C extends Content>(
  { manager, viewer }: Pick<UnitOfWork, 'manager' | 'viewer'>,
  type: PublishableDefinition<C>,
  id: number,
  isFound: Sql = type.isVisible(viewer),
): Promise<LockedRow> {
  const [row] = await executeSql<LockedRow>(
    manager,
    sql`SELECT t.version, t.publication_state, t.publish_at, t.deleted_at,
        CASE WHEN ${type.isEditable(viewer)} THEN 1 ELSE 0 END AS is_editable
      FROM ${raw(tableOf(type.content))} t WHERE t.id = ${id} AND ${isFound} ${forUpdate(manager, { of: 't' })}`,
  );
  if (row === undefined) throw itemNotFound();
  if (row.isEditable !== 1) throw new ForbiddenError('You may not edit this item');
  return row;
}

function statusOf({ publicationState, publishAt, deletedAt }: LockedRow): PublicationStatus {
  return { state: publicationState, publishAt, deletedAt };
}

function authorsOf({ viewer: { accountId } }: UnitOfWork): { createdById: number | null; updatedById: number | null } {
  return { createdById: accountId, updatedById: accountId };
}

/** True if the public sees an item, or will. */
function isPublishing({ state }: PublicationStatus): boolean {
  return state === PublicationState.PUBLISHED || state === PublicationState.SCHEDULED;
}

/** True if the public sees an item now and did not see it before. */
function appears(before: PublicationStatus, after: PublicationStatus): boolean {
  return before.state !== PublicationState.PUBLISHED && after.state === PublicationState.PUBLISHED;
}

/** The content with the instant of its first publication, where a field keeps that and nobody has set it. */
function withFirstPublication<C extends Content>(
  { content: { fields } }: PublishableDefinition<C>,
  content: C,
  now: string,
): C {
  const names = (Object.keys(fields) as (keyof C)[]).filter((name) => fields[name].isFirstPublication);
  return { ...content, ...Object.fromEntries(names.map((name) => [name, content[name] ?? now])) };
}
