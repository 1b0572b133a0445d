import { realpathSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { StartupError } from '../../errors';
import { createPrivateFile } from './sqlite-file';

/**
 * Makes this process the server of a SQLite file, until it ends or calls the returned function. Commands use the file beside it.
 *
 * The lock is SQLite's own, on an empty file beside the database, so that the operating system releases it however the process ends. That
 * the file exists means nothing (docs/adr/0058-one-server-for-a-sqlite-file.md).
 *
 * @throws StartupError (exit code 69) when another process is the server
 */
export function lockForServer(file: string): () => void {
  const lockFile = `${realpathSync(file)}-server`;
  createPrivateFile(lockFile);
  const connection = new Sqlite(lockFile, { timeout: 0 });
  try {
    // Nothing is written, also on a full disk.
    connection.pragma('journal_mode = MEMORY');
    connection.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    connection.close();
    if ((error as { code?: unknown }).code !== 'SQLITE_BUSY') throw error;
    throw new StartupError(
      `The database file ${file} is in use by another server: stop that one first. Several servers need PostgreSQL`,
      69,
    );
  }
  return () => {
    connection.close();
  };
}
