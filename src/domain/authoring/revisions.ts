import type { EntityManager } from 'typeorm';
import type { Viewer } from '../access/viewer';
import type { AuthoredName, Content, Draft } from './authored';
import { Revision, type RevisionAct } from './revision.entity';

/** One thing as it is at one version. */
export interface Revised<C extends Content> {
  readonly type: AuthoredName;
  readonly thingId: number;
  readonly version: number;
  readonly draft: Draft<C>;
}

/** Adds to the history of a thing. */
export async function revise<C extends Content>(
  manager: EntityManager,
  act: RevisionAct,
  { draft, ...revised }: Revised<C>,
  at: string,
  by: Pick<Viewer, 'accountId' | 'name'> | null,
): Promise<void> {
  const byId = by?.accountId ?? null;
  const byName = by?.name ?? null;
  await manager.insert(Revision, { ...revised, act, at, byId, byName, state: JSON.stringify(draft) });
}

/** Whether the thing's history has begun: what came by a seed has none before its first change. */
export function hasHistory(manager: EntityManager, type: AuthoredName, thingId: number): Promise<boolean> {
  return manager.existsBy(Revision, { type, thingId });
}

/** The thing as it was at a version; null: its history does not say. */
export async function findDraft<C extends Content>(
  manager: EntityManager,
  type: AuthoredName,
  thingId: number,
  version: number,
): Promise<Draft<C> | null> {
  const revision = await manager.findOne(Revision, {
    select: { id: true, state: true },
    where: { type, thingId, version },
  });
  return revision && (JSON.parse(revision.state) as Draft<C>);
}
