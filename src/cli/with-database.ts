import { loadConfig, readEnvironment } from '../config';
import { Database } from '../database/database';
import type { DatabaseUrl } from '../database/database-url';
import type { MigrateOptions } from '../database/migrate';
import { entities } from '../modules/entities';

/**
 * Opens a database, which runs the migrations that it lacks, and closes it when the work has ended.
 *
 * @throws StartupError when the database cannot be opened
 */
export async function withDatabase<T>(
  url: DatabaseUrl,
  work: (database: Database) => Promise<T>,
  options?: MigrateOptions,
): Promise<T> {
  const database = await Database.open(url, entities, options);
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
