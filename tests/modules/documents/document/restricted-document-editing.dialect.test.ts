import { Role } from '../../../../src/core/access/role';
import { takeAdvisoryLock } from '../../../../src/database/sql/advisory-lock';
import { sql } from '../../../../src/database/sql/sql';
import type { Activity } from '../../../../src/modules/catalogue/activity/activity.entity';
import type { Network } from '../../../../src/modules/catalogue/network/network.entity';
import { createDocument } from '../../../support/contents';
import { make } from '../../../support/factories';
import { runDuringUncommittedWrites } from '../../../support/interleaving';
import { mutationsOf, type Refusal } from '../../../support/mutations';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { editor, type TestViewer, viewerOf } from '../../../support/viewers';

let server: TestServer;
let casc: Network;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  casc = await make(server.app, (create) => create.network());
});

afterAll(() => server.close());

const documentFields = 'restrictedDocument { id title position publication { state version } }';

async function done(mutation: string, input: object, asker: TestViewer = editor): Promise<Record<string, any>> {
  return mutationsOf(server, `${mutation}RestrictedDocument`, asker).done(input, selectionOf(mutation));
}

function selectionOf(mutation: string): string {
  if (mutation === 'delete') return 'deletedId';
  return mutation === 'create' ? `${documentFields} uploadUrl` : documentFields;
}

function refused(mutation: string, input: object, asker: TestViewer = editor): Promise<Refusal> {
  return mutationsOf(server, `${mutation}RestrictedDocument`, asker).refused(input);
}

/** Creates documents A, B, C and so on in a new activity, in this order. Returns their ids. */
async function documents(count: number): Promise<{ activity: Activity; ids: string[] }> {
  const activity = await make(server.app, async (made) => {
    const one = await made.activity();
    await made.takesPart(one, casc);
    return one;
  });
  const ids: string[] = [];
  for (let number = 0; number < count; number++) {
    const input = { activityId: activity.globalId, title: String.fromCharCode(65 + number), fileName: 'A.pdf' };
    ids.push((await done('create', input)).restrictedDocument.id);
  }
  await giveFiles(activity.id);
  return { activity, ids };
}

/** Gives each document of the activity a file, as far as reads of its title and position can tell. */
function giveFiles(activityId: number): Promise<unknown> {
  return server.app.database.write((manager) =>
    manager.query(`UPDATE restricted_document SET content_version = 1 WHERE activity_id = ${activityId}`),
  );
}

/** The titles and positions of the documents, by position. */
async function orderOf({ globalId }: Activity, asker?: TestViewer): Promise<string> {
  const query = 'query ($id: ID!) { node(id: $id) { ... on Activity { restrictedDocuments { title position } } } }';
  const { node } = await server.data(query, { id: globalId }, asker);
  return node.restrictedDocuments
    .map(({ title, position }: { title: string; position: number }) => `${title}${position}`)
    .join(' ');
}

/** The position of a document that the public looks up by its id. */
async function positionOf(id: string): Promise<number> {
  const query = 'query ($id: ID!) { node(id: $id) { ... on RestrictedDocument { position } } }';
  return (await server.data(query, { id }))['node'].position;
}

/** The titles of all documents of the activity, whether visible or not. */
async function storedTitles({ id }: Activity): Promise<string[]> {
  const rows = await server.app.database.read.query<{ title: string }>(
    sql`SELECT title FROM restricted_document WHERE activity_id = ${id} ORDER BY position`,
  );
  return rows.map(({ title }) => title);
}

function keyOf(id: string): number {
  return Number(Buffer.from(id, 'base64url').toString().split(':')[1]);
}

test('changes only the title, and trims it', async () => {
  const { activity, ids } = await documents(2);

  const { restrictedDocument } = await done('update', { id: ids[1], version: 1, title: ' Z ' });

  expect(restrictedDocument).toMatchObject({ title: 'Z', publication: { state: 'PUBLISHED', version: 2 } });
  expect(await orderOf(activity)).toBe('A1 Z2');
});

test.each([
  [0, 1, 'A1 B2 C3 D4'],
  [0, 3, 'B1 C2 A3 D4'],
  [0, 4, 'B1 C2 D3 A4'],
  [3, 1, 'D1 A2 B3 C4'],
  [2, 2, 'A1 C2 B3 D4'],
])('moves document %i to position %i, and the documents in between by one', async (number, position, order) => {
  const { activity, ids } = await documents(4);

  const { restrictedDocument } = await done('update', { id: ids[number], version: 1, position });

  expect(restrictedDocument.position).toBe(position);
  expect(await orderOf(activity)).toBe(order);
});

test('applies concurrent moves of all documents of an activity', async () => {
  const { activity, ids } = await documents(6);

  await Promise.all(ids.map((id, number) => done('update', { id, version: 1, position: 6 - number })));

  const order = await orderOf(activity);
  expect(order.replace(/[A-F]/g, '')).toBe('1 2 3 4 5 6');
  expect(order.match(/[A-F]/g)!.sort().join('')).toBe('ABCDEF');
});

test.each([
  ['reverted', 'revert', { to: 1 }],
  ['changed', 'update', { title: 'A', position: 2 }],
])('a document that is %s waits for concurrent moves before it locks its row', async (_name, mutation, input) => {
  const { ids } = await documents(2);
  await done('update', { id: ids[0], version: 1, title: 'Z' });

  const { restrictedDocument } = await runDuringUncommittedWrites(
    server,
    (manager) => takeAdvisoryLock(manager, 'documentPositions'),
    () => done(mutation, { id: ids[0], version: 2, ...input }),
    // Fails at once if the row is locked.
    async (manager) =>
      __DATABASE__ === 'postgres' &&
      (await manager.sql`SELECT id FROM restricted_document WHERE id = ${keyOf(ids[0]!)} FOR UPDATE NOWAIT`),
  );

  expect(restrictedDocument).toMatchObject({ title: 'A', publication: { version: 3 } });
});

test('a move is in the history of the moved document only', async () => {
  const { ids } = await documents(3);
  await done('update', { id: ids[2], version: 1, position: 1 });

  await done('update', { id: ids[0], version: 1, title: 'Z' });

  const query = `query ($id: ID!) { node(id: $id) { ... on RestrictedDocument {
    history { nodes { version changes { field from to } } }
  } } }`;
  const lastOf = async (id?: string) => (await server.data(query, { id }, editor)).node.history.nodes[0];
  expect(await lastOf(ids[0])).toEqual({ version: 2, changes: [{ field: 'title', from: '"A"', to: '"Z"' }] });
  expect(await lastOf(ids[1])).toMatchObject({ version: 1 });
  expect(await lastOf(ids[2])).toEqual({ version: 2, changes: [{ field: 'position', from: '3', to: '1' }] });
});

test.each([
  ['it was moved', { number: 2, version: 2, position: 1 }, 3],
  ['another document was moved', { number: 0, version: 1, position: 3 }, 2],
])('reverts the title but not the position after %s', async (_what, { number, ...input }, version) => {
  const { activity, ids } = await documents(3);
  await done('update', { id: ids[2], version: 1, title: 'Z' });
  await done('update', { id: ids[number], ...input });
  const moved = await orderOf(activity);

  await done('revert', { id: ids[2], version, to: 1 });

  expect(await orderOf(activity)).toBe(moved.replace('Z', 'C'));
});

test('reverts the title when the activity has fewer documents than before', async () => {
  const { activity, ids } = await documents(3);
  await done('update', { id: ids[2], version: 1, title: 'Z', position: 1 });
  await server.app.database.write(async (manager) => {
    await manager.sql`DELETE FROM document_upload WHERE document_id = ${keyOf(ids[1]!)}`;
    await manager.sql`DELETE FROM restricted_document WHERE id = ${keyOf(ids[1]!)}`;
  });

  await done('revert', { id: ids[2], version: 2, to: 1 });

  expect(await orderOf(activity)).toBe('C1 A2');
});

test('reports all problems of the input at once', async () => {
  const { activity, ids } = await documents(2);

  const { code, fields } = await refused('update', { id: ids[0], version: 1, title: 't'.repeat(501), position: 3 });

  expect(code).toBe('BAD_USER_INPUT');
  expect(fields!.map((field) => [field.path, field.code])).toEqual([
    ['input.title', 'TOO_LONG'],
    ['input.position', 'INVALID'],
  ]);
  expect(await orderOf(activity)).toBe('A1 B2');
});

test.each([
  [{ title: null }, ['input.title', 'REQUIRED']],
  [{ title: 'two\nlines' }, ['input.title', 'INVALID']],
  [{ position: 0 }, ['input.position', 'INVALID']],
  [{ position: -1 }, ['input.position', 'INVALID']],
])('rejects %p', async (input, problem) => {
  const { ids } = await documents(1);
  const { fields } = await refused('update', { id: ids[0], version: 1, ...input });

  expect(fields!.map(({ path, code }) => [path, code])).toEqual([problem]);
});

test('rejects a change that is based on an outdated version, and overwrites nothing', async () => {
  const { activity, ids } = await documents(2);
  await done('update', { id: ids[0], version: 1, title: 'First' });

  expect(await refused('update', { id: ids[0], version: 1, position: 2 })).toMatchObject({
    code: 'CONFLICT',
    version: 2,
  });
  expect(await orderOf(activity)).toBe('First1 B2');
});

test('is hidden from the public by unpublish, and shown again by publish', async () => {
  const { activity, ids } = await documents(2);

  await done('unpublish', { id: ids[0], version: 1 });
  // A gap would tell that there is a hidden document.
  expect(await orderOf(activity)).toBe('B1');
  expect(await positionOf(ids[1]!)).toBe(1);
  expect(await orderOf(activity, editor)).toBe('A1 B2');
  const { restrictedDocument } = await done('publish', { id: ids[0], version: 2 });

  expect(restrictedDocument.publication).toEqual({ state: 'PUBLISHED', version: 3 });
  expect(await orderOf(activity)).toBe('A1 B2');
});

test('keeps its position while it is in the trash', async () => {
  const { activity, ids } = await documents(3);

  await done('delete', { id: ids[1], version: 1 });
  expect(await orderOf(activity)).toBe('A1 C2');
  expect(await orderOf(activity, editor)).toBe('A1 C3');
  expect(await refused('update', { id: ids[1], version: 2, title: 'Gone' })).toMatchObject({ code: 'NOT_FOUND' });
  await done('update', { id: ids[2], version: 1, title: 'Z' });
  await done('restore', { id: ids[1], version: 2 });
  await done('publish', { id: ids[1], version: 3 });

  expect(await orderOf(activity)).toBe('A1 B2 Z3');
});

test('cannot be restored while its activity is in the trash', async () => {
  const { activity, ids } = await documents(1);
  await done('delete', { id: ids[0], version: 1 });
  await server.data(
    'mutation ($input: DeleteActivityInput!) { deleteActivity(input: $input) { deletedId } }',
    { input: { id: activity.globalId, version: 1 } },
    editor,
  );

  expect(await refused('restore', { id: ids[0], version: 2 })).toMatchObject({ code: 'NOT_FOUND' });
});

describe('an editor of one network', () => {
  const ofOne = (): TestViewer => viewerOf(Role.EDITOR, { networkId: casc.id });

  test('may change documents of activities of the network', async () => {
    const { ids } = await documents(1);

    expect(await done('update', { id: ids[0], version: 1, title: 'Mine' }, ofOne())).toMatchObject({
      restrictedDocument: { title: 'Mine' },
    });
  });

  test('may not change other documents', async () => {
    const { globalId, activityId } = await createDocument(server);
    await giveFiles(activityId);

    expect(await refused('update', { id: globalId, version: 1, title: 'Mine' }, ofOne())).toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});

describe('a new document', () => {
  test('has a history that begins with its creation', async () => {
    const { activity, ids } = await documents(1);
    await done('update', { id: ids[0], version: 1, title: 'Z' });

    const rows = await server.app.database.read.query<{ action: string; state: string }>(
      sql`SELECT action, state FROM revision WHERE type = 'RestrictedDocument' AND item_id = ${keyOf(ids[0]!)} ORDER BY version`,
    );
    expect(rows.map(({ action, state }) => [action, JSON.parse(state).content])).toEqual([
      ['CREATED', { activity: activity.slug, title: 'A', position: 1, originalLocale: 'en', translations: [] }],
      ['UPDATED', { activity: activity.slug, title: 'Z', position: 1, originalLocale: 'en', translations: [] }],
    ]);
  });

  test('is rejected if its activity is put into the trash at the same moment', async () => {
    const { activity } = await documents(0);

    const answer = await runDuringUncommittedWrites(
      server,
      (manager) => manager.sql`UPDATE activity SET deleted_at = ${new Date().toISOString()},
        publication_state = 'ARCHIVED', version = version + 1 WHERE id = ${activity.id}`,
      () => refused('create', { activityId: activity.globalId, title: 'Late', fileName: 'A.pdf' }),
    );

    expect(answer).toMatchObject({ code: 'NOT_FOUND' });
    expect(await storedTitles(activity)).toEqual([]);
  });

  test('is rejected if its activity leaves the network of the editor at the same moment', async () => {
    const { activity } = await documents(0);

    const answer = await runDuringUncommittedWrites(
      server,
      async (manager) => {
        await manager.sql`DELETE FROM activity_network WHERE activity_id = ${activity.id}`;
        await manager.sql`UPDATE activity SET version = version + 1 WHERE id = ${activity.id}`;
      },
      () =>
        refused(
          'create',
          { activityId: activity.globalId, title: 'Late', fileName: 'A.pdf' },
          viewerOf(Role.EDITOR, { networkId: casc.id }),
        ),
    );

    // PostgreSQL checks the right to edit again when the document exists, which only its editors see without a file.
    expect(answer).toMatchObject({ code: __DATABASE__ === 'postgres' ? 'NOT_FOUND' : 'FORBIDDEN' });
    expect(await storedTitles(activity)).toEqual([]);
  });

  test('is created even if the slug of its activity changes at the same moment', async () => {
    const { activity } = await documents(1);

    const { restrictedDocument } = await runDuringUncommittedWrites(
      server,
      (manager) => manager.sql`UPDATE activity SET slug = 'just-renamed' WHERE id = ${activity.id}`,
      () => done('create', { activityId: activity.globalId, title: 'B', fileName: 'A.pdf' }),
    );

    expect(restrictedDocument.position).toBe(2);
    expect(await orderOf(activity, editor)).toBe('A1 B2');
  });

  test('is created once per clientMutationId, and a repeat returns another upload URL', async () => {
    const { activity } = await documents(0);
    const input = { activityId: activity.globalId, title: 'Once', fileName: 'A.pdf', clientMutationId: 'make once' };

    const [first, again] = [await done('create', input), await done('create', input)];

    expect(again.restrictedDocument).toEqual(first.restrictedDocument);
    expect(again.uploadUrl).not.toBe(first.uploadUrl);
    expect(await orderOf(activity, editor)).toBe('Once1');
  });
});
