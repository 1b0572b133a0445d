import { createDataSource } from '../../src/database/data-source';
import { parseDatabaseUrl } from '../../src/database/database-url';
import { runCommand } from '../support/command-in-process';
import { useCommandScene } from '../support/command-scene';
import { onSqlite } from '../support/on-sqlite';
import { startCommand } from '../support/processes';

const scene = useCommandScene();

/** Makes every statement fail that names the table. */
async function withdraw(table: string): Promise<void> {
  const dataSource = await createDataSource(parseDatabaseUrl(scene.url)!, [], 'write').initialize();
  await dataSource.query(`ALTER TABLE ${table} RENAME TO withdrawn`);
  await dataSource.destroy();
}

test.each([
  ['account', 'account create --email a@example.org --role ADMIN'],
  ['activity', 'export activities'],
  ['document_access_event', 'audit verify'],
  ['rate_table', 'rates list'],
])('a failure of the database at the table %s is one line without the statement: %s', async (table, command) => {
  await withdraw(table);

  const { code, errors, output } = await runCommand(command.split(' '), {
    env: { DATABASE_URL: scene.url },
    input: 'Chestnut-Ferry-Lantern-42\n',
  });

  expect({ code, output }).toEqual({ code: 69, output: '' });
  expect(errors).toMatch(new RegExp(`^The database has failed: [^\n]*\\b${table}\\b[^\n]*\n$`));
  expect(errors).not.toMatch(/SELECT|INSERT|example\.org/);
});

onSqlite('a database that cannot be opened since its disk is full tells to look at the disk', async () => {
  // A limit on the size of files fails in the same way as a full disk.
  const failed = await startCommand(['audit', 'verify'], { env: { DATABASE_URL: scene.url }, fileBlocks: 1 }).ended;

  const file = scene.url.replace('sqlite:', '');
  expect(failed).toMatchObject({
    code: 69,
    output: '',
    errors: `The database file ${file} cannot be opened: disk I/O error: see whether the disk of the file is full, or fails\n`,
  });
});
