import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Database } from '../../src/database/database';
import { parseDatabaseUrl } from '../../src/database/database-url';
import { entities } from '../../src/modules/entities';
import { killProcesses, startCommand, type EndedProcess } from './processes';
import { createTestDatabase, type TestDatabase } from './test-database';

/** What each test of a command has of its own. */
export interface CommandScene {
  /** For files that the command reads or writes. */
  readonly directory: string;
  /** The database that it works on. */
  readonly url: string;
  /** The URL of one more database. */
  newDatabase(): Promise<string>;
  /** Runs a command to its end, on the database unless told otherwise. */
  cli(args: readonly string[], databaseUrl?: string): Promise<EndedProcess>;
  withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T>;
}

/** Gives each test of the file a scene, which is made before it and cleared away after it. */
export function useCommandScene(): CommandScene {
  let directory: string;
  let url: string;
  const databases: TestDatabase[] = [];

  const newDatabase = async (): Promise<string> => {
    const database = await createTestDatabase();
    databases.push(database);
    return database.url;
  };

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'entente-command-'));
    url = await newDatabase();
  });

  afterEach(async () => {
    await killProcesses();
    await Promise.all(databases.splice(0).map((database) => database.drop()));
    await rm(directory, { recursive: true });
  });

  return {
    get directory() {
      return directory;
    },
    get url() {
      return url;
    },
    newDatabase,
    cli: (args, databaseUrl = url) => startCommand(args, { env: { DATABASE_URL: databaseUrl } }).ended,
    withDatabase: async (work) => {
      const database = await Database.open(parseDatabaseUrl(url)!, entities);
      try {
        return await work(database);
      } finally {
        await database.close();
      }
    },
  };
}
