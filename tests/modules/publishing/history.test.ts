import { Role } from '../../../src/core/access/role';
import type { Network } from '../../../src/modules/catalogue/network/network.entity';
import type { Account } from '../../../src/modules/identity/account/account.entity';
import { make } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { startTestServer, type TestServer } from '../../support/test-server';
import { admin, editor, member, type TestViewer, viewer, viewerOf } from '../../support/viewers';

let server: TestServer;
let casc: Network;
let other: Network;
let author: Account;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  [casc, other, author] = await make(server.app, async (create) => [
    await create.network({ slug: 'casc' }),
    await create.network({ slug: 'other' }),
    await create.account({ role: Role.EDITOR, email: 'author@example.org' }),
  ]);
});

afterAll(() => server.close());

const asAuthor = (): TestViewer => viewerOf(Role.EDITOR, { accountId: author.id });
const editorOf = ({ id }: Network): TestViewer => viewerOf(Role.EDITOR, { networkId: id });

const historyOf = `query ($id: ID!, $first: Int, $after: String) {
  node(id: $id) { ... on Activity {
    title
    history(first: $first, after: $after) {
      totalCount
      nodes { id version action at by { email } byName changes { field from to } }
      pageInfo { hasNextPage endCursor }
    }
  } }
}`;

interface Entry {
  id: string;
  version: number;
  action: string;
  byName: string | null;
  changes: { field: string; from: string | null; to: string | null }[];
}

async function history(id: string, asker: TestViewer = editor): Promise<Entry[]> {
  return (await server.data(historyOf, { id, first: 100 }, asker)).node.history.nodes;
}

async function created(input: object = {}, asker: TestViewer = editor): Promise<string> {
  const create = mutationsOf(server, 'createActivity', asker);
  return (await create.done({ title: 'Title', summary: 'Summary', ...input }, 'activity { id }')).activity.id;
}

/** Does a mutation of an activity; gives the code of its error, or null when it was done. */
async function attempt(verb: string, input: object, asker: TestViewer = editor): Promise<string | null> {
  const { errors } = await mutationsOf(server, `${verb}Activity`, asker).sent(input);
  return errors?.[0]?.extensions.code ?? null;
}

describe('the history of an activity', () => {
  test('lists every change, the newest first, with its author and the changed fields', async () => {
    const id = await created({ topics: ['Drugs'], year: 2024 }, asAuthor());
    await attempt('update', { id, version: 1, title: 'Another "title"', topics: ['Drugs', 'Money'], year: null });
    await attempt('publish', { id, version: 2 }, asAuthor());

    const [published, updated, made] = (await server.data(historyOf, { id }, editor)).node.history.nodes;

    expect(published).toMatchObject({
      version: 3,
      action: 'PUBLISHED',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      by: { email: 'author@example.org' },
      byName: 'author@example.org',
      changes: [{ field: 'publication.state', from: '"DRAFT"', to: '"PUBLISHED"' }],
    });
    expect(updated).toMatchObject({ version: 2, action: 'UPDATED', by: null, byName: `API key "the tests' EDITOR"` });
    expect(updated.changes).toEqual([
      { field: 'title', from: '"Title"', to: '"Another \\"title\\""' },
      { field: 'year', from: '2024', to: null },
      { field: 'topics', from: '["Drugs"]', to: '["Drugs","Money"]' },
    ]);
    expect(made).toMatchObject({ version: 1, action: 'CREATED' });
    expect(made.changes).toEqual([
      { field: 'slug', from: null, to: '"title"' },
      { field: 'title', from: null, to: '"Title"' },
      { field: 'summary', from: null, to: '"Summary"' },
      { field: 'year', from: null, to: '2024' },
      { field: 'topics', from: null, to: '["Drugs"]' },
      { field: 'originalLocale', from: null, to: '"en"' },
      { field: 'publication.state', from: null, to: '"DRAFT"' },
    ]);
  });

  test('begins with a baseline if the activity was created without a history', async () => {
    const { globalId: id } = await make(server.app, (create) => create.activity({ title: 'Imported' }));
    expect(await history(id)).toEqual([]);

    await attempt('update', { id, version: 1, title: 'Written' });

    expect(await history(id)).toMatchObject([
      { version: 2, action: 'UPDATED', changes: [{ field: 'title', from: '"Imported"', to: '"Written"' }] },
      { version: 1, action: 'BASELINE', byName: null, changes: [] },
    ]);
  });

  test('has an entry for each mutation that succeeded, and none for one that failed', async () => {
    await created({ slug: 'in-the-way' });
    const id = await created({ networks: ['casc'] });
    const named = { id, version: 1, title: 'Named', clientMutationId: 'named' };

    const outcomes = [
      await attempt('update', named),
      await attempt('update', named),
      await attempt('update', { id, version: 1, title: 'Stale' }),
      await attempt('update', { id, version: 2, title: '' }),
      await attempt('update', { id, version: 2, title: 'Named' }),
      await attempt('update', { id, version: 2, title: 'Mine' }, editorOf(other)),
      await attempt('update', { id, version: 2, slug: 'in-the-way' }),
      await attempt('publish', { id, version: 2 }, member),
      await attempt('publish', { id, version: 2 }),
      await attempt('archive', { id, version: 3 }, editorOf(casc)),
      await attempt('delete', { id, version: 4 }),
      await attempt('update', { id, version: 5, title: 'Gone' }),
      await attempt('restore', { id, version: 5 }),
      await attempt('revert', { id, version: 6, to: 1 }),
      await attempt('revert', { id, version: 7, to: 9 }),
    ];

    expect(outcomes).toEqual([
      null,
      null,
      'CONFLICT',
      'BAD_USER_INPUT',
      null,
      'NOT_FOUND',
      'BAD_USER_INPUT',
      'FORBIDDEN',
      null,
      null,
      null,
      'NOT_FOUND',
      null,
      null,
      'NOT_FOUND',
    ]);
    expect((await history(id)).map(({ version, action }) => [version, action])).toEqual([
      [7, 'REVERTED'],
      [6, 'RESTORED'],
      [5, 'DELETED'],
      [4, 'ARCHIVED'],
      [3, 'PUBLISHED'],
      [2, 'UPDATED'],
      [1, 'CREATED'],
    ]);
  });

  test('is paged', async () => {
    const id = await created();
    for (const version of [1, 2, 3, 4]) await attempt('update', { id, version, title: `Title ${version}` });

    const versions: number[] = [];
    let after: string | null = null;
    for (let page = 1; page <= 3; page++) {
      const found: Record<string, any> = (await server.data(historyOf, { id, first: 2, after }, editor)).node.history;
      versions.push(...found.nodes.map(({ version }: Entry) => version));
      expect(found).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: page < 3 } });
      after = found.pageInfo.endCursor;
    }

    expect(versions).toEqual([5, 4, 3, 2, 1]);
  });

  test('takes as many statements for 50 activities as for one', async () => {
    const ids: string[] = [];
    for (let made = 0; made < 50; made++) ids.push(await created({ title: `Many ${made}` }, asAuthor()));
    for (const id of ids) await attempt('update', { id, version: 1, summary: 'Changed' }, asAuthor());
    const page = `query ($ids: [ID!]!) {
      nodes(ids: $ids) { ... on Activity { history { totalCount nodes { action by { email } changes { field } } } } }
    }`;
    let answer: Record<string, any> = {};

    const ofOne = await server.statementsOf(() => server.data(page, { ids: ids.slice(0, 1) }, editor));
    const ofMany = await server.statementsOf(async () => {
      answer = await server.data(page, { ids }, editor);
    });

    expect(answer.nodes).toHaveLength(50);
    expect(answer.nodes[49].history).toMatchObject({
      totalCount: 2,
      nodes: [
        { action: 'UPDATED', by: { email: 'author@example.org' }, changes: [{ field: 'summary' }] },
        { action: 'CREATED' },
      ],
    });
    expect(ofMany.length).toBe(ofOne.length);
  });

  test('reads snapshots only if changes are selected', async () => {
    const id = await created();
    const acts = 'query ($id: ID!) { node(id: $id) { ... on Activity { history { nodes { action } } } } }';

    const statements = await server.statementsOf(() => server.data(acts, { id }, editor));

    expect(statements.join()).not.toMatch(/\bstate\b/);
  });
});

describe('the history of a public activity', () => {
  let id: string;
  let entry: Entry;

  beforeAll(async () => {
    id = await created({ title: 'Public', networks: ['casc'] }, asAuthor());
    await attempt('publish', { id, version: 1 }, asAuthor());
    [entry] = (await history(id)) as [Entry];
  });

  const byId = 'query ($id: ID!) { node(id: $id) { ... on Revision { action changes { field } } } }';

  test.each<[string, () => TestViewer]>([
    ['an editor', () => editor],
    ['an admin', () => admin],
    ['an editor of its network', () => editorOf(casc)],
  ])('is read by %s, as a list and by its ids', async (_who, asker) => {
    expect(await history(id, asker())).toMatchObject([{ action: 'PUBLISHED' }, { action: 'CREATED' }]);
    expect((await server.data(byId, { id: entry.id }, asker())).node).toEqual({
      action: 'PUBLISHED',
      changes: [{ field: 'publication.state' }],
    });
  });

  test.each<[string, () => TestViewer | undefined]>([
    ['nobody', () => undefined],
    ['a viewer', () => viewer],
    ['a member of its network', () => viewerOf(Role.MEMBER, { networkId: casc.id })],
    ['an editor of another network', () => editorOf(other)],
  ])('is refused to %s, while the activity still answers', async (_who, asker) => {
    const { data, errors } = await server.query(historyOf, { id }, asker());

    expect(data?.node).toEqual({ title: 'Public', history: null });
    expect(errors).toMatchObject([{ path: ['node', 'history'], extensions: { code: 'FORBIDDEN' } }]);
    expect((await server.data(byId, { id: entry.id }, asker())).node).toBeNull();
  });

  test('is visible to nobody while the activity is in the trash', async () => {
    const gone = await created();
    const [only] = (await history(gone)) as [Entry];
    await attempt('delete', { id: gone, version: 1 });

    expect((await server.data(byId, { id: only.id }, editor)).node).toBeNull();
  });
});

describe('for an editor of its network, the history of an activity', () => {
  /** What is told of who made an activity. */
  async function maker(asker: TestViewer, reader = editorOf(casc)): Promise<object> {
    const id = await created({ networks: ['casc'] }, asker);
    const query = `query ($id: ID!) { node(id: $id) { ... on Activity {
      publication { createdBy { name } updatedBy { name } }
      history { nodes { by { name } byName } }
    } } }`;
    const { node } = await server.data(query, { id }, reader);
    return { ...node.publication, ...node.history.nodes[0] };
  }

  const hidden = { createdBy: null, updatedBy: null, by: null };

  async function someone(values: Partial<Account>): Promise<TestViewer> {
    const { id, role, networkId } = await make(server.app, (create) =>
      create.account({ role: Role.EDITOR, networkId: casc.id, ...values }),
    );
    return viewerOf(role, { accountId: id, networkId });
  }

  test.each([
    ['a colleague', {}],
    ['an editor of everything', { networkId: null }],
    ['an administrator', { role: Role.ADMIN, networkId: null }],
  ])('tells the name of %s, and neither address nor account', async (_who, values) => {
    const asker = await someone({ ...values, name: 'Aijan Example' });

    expect(await maker(asker)).toEqual({ ...hidden, byName: 'Aijan Example' });
  });

  test('shows the name of an API key', async () => {
    expect(await maker(editor)).toEqual({ ...hidden, byName: 'API key "the tests\' EDITOR"' });
  });

  test('shows no email address, also if that is the name', async () => {
    const asker = await someone({ email: 'nameless@example.org', name: 'nameless@example.org' });

    expect(await maker(asker)).toEqual({ ...hidden, byName: null });
    expect(await maker(asker, editor)).toMatchObject({ byName: 'nameless@example.org' });
  });

  test("shows the editor's own email address", async () => {
    const own = await someone({ email: 'own@example.org', name: 'Own' });

    expect(await maker(own, own)).toMatchObject({ by: { name: 'Own' }, byName: 'own@example.org' });
  });

  test('does not show an author of whom only the email address remains', async () => {
    const asker = await someone({ email: 'gone@example.org' });
    const id = await created({ networks: ['casc'] }, asker);
    await server.app.database.write((manager) => manager.sql`DELETE FROM account WHERE id = ${asker.accountId}`);

    expect(await history(id, editorOf(casc))).toMatchObject([{ by: null, byName: null }]);
    expect(await history(id)).toMatchObject([{ by: null, byName: 'gone@example.org' }]);
  });

  test('takes as many statements for the names of 50 as for one', async () => {
    const ids: string[] = [];
    for (let number = 0; number < 50; number++) {
      ids.push(
        await created({ title: `Of many ${number}`, networks: ['casc'] }, await someone({ name: `N${number}` })),
      );
    }
    const page = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Activity { history { nodes { byName } } } } }';
    let answer: Record<string, any> = {};

    const ofOne = await server.statementsOf(() => server.data(page, { ids: ids.slice(0, 1) }, editorOf(casc)));
    const ofMany = await server.statementsOf(async () => {
      answer = await server.data(page, { ids }, editorOf(casc));
    });

    expect(answer.nodes[49].history.nodes).toEqual([{ byName: 'N49' }]);
    expect(ofMany).toHaveLength(ofOne.length);
  });
});

describe('reverting to a version', () => {
  const shown = `activity {
    title summary topics networks { slug } objectives { text } operativeDimension { year }
    publication { state version }
  }`;
  const revert = (input: object) => mutationsOf(server, 'revertActivity', editor).done(input, shown);
  const problemOf = (input: object, asker: TestViewer = editor) =>
    mutationsOf(server, 'revertActivity', asker).refused(input);

  test('restores the content of that version, and keeps the publication state', async () => {
    const id = await created({
      title: 'First',
      year: 2024,
      topics: ['A', 'B'],
      objectives: ['One'],
      networks: ['casc'],
    });
    const changed = { title: 'Second', year: null, topics: ['C'], objectives: [], networks: [] };
    await attempt('update', { id, version: 1, ...changed });
    await attempt('publish', { id, version: 2 });

    const { activity } = await revert({ id, version: 3, to: 1 });

    expect(activity).toEqual({
      title: 'First',
      summary: 'Summary',
      topics: ['A', 'B'],
      networks: [{ slug: 'casc' }],
      objectives: [{ text: 'One' }],
      operativeDimension: { year: 2024 },
      publication: { state: 'PUBLISHED', version: 4 },
    });
    expect((await history(id))[0]).toMatchObject({ version: 4, action: 'REVERTED' });
    await revert({ id, version: 4, to: 3 });
    expect((await history(id)).map(({ version }) => version)).toEqual([5, 4, 3, 2, 1]);
  });

  test('is refused with all problems of the earlier content', async () => {
    const [region, network] = await make(server.app, async (create) => [
      await create.region({ code: 'GONE' }),
      await create.network({ slug: 'gone' }),
    ]);
    const id = await created({ slug: 'was-mine', region: 'GONE', networks: ['casc', 'gone'] });
    await attempt('update', { id, version: 1, slug: 'renamed', region: null, networks: ['casc'] });
    await created({ slug: 'was-mine' });
    await server.app.database.write(async (manager) => {
      await manager.remove(region);
      await manager.remove(network);
    });

    const { code, fields } = await problemOf({ id, version: 2, to: 1 });

    expect(code).toBe('BAD_USER_INPUT');
    expect(fields).toMatchObject([
      { path: 'input.slug', code: 'TAKEN' },
      { path: 'input.region', code: 'UNKNOWN' },
      { path: 'input.networks.1', code: 'UNKNOWN' },
    ]);
    expect(await history(id)).toHaveLength(2);
  });

  test('is refused for a version that does not exist, and if it is based on an old version', async () => {
    const id = await created();
    await attempt('update', { id, version: 1, title: 'Another' });

    expect(await problemOf({ id, version: 2, to: 3 })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await problemOf({ id, version: 2, to: 0 })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await problemOf({ id, version: 1, to: 1 })).toMatchObject({ code: 'CONFLICT', version: 2 });
    expect(await history(id)).toHaveLength(2);
  });

  test('does not change the networks if an editor of one network reverts', async () => {
    const id = await created({ networks: ['other'] });
    await attempt('update', { id, version: 1, title: 'Another', networks: ['casc'] });

    expect(await attempt('revert', { id, version: 2, to: 1 }, editorOf(casc))).toBeNull();

    const [reverted] = await history(id);
    expect(reverted).toMatchObject({ version: 3, changes: [{ field: 'title', from: '"Another"', to: '"Title"' }] });
  });
});
