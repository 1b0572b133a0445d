import { createDataSource } from '../../src/database/data-source';
import { parseDatabaseUrl } from '../../src/database/database-url';
import { runCommand } from '../support/command-in-process';
import { useCommandScene } from '../support/command-scene';

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
