import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { isBusy } from '../database-errors';

/** Milliseconds that a write waits for another process's write to end. */
export const BUSY_TIMEOUT_MS = 10_000;

/** The interval at which a unit of work tries to take SQLite's write lock, in milliseconds. */
const LOCK_POLL_MS = 5;

/** Changes nothing, but needs everything that a write needs: on SQLite, it takes the write lock. */
export const NO_OP_WRITE = 'UPDATE migrations SET name = name WHERE 1 = 0';

/**
 * Takes SQLite's write lock before anything is read: a transaction that reads first cannot be upgraded once another
 * process has written. Polls, because SQLite's own busy timeout would block the whole process.
 */
export async function takeWriteLock(manager: EntityManager): Promise<void> {
  const deadline = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      await manager.query(NO_OP_WRITE);
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      await delay(LOCK_POLL_MS);
    }
  }
}
