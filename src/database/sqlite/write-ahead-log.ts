import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { isBusy } from '../database-errors';
import { BUSY_TIMEOUT_MS } from './sqlite-write-lock';

/**
 * The bytes to which the write-ahead log of SQLite shrinks when it begins anew. A large import, or writes during a backup, let it grow,
 * and by default the file keeps its size until the server stops.
 */
const SIZE_LIMIT = 16 * 2 ** 20;

/**
 * Switches a SQLite file to write-ahead logging, so that readers and the writer do not wait for each other. The file stays like this, so
 * call it only for a database of Entente.
 */
export async function useWriteAheadLog(writing: DataSource): Promise<void> {
  // SQLite's own busy timeout does not apply when two processes open the same new file.
  const deadline = Date.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      await writing.query('PRAGMA journal_mode = WAL');
      break;
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
      await delay(20);
    }
  }
  await writing.query(`PRAGMA journal_size_limit = ${SIZE_LIMIT}`);
}

/**
 * Moves the write-ahead log of a SQLite file into the file, and empties it: it contains earlier states of rows. Waits for others who use
 * it, for at most BUSY_TIMEOUT_MS.
 *
 * @returns false if the log stays as it is, because others use it for longer
 */
export async function emptyWriteAheadLog(writing: DataSource): Promise<boolean> {
  const deadline = Date.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    const [row] = await writing.query<{ busy: number }[]>('PRAGMA wal_checkpoint(TRUNCATE)');
    if (row?.busy !== 1) return true;
    if (Date.now() > deadline) return false;
    await delay(20);
  }
}
