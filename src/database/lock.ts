import type { EntityManager } from 'typeorm';

/** What units of work must do one after another; the numbers are PostgreSQL's to tell them apart. */
const locks = {
  accessLog: 1,
  activityPasswords: 2,
  documentPositions: 3,
  accessCodes: 4,
  administrators: 5,
  vocabularies: 6,
  repeats: 7,
  webhooks: 8,
  slugs: 9,
};

/** "ente", so that other programs' locks in the same database are others. */
const ours = 0x656e7465;

/**
 * Waits until no other unit of work holds this lock, and holds it until this one ends. On SQLite, where units of work
 * run one after another anyway, there is nothing to wait for.
 */
export async function lock(manager: EntityManager, name: keyof typeof locks): Promise<void> {
  if (manager.dataSource.options.type !== 'postgres') return;
  await manager.query('SELECT pg_advisory_xact_lock($1, $2)', [ours, locks[name]]);
}
