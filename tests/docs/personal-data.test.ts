import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Role } from '../../src/core/access/role';
import { createDocumentWith, downloadUrlOf, textOf } from '../support/contents';
import { mutationsOf } from '../support/mutations';
import { accountWithPassword, signedIn } from '../support/sign-in';
import { startTestServer, type TestServer } from '../support/test-server';
import { admin } from '../support/viewers';

const email = 'someone@example.org';
const name = 'Quokka Person';
const page = readFileSync(path.resolve(__dirname, '../../docs/personal-data.md'), 'utf8');

/** The statements of each block of SQL: those that find a person, that erase it, and that erase earlier texts. */
const [finding, erasing, forgetting] = [...page.matchAll(/^ *```sql\n(.*?)^ *```/gms)].map(([, block]) =>
  block!
    .split(/;$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== ''),
) as [string[], string[], string[]];

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

function run(statements: readonly string[]): Promise<unknown[][]> {
  return server.app.database.write(async (manager) => {
    const results: unknown[][] = [];
    for (const statement of statements) results.push(await manager.query<unknown[]>(statement));
    return results;
  });
}

/** The tables in which the statements of the page find the person. */
async function tablesWithPerson(): Promise<string[]> {
  const results = await run(finding);
  return finding
    .filter((_, index) => results[index]!.length > 0)
    .map((statement) => /FROM (\w+)/.exec(statement)![1]!)
    .sort();
}

/** All tables with a row that contains one of these texts. */
function tablesWith(...texts: string[]): Promise<string[]> {
  return server.app.database.write(async (manager) => {
    const found: string[] = [];
    for (const { tableName } of manager.dataSource.entityMetadatas) {
      const rows = JSON.stringify(await manager.query(`SELECT * FROM ${tableName}`));
      if (texts.some((text) => rows.includes(text))) found.push(tableName);
    }
    return found.sort();
  });
}

test('the statements find everything about a person, and erase what may be erased', async () => {
  const account = await accountWithPassword(server, { email, name, role: Role.EDITOR });
  const person = await signedIn(server, email);
  const { activity } = await mutationsOf(server, 'createActivity', person).done(
    { title: 'One', slug: 'the-slug', summary: 'Earlier text' },
    'activity { id publication { version } }',
  );
  await mutationsOf(server, 'updateActivity', person).done(
    { id: activity.id, version: 1, summary: 'Later text' },
    '__typename',
  );
  await mutationsOf(server, 'inviteAccount', person).done(
    { email: 'other@example.org', name: 'Other', role: 'VIEWER' },
    '__typename',
  );
  const document = await createDocumentWith(server, textOf(100), { asker: person });
  await fetch(await downloadUrlOf(server, document.globalId, person));
  const { accessCode } = await mutationsOf(server, 'createDocumentAccessCode', person).done(
    { documentId: document.globalId, recipient: name },
    'accessCode { id }',
  );
  // Without the site, no code can be sent by mail.
  await run([`UPDATE document_access_code SET email = '${email}'`]);
  const found = ['account', 'account_event', 'document_access_code', 'document_access_event', 'revision'];
  expect(await tablesWithPerson()).toEqual([...found, 'session']);
  expect(await tablesWith(email, name)).toEqual(found);

  await mutationsOf(server, 'deleteAccount', admin).done({ id: account.globalId, version: 1 }, 'deletedId');
  expect(await tablesWithPerson()).toEqual(found.slice(1));
  await run(erasing);

  expect(await tablesWithPerson()).toEqual(['document_access_event']);
  expect(await tablesWith(email, name)).toEqual(['document_access_event']);
  const history = '... on Activity { history { nodes { version byName changes { field } } } }';
  const query = `query ($id: ID!, $code: ID!) {
    node(id: $id) { ${history} }
    code: node(id: $code) { ... on DocumentAccessCode { recipient email } }
  }`;
  const variables = { id: activity.id, code: accessCode.id };
  expect(await server.data(query, variables, admin)).toMatchObject({
    node: {
      history: {
        nodes: [
          { version: 2, byName: 'erased', changes: [{ field: 'summary' }] },
          { version: 1, byName: 'erased' },
        ],
      },
    },
    code: { recipient: 'erased', email: null },
  });

  await run(forgetting);

  const { node } = await server.data(query, variables, admin);
  expect(node.history.nodes).toMatchObject([{ version: 2, byName: 'erased' }]);
  const left = await run([`SELECT state, recorded_state_before FROM revision WHERE type = 'Activity'`]);
  expect(JSON.stringify(left)).toContain('Later text');
  expect(JSON.stringify(left)).not.toContain('Earlier text');
});
