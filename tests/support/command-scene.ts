import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Database } from '../../src/database/database';
import { parseDatabaseUrl } from '../../src/database/database-url';
import { entities } from '../../src/modules/entities';
import { runCommand } from './command-in-process';
import { type EndedProcess, killProcesses } from './processes';
import { createMigratedDatabase, createTestDatabase, type TestDatabase } from './test-database';

/** The directory and databases of one test of a command. */
export interface CommandScene {
  /** A directory for files that the command reads or writes. */
  readonly directory: string;
  /** The URL of the command's database, which has all tables and no rows. */
  readonly url: string;
  /** Creates another database, which has no tables. Returns its URL. */
  newDatabase(): Promise<string>;
  /** Runs a command to its end in this process, by default on the scene's database. */
  cli(args: readonly string[], databaseUrl?: string): Promise<EndedProcess>;
  withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T>;
}

/** Creates a scene before each test of the file, and removes it afterwards. */
export function useCommandScene(): CommandScene {
  let directory: string;
  let url: string;
  const databases: TestDatabase[] = [];

  const urlOf = async (created: Promise<TestDatabase>): Promise<string> => {
    const database = await created;
    databases.push(database);
    return database.url;
  };

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'entente-command-'));
    url = await urlOf(createMigratedDatabase());
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
    newDatabase: () => urlOf(createTestDatabase()),
    cli: (args, databaseUrl = url) => runCommand(args, { env: { DATABASE_URL: databaseUrl } }),
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
