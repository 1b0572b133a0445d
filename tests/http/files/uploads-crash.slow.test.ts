import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Database } from '../../../src/database/database';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import { sql } from '../../../src/database/sql/sql';
import { entities } from '../../../src/modules/entities';
import { put, storedFiles, textOf, until } from '../../support/contents';
import { killProcesses, startServer, type TestProcess } from '../../support/processes';
import { createMigratedDatabase, type TestDatabase } from '../../support/test-database';
import { editor, tokenOf } from '../../support/viewers';

let storage: TestDatabase;
let directory: string;
let database: Database;

beforeEach(async () => {
  storage = await createMigratedDatabase();
  directory = await mkdtemp(path.join(tmpdir(), 'entente-crash-'));
});

afterEach(async () => {
  await killProcesses();
  await database.close();
  await storage.drop();
  await rm(directory, { recursive: true, force: true });
});

async function start(): Promise<TestProcess & { origin: string }> {
  const env = { DATABASE_URL: storage.url, FILES_DIR: path.join(directory, 'files'), LOG_LEVEL: 'silent' };
  const server = startServer({ cwd: directory, env });
  await server.prints(/Health .*\n/);
  return { ...server, origin: (await server.prints(/GraphQL +(http:\S+)\/graphql/))[1]! };
}

async function ask(origin: string, query: string): Promise<any> {
  const request = {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await tokenOf(database, editor, new Date())}`,
    },
    body: JSON.stringify({ query }),
  };
  let answer = await fetch(`${origin}/graphql`, request);
  // As a client does: on a busy machine, a server that has just started can be OVERLOADED.
  for (let attempts = 1; answer.status === 503 && attempts <= 5; attempts += 1) {
    await delay(1_000);
    answer = await fetch(`${origin}/graphql`, request);
  }
  const { data, errors } = (await answer.json()) as { data?: unknown; errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

test('a server that is killed during an upload shows no partial file, and has no orphan after the next start', async () => {
  const first = await start();
  database = await Database.open(parseDatabaseUrl(storage.url)!, entities);
  const filesBefore = await storedFiles({ directory });
  const { activities } = await ask(first.origin, '{ activities(first: 1) { nodes { id } } }');
  const { createRestrictedDocument: created } = await ask(
    first.origin,
    `mutation { createRestrictedDocument(input: { activityId: "${activities.nodes[0].id}", title: "T", fileName: "a.txt" }) {
      restrictedDocument { id } uploadUrl } }`,
  );
  const documentQuery = `{ node(id: "${created.restrictedDocument.id}") { ... on RestrictedDocument {
    access { reason } content { byteSize version } } } }`;

  const request = http.request(created.uploadUrl, { method: 'PUT', headers: { 'content-length': 9_000_000 } });
  request.on('error', () => undefined).write(textOf(5_000_000));
  await until(async () => (await storedFiles({ directory })).length > filesBefore.length, 'bytes are stored');
  expect(await ask(first.origin, documentQuery)).toEqual({ node: { access: { reason: 'NO_CONTENT' }, content: null } });
  const closed = new Promise((resolve) => request.once('close', resolve));
  first.child.kill('SIGKILL');
  await Promise.all([first.ended, closed]);
  expect(await storedFiles({ directory })).toHaveLength(filesBefore.length + 1);

  const second = await start();

  expect(await storedFiles({ directory })).toEqual(filesBefore);
  expect(await ask(second.origin, documentQuery)).toEqual({
    node: { access: { reason: 'NO_CONTENT' }, content: null },
  });
  expect(await database.read.query(sql`SELECT file_key FROM document_upload`)).toEqual([{ fileKey: null }]);
  expect(await database.read.query(sql`SELECT file_key FROM file_claim`)).toEqual([]);
  const again = created.uploadUrl.replace(first.origin, second.origin);
  expect((await put(again, textOf(5_000_000))).status).toBe(201);
  expect(await ask(second.origin, documentQuery)).toEqual({
    node: { access: { reason: 'ROLE' }, content: { byteSize: 5_000_000, version: 1 } },
  });
});
