import path from 'node:path';
import { loadConfig, readEnvironment } from '../config';
import { Database } from '../database/database';
import { type DatabaseUrl, findMissingFile } from '../database/database-url';
import { StartupError } from '../errors';
import { entities } from '../modules/entities';

export interface CommandOptions {
  /** Creates a SQLite file that does not exist, and runs the migrations that the database lacks. Without it, both are errors. */
  readonly creates?: true;
}

/**
 * Opens a database, and closes it when the work has ended.
 *
 * @throws StartupError when the database cannot be opened
 */
export async function withDatabase<T>(
  url: DatabaseUrl,
  work: (database: Database) => Promise<T>,
  { creates }: CommandOptions = {},
): Promise<T> {
  if (creates === undefined) assertDatabaseExists(url);
  const database = await Database.open(url, entities, { migrates: creates === true });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** The same for the database of the environment. */
export function withConfiguredDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  return withDatabase(loadConfig(readEnvironment()).databaseUrl, work);
}

/** @throws StartupError (exit code 69) for a SQLite file that does not exist */
export function assertDatabaseExists(url: DatabaseUrl): void {
  const missing = findMissingFile(url);
  if (missing === null) return;
  throw new StartupError(
    `The database file ${path.resolve(missing)} does not exist: run the command in the working directory of the server, with its DATABASE_URL`,
    69,
  );
}
