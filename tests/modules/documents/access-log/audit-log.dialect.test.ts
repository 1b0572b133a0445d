import { anonymous, type Viewer } from '../../../../src/core/access/viewer';
import { sql } from '../../../../src/database/sql/sql';
import { hashOf, verifyChain } from '../../../../src/modules/documents/access-log/access-chain';
import { appendToLog } from '../../../../src/modules/documents/access-log/audit-log';
import { actorName, parseActorName } from '../../../../src/modules/documents/access-log/document-access-actor';
import { DocumentAccessAction } from '../../../../src/modules/documents/access-log/document-access-event.entity';
import { startTestServer, type TestServer } from '../../../support/test-server';

let server: TestServer;

beforeEach(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterEach(() => server.close());

const event = (by: string, documentId: number | null = null) => ({
  action: DocumentAccessAction.UNLOCKED,
  at: '2026-11-24T12:00:00.000Z',
  by,
  address: '192.0.2.1',
  documentId,
});

const append = (...names: string[]): Promise<void> =>
  server.app.database.write((manager) => appendToLog(manager, ...names.map((by) => event(by))));

const entries = () =>
  server.app.database.read.query<{ id: number; actor: string; previousHash: string; hash: string }>(
    sql`SELECT * FROM document_access_event ORDER BY id`,
  );

test('each entry contains the hash of the previous one, and the first one 64 zeros', async () => {
  await append('one', 'two');
  await append('three');
  const [one, two, three] = await entries();

  expect([one, two, three]).toMatchObject([
    { id: 1, actor: 'one', previousHash: '0'.repeat(64) },
    { id: 2, actor: 'two', previousHash: one!.hash },
    { id: 3, actor: 'three', previousHash: two!.hash },
  ]);
  expect(await verifyChain(server.app.database.read)).toEqual({
    entries: 3,
    head: three!.hash,
    brokenAt: null,
    containsHash: true,
  });
});

test('a change of any field of an entry, or of the boundary between fields, changes its hash', () => {
  const entry = { ...event('a', 1), id: 1, previousHash: '0'.repeat(64) };
  const others = [
    { ...entry, id: 2 },
    { ...entry, action: DocumentAccessAction.DOWNLOADED },
    { ...entry, at: '2026-11-24T12:00:00.001Z' },
    { ...entry, by: 'b' },
    { ...entry, by: 'a","192.0.2.1' },
    { ...entry, address: null },
    { ...entry, address: 'null' },
    { ...entry, documentId: null },
    { ...entry, documentId: 11 },
    { ...entry, previousHash: '1'.repeat(64) },
  ];

  expect(new Set([entry, ...others].map(hashOf)).size).toBe(others.length + 1);
});

test('no two actors have the same name in the log, and the name gives the actor, whatever names recipients and keys have', () => {
  const known = (name: string): Viewer => ({ ...anonymous, name });
  const names = ['Ministry', 'Ministry (editor@entente.example)', 'Ministry" as recipient "Court', 'A\\', 'A\\"'];
  const recipients = [...names, 'editor@entente.example as recipient "Ministry"', 'x (editor@entente.example)'];
  const viewers = [
    anonymous,
    known('editor@entente.example'),
    ...names.map((name) => known(`API key ${JSON.stringify(name)}`)),
  ];
  const grants = [null, { recipient: null }, ...recipients.map((recipient) => ({ recipient }))];
  const actors = viewers.flatMap((viewer) => grants.map((grant) => actorName(viewer, grant)));
  const parsed = new Set(actors.map((actor) => JSON.stringify(parseActorName(actor))));

  expect(new Set(actors).size).toBe(viewers.length * grants.length);
  expect(parsed.size).toBe(actors.length);
  expect(parsed).not.toContain('null');
  expect(actorName(known('editor@entente.example'), { recipient: 'Ministry' })).toBe(
    'editor@entente.example as recipient "Ministry"',
  );
  expect(actorName(anonymous, { recipient: 'Ministry" (b@c.example)' })).toBe('recipient "Ministry\\" (b@c.example)"');
});

test('a unit of work that fails leaves neither an entry nor a gap in the ids', async () => {
  await append('one');
  const failed = server.app.database.write(async (manager) => {
    await appendToLog(manager, event('lost'));
    throw new Error('on purpose');
  });
  await expect(failed).rejects.toThrow('on purpose');
  await append('two');

  expect((await entries()).map(({ id, actor }) => [id, actor])).toEqual([
    [1, 'one'],
    [2, 'two'],
  ]);
});

test('fifty concurrent units of work append to one chain', async () => {
  await Promise.all(Array.from({ length: 50 }, (_, number) => append(`${number} first`, `${number} second`)));

  expect(await verifyChain(server.app.database.read)).toMatchObject({ entries: 100, brokenAt: null });
});

test('entries with ill-formed Unicode or an invalid address can be verified', async () => {
  await server.app.database.write((manager) =>
    appendToLog(manager, { ...event('a \ud800 b'), address: 'unknown' }, { ...event('c'), address: null }),
  );

  expect(await entries()).toMatchObject([{ actor: 'a \ufffd b', address: null }, { address: null }]);
  expect(await verifyChain(server.app.database.read)).toMatchObject({ entries: 2, brokenAt: null });
});

const copied = 'action, at, actor, address, document_id, previous_hash, hash FROM document_access_event WHERE id = 1';

test.each([
  'UPDATE document_access_event SET actor = actor',
  'DELETE FROM document_access_event WHERE id = 1',
  ...(__DATABASE__ === 'sqlite'
    ? [
        `REPLACE INTO document_access_event SELECT 1, ${copied}`,
        `REPLACE INTO document_access_event SELECT 9, ${copied}`,
      ]
    : ['TRUNCATE document_access_event']),
])('the database rejects %s', async (statement) => {
  await append('one', 'two');

  await expect(server.app.database.write((manager) => manager.query(statement))).rejects.toThrow(
    'document_access_event is only ever added to',
  );
  expect(await entries()).toHaveLength(2);
});
