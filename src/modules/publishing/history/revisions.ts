import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../../core/access/viewer';
import type { Content } from '../../../core/fields/content';
import type { UnitOfWork } from '../../../core/mutations/mutation-runner';
import type { PublishableDefinition, PublishableType, Snapshot } from '../publishable';
import { type RecordedContent, referencesOf } from '../references';
import { Revision, type RevisionAction } from './revision.entity';

/** The snapshot of an item as a revision stores it. */
export type RecordedSnapshot<C extends Content> = Snapshot<C> & RecordedContent<C>;

/** The snapshot of an item at one version, to be stored. */
export interface RevisionRecord {
  readonly type: PublishableType;
  readonly itemId: number;
  readonly version: number;
  /** The snapshot after the change, by `serializeSnapshot`. */
  readonly state: string;
  /** The snapshot before the change, if it differs from that of the previous revision; else null. */
  readonly recordedStateBefore: string | null;
}

/** A snapshot and its references as JSON. Equal snapshots have equal JSON. */
export async function serializeSnapshot<C extends Content>(
  unit: UnitOfWork,
  type: PublishableDefinition<C>,
  { content, status }: Snapshot<C>,
): Promise<string> {
  const references = await referencesOf(unit, type, content);
  const recorded: RecordedSnapshot<C> = { content, status, references };
  return JSON.stringify(recorded);
}

/** The snapshot that `serializeSnapshot` wrote. */
export function parseSnapshot<C extends Content>(state: string): RecordedSnapshot<C> {
  return JSON.parse(state) as RecordedSnapshot<C>;
}

/** Adds a revision to the history of an item. */
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

/** The snapshot of the last revision, as JSON; null: the item has no revision yet, for example because it was seeded. */
export async function findLastState(
  manager: EntityManager,
  type: PublishableType,
  itemId: number,
): Promise<string | null> {
  const last = await manager.findOne(Revision, {
    select: { id: true, state: true },
    where: { type, itemId },
    order: { version: 'DESC' },
  });
  return last?.state ?? null;
}

/** The snapshot of an item at a version; null: its history does not have the version. */
export async function findRecordedSnapshot<C extends Content>(
  manager: EntityManager,
  type: PublishableType,
  itemId: number,
  version: number,
): Promise<RecordedSnapshot<C> | null> {
  const revision = await manager.findOne(Revision, {
    select: { id: true, state: true },
    where: { type, itemId, version },
  });
  return revision && parseSnapshot<C>(revision.state);
}
