import { existsSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from './test-database';

async function runSql(url: string, statement: string): Promise<unknown[]> {
  if (url.startsWith('sqlite:')) {
    const connection = new Sqlite(url.slice('sqlite:'.length));
    try {
      const prepared = connection.prepare(statement);
      return prepared.reader ? prepared.all() : [prepared.run()];
    } finally {
      connection.close();
    }
  }
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('createTestDatabase', () => {
  const databases: TestDatabase[] = [];

  async function create(template?: string): Promise<TestDatabase> {
    const database = await createTestDatabase(template);
    databases.push(database);
    return database;
  }

  afterEach(async () => {
    await Promise.all(databases.splice(0).map((database) => database.drop()));
  });

  it('gives each caller a database that no other caller sees', async () => {
    const [one, other] = await Promise.all([create(), create()]);

    await runSql(one.url, 'CREATE TABLE note (id integer)');

    // Not toThrow: better-sqlite3 makes its errors of the class that the first test file of the process gave it.
    await expect(runSql(other.url, 'SELECT id FROM note')).rejects.toMatchObject({
      message: expect.stringMatching(/note/),
    });
  });

  it('starts from a template when given one, and leaves the template as it was', async () => {
    const template = await create();
    await runSql(template.url, 'CREATE TABLE note (id integer)');

    const copy = await create(template.url);
    await runSql(copy.url, 'INSERT INTO note (id) VALUES (7)');

    expect(await runSql(copy.url, 'SELECT id FROM note')).toEqual([{ id: 7 }]);
    expect(await runSql(template.url, 'SELECT id FROM note')).toEqual([]);
  });

  it('leaves nothing behind once dropped', async () => {
    const database = await create();
    await runSql(database.url, 'CREATE TABLE note (id integer)');

    await database.drop();

    if (__DATABASE__ === 'sqlite') expect(existsSync(database.url.slice('sqlite:'.length))).toBe(false);
    else await expect(runSql(database.url, 'SELECT 1')).rejects.toThrow(/does not exist/);
  });

  it('runs on the database that the Jest project names', async () => {
    const { url } = await create();

    expect(url.startsWith(`${__DATABASE__}:`)).toBe(true);
  });
});
