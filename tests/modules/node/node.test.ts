import { Role } from '../../../src/core/access/role';
import { encodeGlobalId } from '../../../src/core/types/global-id';
import type { Network } from '../../../src/modules/catalogue/network/network.entity';
import { Account } from '../../../src/modules/identity/account/account.entity';
import { make } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { startTestServer, type TestServer } from '../../support/test-server';
import { admin, editor, member, viewer, viewerOf } from '../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ WEBHOOK_ALLOWED_NETWORKS: '192.0.2.0/24' });
});

afterAll(() => server.close());

const find = 'query ($id: ID!) { node(id: $id) { __typename id } }';

test('finds a node of every type by its id', async () => {
  const data = await server.data(`{
    programmes { id components { id } }
    networks { nodes { id supportedBy { id } memberCountries { id } } }
    activities { nodes { id objectives { id } relatedNews { nodes { id } } restrictedDocuments { id } } }
    regions { id }
  }`);
  const idsByType = new Map<string, string>();
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('id' in value && typeof value.id === 'string') {
      const type = Buffer.from(value.id, 'base64url').toString().split(':')[0]!;
      idsByType.set(type, value.id);
    }
    Object.values(value).forEach(collect);
  };
  collect(data);

  expect([...idsByType.keys()].sort()).toEqual([
    'Activity',
    'Component',
    'MemberCountry',
    'Network',
    'NewsItem',
    'Objective',
    'Organisation',
    'Programme',
    'Region',
    'RestrictedDocument',
  ]);
  for (const [type, id] of idsByType) {
    expect(await server.data(find, { id })).toEqual({ node: { __typename: type, id } });
  }
});

test('reads many nodes of a type in one statement, and returns them in the order of the ids', async () => {
  const { activities } = await server.data('{ activities { nodes { id } } }');
  const ids: string[] = activities.nodes.map(({ id }: { id: string }) => id);
  const missing = encodeGlobalId('Activity', 999_999);
  let answer: Record<string, any> = {};

  const statements = await server.statementsOf(async () => {
    answer = await server.data('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: [...ids, missing, ids[0]] });
  });

  expect(statements).toHaveLength(1);
  expect(answer.nodes).toEqual([...ids.map((id) => ({ id })), null, { id: ids[0] }]);
});

test('an id without an object is null, not an error', async () => {
  expect(await server.data(find, { id: encodeGlobalId('Network', 424_242) })).toEqual({ node: null });
});

test.each([
  ['an empty text', ''],
  ['a plain key', '1'],
  ['a word', 'activity'],
  ['a type that does not exist', encodeGlobalId('Secret', 1)],
  ['a type that is not a node', encodeGlobalId('Country', 1)],
  ['a property of every object', encodeGlobalId('constructor', 1)],
  ['a key that is not a number', Buffer.from('Activity:x').toString('base64url')],
  ['a negative key', Buffer.from('Activity:-1').toString('base64url')],
  ['a key with a fraction', Buffer.from('Activity:1.5').toString('base64url')],
  ['a key beyond 32 bits', Buffer.from('Activity:2147483648').toString('base64url')],
  ['another spelling of an id', `${encodeGlobalId('Activity', 1)}=`],
  ['SQL', Buffer.from("Activity:1' OR 1=1 --").toString('base64url')],
])('refuses %s as an id', async (_what, id) => {
  const { errors } = await server.query(find, { id });

  expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'id' });
});

test('reports the position of a wrong id, and refuses more than a hundred ids', async () => {
  const many = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
  const id = encodeGlobalId('Activity', 1);

  const wrong = await server.query(many, { ids: [id, 'x'] });
  const tooMany = await server.query(many, { ids: Array.from({ length: 101 }, () => id) });

  expect(wrong.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'ids.1' });
  expect(tooMany.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'ids' });
});

describe('an account', () => {
  let account: Account;
  let another: Account;
  const own = '{ viewer { role account { email role network { slug } createdAt } unlockedDocuments { id } } }';

  beforeAll(async () => {
    const find = (role: Role) => server.app.database.write((manager) => manager.findOneByOrFail(Account, { role }));
    account = await find(Role.MEMBER);
    another = await find(Role.VIEWER);
  });

  test('is found by itself and by editors, and by nobody else', async () => {
    const id = account.globalId;
    const itself = viewerOf(Role.MEMBER, { accountId: account.id });

    expect((await server.data(find, { id }, itself)).node).toEqual({ __typename: 'Account', id });
    expect((await server.data(find, { id }, editor)).node).toEqual({ __typename: 'Account', id });
    expect((await server.data(find, { id }, viewerOf(Role.VIEWER, { accountId: another.id }))).node).toBeNull();
    expect((await server.data(find, { id }, viewerOf(Role.EDITOR, { networkId: 1 }))).node).toBeNull();
    expect((await server.data(find, { id })).node).toBeNull();
  });

  test('is shown to its owner as the viewer, and is null for an anonymous viewer', async () => {
    const itself = viewerOf(Role.MEMBER, { accountId: account.id, networkId: account.networkId });

    expect((await server.data(own, {}, itself)).viewer).toEqual({
      role: 'MEMBER',
      account: {
        email: 'member@entente.example',
        role: 'MEMBER',
        network: { slug: 'casc' },
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      },
      unlockedDocuments: [],
    });
    expect((await server.data(own)).viewer).toEqual({ role: null, account: null, unlockedDocuments: [] });
  });
});

describe('what only staff may see', () => {
  /** An id of each type. */
  let ids: Record<string, string>;
  let otherNetwork: Network;

  beforeAll(async () => {
    otherNetwork = await make(server.app, (create) => create.network());
    const change = async (name: string, input: object, selection: string) =>
      mutationsOf(server, name, admin).done(input, selection);
    const { activities } = await server.data('{ activities { nodes { id restrictedDocuments { id } } } }');
    const activity = activities.nodes.find(({ restrictedDocuments }: any) => restrictedDocuments.length > 0);
    const [document] = activity.restrictedDocuments;
    await change('updateActivity', { id: activity.id, version: 1, summary: 'Another summary.' }, '__typename');
    await change('inviteAccount', { email: 'new@example.org', name: 'New', role: 'MEMBER' }, '__typename');
    const { apiKey } = await change('createApiKey', { name: 'Dashboard', role: 'VIEWER' }, 'apiKey { id }');
    const hook = { url: 'https://192.0.2.1/', events: ['ACTIVITY_PUBLISHED'] };
    const { webhook } = await change('createWebhook', hook, 'webhook { id }');
    await change('createActivityPreview', { id: activity.id }, '__typename');
    const code = { documentId: document.id, recipient: 'A delegate' };
    const { accessCode, password } = await change('createDocumentAccessCode', code, 'accessCode { id } password');
    await change('unlockDocument', { documentId: document.id, password }, '__typename');
    const { node, accountEvents } = await server.data(
      `query ($id: ID!) {
        node(id: $id) { ... on RestrictedDocument { accessLog(first: 1) { nodes { id } } activity { previews { id } history(first: 1) { nodes { id } } } } }
        accountEvents(first: 1) { nodes { id } } }`,
      { id: document.id },
      admin,
    );
    ids = {
      AccountEvent: accountEvents.nodes[0].id,
      ApiKey: apiKey.id,
      DocumentAccessCode: accessCode.id,
      DocumentAccessEvent: node.accessLog.nodes[0].id,
      Preview: node.activity.previews[0].id,
      Revision: node.activity.history.nodes[0].id,
      Webhook: webhook.id,
    };
  });

  const find = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }';

  test.each([
    ['nobody', () => undefined],
    ['a viewer', () => viewer],
    ['a member', () => member],
    ['an editor of another network', () => viewerOf(Role.EDITOR, { networkId: otherNetwork.id })],
  ])('is not found by %s with its id', async (_who, asker) => {
    const { nodes } = await server.data(find, { ids: Object.values(ids) }, asker());

    expect(nodes).toEqual(Object.keys(ids).map(() => null));
  });

  test('is found by administrators', async () => {
    const { nodes } = await server.data(find, { ids: Object.values(ids) }, admin);

    expect(nodes).toEqual(Object.keys(ids).map((type) => ({ __typename: type })));
  });
});
