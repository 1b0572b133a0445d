import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, type QueryResult } from 'pg';
import { Database } from '../../src/database/database';
import { parseDatabaseUrl } from '../../src/database/database-url';
import { entities } from '../../src/modules/entities';
import { findOrCreateTemplate } from './database-template';

declare global {
  /** The database of the Jest project that runs the test. */
  const __DATABASE__: 'sqlite' | 'postgres';
}

export interface TestDatabase {
  /** In the format of DATABASE_URL. */
  readonly url: string;
  /** Removes the database, closing connections that are still open. */
  drop(): Promise<void>;
}

/**
 * Creates a database for one test, on the database system of its Jest project.
 *
 * @param template the URL of another test database to copy, which must have no open connection; without it, the
 * database is empty
 */
export function createTestDatabase(template?: string): Promise<TestDatabase> {
  return __DATABASE__ === 'postgres' ? createPostgresDatabase(template) : createSqliteDatabase(template);
}

/** A database of the test's own that has all tables and no rows: a copy of one that each worker migrates once. */
export async function createMigratedDatabase(): Promise<TestDatabase> {
  const template = await findOrCreateTemplate('migrated', async () => {
    const { url } = await createTestDatabase();
    const database = await Database.open(parseDatabaseUrl(url)!, entities);
    await database.close();
    return { url };
  });
  return createTestDatabase(template.url);
}

async function createSqliteDatabase(template?: string): Promise<TestDatabase> {
  const directory = await mkdtemp(path.join(tmpdir(), 'entente-sqlite-'));
  const file = path.join(directory, 'test.sqlite');
  if (template !== undefined) await copyFile(template.replace(/^sqlite:/, ''), file);
  return {
    url: `sqlite:${file}`,
    drop: () => rm(directory, { recursive: true, force: true }),
  };
}

let copyStrategy: string | undefined;

async function createPostgresDatabase(template?: string): Promise<TestDatabase> {
  const origin = template === undefined ? 'template1' : databaseName(template);
  copyStrategy ??= await findCopyStrategy();
  return createDatabaseWith(`TEMPLATE "${origin}" ${copyStrategy}`);
}

/** Copying the files of a template takes a fifth of the time of writing its pages to the log, the default since version 15. */
async function findCopyStrategy(): Promise<string> {
  const { rows } = await onServer(`SELECT current_setting('server_version_num')::int AS version`);
  return (rows[0] as { version: number }).version >= 150_000 ? 'STRATEGY = FILE_COPY' : '';
}

/**
 * Creates a PostgreSQL database for one test.
 *
 * @param options those of CREATE DATABASE
 */
export async function createDatabaseWith(options: string): Promise<TestDatabase> {
  const name = `entente_test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await onServer(`CREATE DATABASE "${name}" ${options}`);
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: async () => {
      await onServer(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    },
  };
}

async function onServer(statement: string): Promise<QueryResult> {
  const client = new Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}

function serverUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) throw new Error('TEST_DATABASE_URL is not set: run the global setup of the PostgreSQL project');
  return url;
}

function databaseName(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}
