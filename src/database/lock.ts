import type { EntityManager } from 'typeorm';

/** What units of work must do one after another; the numbers are PostgreSQL's to tell them apart. */
const LOCK_NUMBERS = {
  accessLog: 1,
  activityPasswords: 2,
  documentPositions: 3,
  accessCodes: 4,
  administrators: 5,
  referenceData: 6,
  retries: 7,
  webhooks: 8,
  slugs: 9,
};

/** "ente", so that other programs' locks in the same database are others. */
const LOCK_NAMESPACE = 0x656e7465;

/**
 * Waits until no other unit of work holds this lock, and holds it until this one ends. On SQLite, where units of work
 * run one after another anyway, there is nothing to wait for.
 */
export async function takeAdvisoryLock(manager: EntityManager, name: keyof typeof LOCK_NUMBERS): Promise<void> {
  if (manager.dataSource.options.type !== 'postgres') return;
  await manager.query('SELECT pg_advisory_xact_lock($1, $2)', [LOCK_NAMESPACE, LOCK_NUMBERS[name]]);
}
