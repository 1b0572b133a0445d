import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../core/access/viewer';
import type { AuthoredName, AuthoredType, Content, Draft, Unit } from './publishable';
import { referencesOf, type Said } from './references';
import { Revision, type RevisionAct } from './revision.entity';

/** A thing as a revision keeps it. */
export type Recorded<C extends Content> = Draft<C> & Said<C>;

/** One thing as it is at one version. */
export interface Revised {
  readonly type: AuthoredName;
  readonly thingId: number;
  readonly version: number;
  /** Of `stateOf`. */
  readonly state: string;
  /** How it was before, when that is not how the revision before left it; else null. */
  readonly found: string | null;
}

/** What a revision keeps of a thing, as JSON: equal for what is equal. */
export async function stateOf<C extends Content>(
  unit: Unit,
  type: AuthoredType<C>,
  { content, standing }: Draft<C>,
): Promise<string> {
  const recorded: Recorded<C> = { content, standing, references: await referencesOf(unit, type, content) };
  return JSON.stringify(recorded);
}

/** Adds to the history of a thing. */
export async function revise(
  manager: EntityManager,
  act: RevisionAct,
  revised: Revised,
  at: string,
  by: Pick<Viewer, 'accountId' | 'name'> | null,
): Promise<void> {
  const byId = by?.accountId ?? null;
  const byName = by?.name ?? null;
  await manager.insert(Revision, { ...revised, act, at, byId, byName });
}

/** The state in which the last revision left a thing; null: its history has not begun, as that of what a seed made. */
export async function findLastState(
  manager: EntityManager,
  type: AuthoredName,
  thingId: number,
): Promise<string | null> {
  const last = await manager.findOne(Revision, {
    select: { id: true, state: true },
    where: { type, thingId },
    order: { version: 'DESC' },
  });
  return last?.state ?? null;
}

/** The thing as it was at a version; null: its history does not say. */
export async function findRecorded<C extends Content>(
  manager: EntityManager,
  type: AuthoredName,
  thingId: number,
  version: number,
): Promise<Recorded<C> | null> {
  const revision = await manager.findOne(Revision, {
    select: { id: true, state: true },
    where: { type, thingId, version },
  });
  return revision && (JSON.parse(revision.state) as Recorded<C>);
}
