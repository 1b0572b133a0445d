import { Role } from '../../../src/core/access/role';
import { deleteExpiredClientMutations } from '../../../src/core/mutations/idempotency';
import { DAY_MS, later } from '../../../src/core/time';
import { decodeGlobalId } from '../../../src/core/types/global-id';
import { sql } from '../../../src/database/sql/sql';
import { make } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { type Answer, startTestServer, type TestServer } from '../../support/test-server';
import { admin, editor, viewerOf } from '../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

function send(mutation: string, input: object, selection: string, asker = editor): Promise<Answer> {
  return mutationsOf(server, mutation, asker).sent(input, selection);
}

function done(mutation: string, input: object, selection: string, asker = editor): Promise<Record<string, any>> {
  return mutationsOf(server, mutation, asker).done(input, selection);
}

async function count(): Promise<number> {
  return (await server.app.database.read.query(sql`SELECT id FROM activity`)).length;
}

describe('a clientMutationId', () => {
  const create = (clientMutationId: string) =>
    send('createActivity', { title: 'Named', summary: 'S', clientMutationId }, 'activity { id }');

  test.each([
    ['nothing', ''],
    ['201 characters', 'x'.repeat(201)],
    ['60,000 characters', 'x'.repeat(60_000)],
    ['a NUL', 'a\0b'],
    ['a lone surrogate', 'a\ud800b'],
  ])('of %s is refused, and nothing is done', async (_name, id) => {
    const before = await count();

    const { data, errors } = await create(id);

    expect(data?.['answer']).toBeUndefined();
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'input.clientMutationId' } }]);
    expect(await count()).toBe(before);
  });

  test.each([
    ['one character', 'x'],
    ['200 characters', 'y'.repeat(200)],
    ['200 characters of four bytes', '𝄞'.repeat(100)],
    ['quotes and the like', `'"\\%_\n\u202e; --`],
  ])('of %s does', async (_name, id) => {
    const [first, again] = [await create(id), await create(id)];

    expect(first.errors).toBeUndefined();
    expect(again).toEqual(first);
  });
});

test.each([
  ['createApiKey', { name: 'Key', role: 'EDITOR' }, 'apiKey'],
  ['createWebhook', { url: 'https://example.org/hook', events: ['CONTENT_CHANGED'] }, 'webhook'],
])('of %s, only the id of what it creates is stored, and no secret', async (mutation, input, field) => {
  const clientMutationId = `stored by ${mutation}`;

  const { [field]: created } = await done(mutation, { ...input, clientMutationId }, `${field} { id }`, admin);

  const rows = await server.app.database.read.query<{ result: string }>(
    sql`SELECT result FROM client_mutation WHERE client_mutation_id = ${clientMutationId}`,
  );
  expect(rows.map(({ result }) => JSON.parse(result))).toEqual([{ id: decodeGlobalId(created.id)?.key }]);
});

describe('a repeat', () => {
  test('after another change of the item returns its current content', async () => {
    const input = { title: 'First', summary: 'S', clientMutationId: 'then changed' };
    const { id } = (await done('createActivity', input, 'activity { id }')).activity;
    await done('updateActivity', { id, version: 1, title: 'Second' }, 'activity { id }');

    expect(await send('createActivity', input, 'activity { id title }')).toEqual({
      data: { answer: { activity: { id, title: 'Second' } } },
    });
  });

  test('after the item was moved to the trash is NOT_FOUND, until the item is restored', async () => {
    const input = { title: 'Trashed', summary: 'S', clientMutationId: 'then trashed' };
    const { id } = (await done('createActivity', input, 'activity { id }')).activity;
    const published = { id, version: 1, clientMutationId: 'published, then trashed' };
    await done('publishActivity', published, 'activity { id }');
    await done('deleteActivity', { id, version: 2, clientMutationId: 'the trashing' }, 'deletedId');
    const before = await count();

    for (const [mutation, repeated] of [
      ['createActivity', input],
      ['publishActivity', published],
    ] as const) {
      const { data: none, errors } = await send(mutation, repeated, 'activity { id }');
      expect(none).toBeNull();
      expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    }
    const trashing = { id, version: 2, clientMutationId: 'the trashing' };
    expect(await send('deleteActivity', trashing, 'deletedId')).toEqual({ data: { answer: { deletedId: id } } });
    await done('restoreActivity', { id, version: 3 }, 'activity { id }');
    expect(await send('createActivity', input, 'activity { id }')).toEqual({ data: { answer: { activity: { id } } } });
    expect(await count()).toBe(before);
  });

  test('after a document was moved to the trash is NOT_FOUND, and issues no upload URL', async () => {
    const activity = await make(server.app, (made) => made.activity());
    const input = {
      activityId: activity.globalId,
      title: 'Document',
      fileName: 'A.pdf',
      clientMutationId: 'document, then trashed',
    };
    const { id } = (await done('createRestrictedDocument', input, 'restrictedDocument { id }')).restrictedDocument;
    await done('deleteRestrictedDocument', { id, version: 1 }, 'deletedId');

    const { errors } = await send('createRestrictedDocument', input, 'uploadUrl');

    expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    const rows = await server.app.database.read.query(
      sql`SELECT u.id FROM document_upload u JOIN restricted_document d ON d.id = u.document_id
        WHERE d.activity_id = ${activity.id}`,
    );
    expect(rows).toHaveLength(1);
  });

  test.each([
    ['createRegion', 'deleteRegion', 'region', { code: 'GONE', name: 'Gone' }],
    ['createProgramme', 'deleteProgramme', 'programme', { slug: 'gone', name: 'Gone' }],
    ['createOrganisation', 'deleteOrganisation', 'organisation', { slug: 'gone', name: 'Gone' }],
  ])('of %s after the entry was deleted for good is NOT_FOUND', async (create, remove, field, input) => {
    const named = { ...input, clientMutationId: `${create}, then deleted` };
    const { [field]: made } = await done(create, named, `${field} { id }`, admin);
    await done(remove, { id: made.id, version: 1 }, 'deletedId', admin);

    const { errors } = await send(create, named, `${field} { id }`, admin);

    expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  });

  test('of an admission after the network was moved to the trash is NOT_FOUND', async () => {
    const network = await make(server.app, (made) => made.network());
    const input = {
      networkId: network.globalId,
      version: 1,
      country: 'KG',
      kind: 'ACTIVE',
      clientMutationId: 'admission, then trashed',
    };
    await done('admitCountry', input, 'memberCountry { id }');
    await done('deleteNetwork', { id: network.globalId, version: 2 }, 'deletedId');

    const { errors } = await send('admitCountry', input, 'memberCountry { id }');

    expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  });

  test('by an editor who no longer sees the item is NOT_FOUND', async () => {
    const [own, other, account] = await make(server.app, async (made) => {
      const mine = await made.network({ slug: 'mine' });
      return [mine, await made.network(), await made.account({ role: Role.EDITOR, networkId: mine.id })] as const;
    });
    const asker = viewerOf(Role.EDITOR, { accountId: account.id, networkId: own.id });
    const input = { title: 'Mine', summary: 'S', networks: ['mine'], clientMutationId: 'mine, then not' };
    await done('createActivity', input, 'activity { id }', asker);
    await server.app.database.write(
      (manager) => manager.sql`UPDATE account SET network_id = ${other.id} WHERE id = ${account.id}`,
    );

    const { errors } = await send('createActivity', input, 'activity { id }', asker);

    expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  });

  test('after 24 hours is executed again', async () => {
    const input = { title: 'Daily', summary: 'S', clientMutationId: 'every day' };
    const first = await done('createActivity', input, 'activity { id }');
    server.pass(DAY_MS + 1);

    const next = await done('createActivity', input, 'activity { id }');

    expect(next['activity'].id).not.toBe(first['activity'].id);
  });

  test('is recognised after expired calls have been deleted', async () => {
    const input = { title: 'Kept', summary: 'S', clientMutationId: 'not expired' };
    const first = await done('createActivity', input, 'activity { id }');
    const { database } = server.app;
    const [call] = await database.read.query<{ at: string }>(
      sql`SELECT at FROM client_mutation WHERE client_mutation_id = ${input.clientMutationId}`,
    );
    await database.write((manager) => deleteExpiredClientMutations(manager, later(call!.at, DAY_MS - 1)));

    expect(await done('createActivity', input, 'activity { id }')).toEqual(first);
  });

  test('by another API key is another call', async () => {
    const input = { title: 'Of two keys', summary: 'S', clientMutationId: 'of two keys' };
    const first = await done('createActivity', input, 'activity { id }', editor);
    const other = await done('createActivity', input, 'activity { id }', admin);

    expect(other['activity'].id).not.toBe(first['activity'].id);
  });

  test('as another mutation with the same input is a CONFLICT, and changes nothing', async () => {
    const draft = { title: 'Draft', summary: 'S' };
    const { id } = (await done('createActivity', draft, 'activity { id }')).activity;
    const input = { id, version: 1, clientMutationId: 'published, not deleted' };
    await done('publishActivity', input, 'activity { id }');

    const { errors } = await send('deleteActivity', input, '__typename');

    expect(errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
    expect(errors![0]!.message).toContain('clientMutationId must be new');
    const { activity } = await server.data(
      'query ($id: ID!) { activity: node(id: $id) { ... on Activity { publication { state version } } } }',
      { id },
      editor,
    );
    expect(activity.publication).toEqual({ state: 'PUBLISHED', version: 2 });
  });
});
