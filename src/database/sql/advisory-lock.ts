import type { EntityManager } from 'typeorm';
import { isPostgres } from '../dialect';
import { sql } from './sql';
import { executeSql } from './write-sql';

/** The advisory locks, with their numbers in PostgreSQL. Units of work that take the same lock run one after another. */
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
  moneyTotals: 10,
};

export type AdvisoryLock = keyof typeof LOCK_NUMBERS;

/** "ente" in ASCII. It separates these locks from those of other programs in the same database. */
const LOCK_NAMESPACE = 0x656e7465;

/**
 * Waits until no other unit of work has this lock, and keeps it until the unit of work ends. Does nothing on SQLite,
 * where units of work run one after another.
 */
export async function takeAdvisoryLock(manager: EntityManager, name: AdvisoryLock): Promise<void> {
  if (!isPostgres(manager)) return;
  await executeSql(manager, sql`SELECT pg_advisory_xact_lock(${LOCK_NAMESPACE}, ${LOCK_NUMBERS[name]})`);
}
