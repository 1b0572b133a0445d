import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../core/access/viewer';
import type { Content } from '../../core/fields/content';
import type { UnitOfWork } from '../../core/mutations/mutation-runner';
import type { PublishableName, PublishableDefinition, Snapshot } from './publishable';
import { referencesOf, type RecordedContent } from './references';
import { Revision, type RevisionAction } from './revision.entity';

/** A thing as a revision keeps it. */
export type RecordedSnapshot<C extends Content> = Snapshot<C> & RecordedContent<C>;

/** One thing as it is at one version. */
export interface RevisionRecord {
  readonly type: PublishableName;
  readonly itemId: number;
  readonly version: number;
  /** Of `stateOf`. */
  readonly state: string;
  /** How it was before, when that is not how the revision before left it; else null. */
  readonly found: string | null;
}

/** What a revision keeps of a thing, as JSON: equal for what is equal. */
export async function serializeSnapshot<C extends Content>(
  unit: UnitOfWork,
  type: PublishableDefinition<C>,
  { content, status }: Snapshot<C>,
): Promise<string> {
  const references = await referencesOf(unit, type, content);
  const stored: StoredSnapshot<C> = { content, standing: status, references };
  return JSON.stringify(stored);
}

/** The snapshot that `serializeSnapshot` wrote. */
export function parseSnapshot<C extends Content>(state: string): RecordedSnapshot<C> {
  const { standing, ...recorded } = JSON.parse(state) as StoredSnapshot<C>;
  return { ...recorded, status: standing };
}

/** The JSON of a snapshot: rows have the publication status under the name `standing`. */
type StoredSnapshot<C extends Content> = RecordedContent<C> & { readonly standing: Snapshot<C>['status'] };

/** Adds to the history of a thing. */
export async function addRevision(
  manager: EntityManager,
  action: RevisionAction,
  revised: RevisionRecord,
  at: string,
  by: Pick<Viewer, 'accountId' | 'name'> | null,
): Promise<void> {
  const byId = by?.accountId ?? null;
  const byName = by?.name ?? null;
  await manager.insert(Revision, { ...revised, action, at, byId, byName });
}

/** The state in which the last revision left a thing; null: its history has not begun, as that of what a seed made. */
export async function findLastState(
  manager: EntityManager,
  type: PublishableName,
  itemId: number,
): Promise<string | null> {
  const last = await manager.findOne(Revision, {
    select: { id: true, state: true },
    where: { type, itemId },
    order: { version: 'DESC' },
  });
  return last?.state ?? null;
}

/** The thing as it was at a version; null: its history does not say. */
export async function findRecordedSnapshot<C extends Content>(
  manager: EntityManager,
  type: PublishableName,
  itemId: number,
  version: number,
): Promise<RecordedSnapshot<C> | null> {
  const revision = await manager.findOne(Revision, {
    select: { id: true, state: true },
    where: { type, itemId, version },
  });
  return revision && parseSnapshot<C>(revision.state);
}
