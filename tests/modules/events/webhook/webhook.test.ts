import { Role } from '../../../../src/core/access/role';
import { encodeGlobalId, findKey } from '../../../../src/core/types/global-id';
import { sql } from '../../../../src/database/sql/sql';
import { Webhook } from '../../../../src/modules/events/webhook/webhook.entity';
import { mutationsOf, placesOf } from '../../../support/mutations';
import { accountWithPassword, codesOf } from '../../../support/sign-in';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { admin, editor, member, viewer, viewerOf } from '../../../support/viewers';

const url = 'https://example.org/hook';
const events = ['ACTIVITY_PUBLISHED'];

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', WEBHOOK_ALLOWED_NETWORKS: '10.1.0.0/16, fd00::7' });
});

afterAll(() => server.close());

beforeEach(() => server.app.database.write((manager) => manager.query('DELETE FROM webhook')));

const shown = 'id url events createdAt createdBy { email } disabledAt';

async function count(): Promise<number> {
  const [row] = await server.app.database.read.query<{ n: number | string }>(sql`SELECT count(*) AS n FROM webhook`);
  return Number(row!.n);
}

test('a webhook is created, listed, found by its id and deleted, and its secret is returned once', async () => {
  const account = await accountWithPassword(server, { role: Role.ADMIN });
  const asker = viewerOf(Role.ADMIN, { accountId: account.id });
  const input = { url: 'https://EXAMPLE.org', events: ['NEWS_ITEM_PUBLISHED', 'ACTIVITY_PUBLISHED'] };

  const { secret, webhook } = await mutationsOf(server, 'createWebhook', asker).done(
    input,
    `secret webhook { ${shown} }`,
  );

  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(webhook).toEqual({
    id: expect.any(String),
    url: 'https://example.org/',
    events: ['ACTIVITY_PUBLISHED', 'NEWS_ITEM_PUBLISHED'],
    createdAt: expect.any(String),
    createdBy: { email: account.email },
    disabledAt: null,
  });
  const found = await server.data(
    `query ($id: ID!) { webhooks { totalCount nodes { ${shown} } } node(id: $id) { ... on Webhook { ${shown} } } }`,
    { id: webhook.id },
    asker,
  );
  expect(found).toEqual({ webhooks: { totalCount: 1, nodes: [webhook] }, node: webhook });

  const remove = mutationsOf(server, 'deleteWebhook', asker);
  expect(await remove.done({ id: webhook.id }, 'deletedId')).toEqual({ deletedId: webhook.id });
  expect(await count()).toBe(0);
  expect(await remove.refused({ id: webhook.id })).toMatchObject({ code: 'NOT_FOUND' });
});

test('a creation that is repeated by the same account returns the same webhook and secret, until it is deleted', async () => {
  const createAsSomebody = async () => {
    const { id: accountId } = await accountWithPassword(server, { role: Role.ADMIN });
    return mutationsOf(server, 'createWebhook', viewerOf(Role.ADMIN, { accountId }));
  };
  const [create, createAsAnother] = [await createAsSomebody(), await createAsSomebody()];
  const input = { url, events, clientMutationId: 'lost' };

  const first = await create.done(input, 'secret webhook { id }');

  expect(await create.done(input, 'secret webhook { id }')).toEqual(first);
  expect(await count()).toBe(1);
  expect((await createAsAnother.done(input, 'secret'))['secret']).not.toBe(first['secret']);
  expect(await create.refused({ ...input, events: ['CONTENT_CHANGED'] })).toMatchObject({ code: 'CONFLICT' });
  await mutationsOf(server, 'deleteWebhook').done({ id: first['webhook'].id }, 'deletedId');
  expect(await create.refused(input)).toMatchObject({ code: 'NOT_FOUND' });
  expect(await count()).toBe(1);
});

test('the database contains no part of the secret', async () => {
  const { secret } = await mutationsOf(server, 'createWebhook').done({ url, events }, 'secret');

  const row = JSON.stringify(await server.app.database.read.query(sql`SELECT * FROM webhook`));

  const bytes = Buffer.from((secret as string).replace('whsec_', ''), 'base64');
  expect(row).toContain('example.org');
  for (const form of ['base64', 'base64url', 'hex'] as const) {
    expect(row).not.toContain(bytes.toString(form).slice(0, 12));
  }
});

test('webhooks are listed newest first, in pages', async () => {
  for (const number of [1, 2, 3]) {
    server.pass(1_000);
    await mutationsOf(server, 'createWebhook').done({ url: `${url}/${number}`, events }, '__typename');
  }
  const page = `query ($after: String) {
    webhooks(first: 2, after: $after) { nodes { url } pageInfo { hasNextPage endCursor } } }`;

  const first = await server.data(page, {}, admin);
  const second = await server.data(page, { after: first['webhooks'].pageInfo.endCursor }, admin);

  expect(first['webhooks'].nodes).toEqual([{ url: `${url}/3` }, { url: `${url}/2` }]);
  expect(second['webhooks']).toMatchObject({ nodes: [{ url: `${url}/1` }], pageInfo: { hasNextPage: false } });
});

test.each([
  ['a word', 'hook', 'INVALID'],
  ['nothing', ' ', 'REQUIRED'],
  ['another scheme', 'ftp://example.org/', 'INVALID'],
  ['a script', 'javascript:alert(1)', 'INVALID'],
  ['a file', 'file:///etc/passwd', 'INVALID'],
  ['credentials', 'https://u:p@example.org/', 'INVALID'],
  ['only a user name', 'https://u@example.org/', 'INVALID'],
  ['a fragment', 'https://example.org/#here', 'INVALID'],
  ['an empty fragment', 'https://example.org/#', 'INVALID'],
  ['more than 2,000 characters', `https://example.org/${'x'.repeat(1_981)}`, 'TOO_LONG'],
  ['more than 2,000 characters once it is encoded', `https://example.org/${'é'.repeat(400)}`, 'TOO_LONG'],
  ['loopback', 'http://127.0.0.1:4000/', 'INVALID'],
  ['loopback as one number', 'http://2130706433/', 'INVALID'],
  ['loopback in octal', 'http://0177.0.0.1/', 'INVALID'],
  ['loopback in hexadecimal, shortened', 'http://0x7f.1/', 'INVALID'],
  ['loopback in wide digits', 'http://１２７.0.0.1/', 'INVALID'],
  ['loopback of IPv6', 'http://[::1]/', 'INVALID'],
  ['loopback mapped to IPv6', 'http://[::ffff:127.0.0.1]/', 'INVALID'],
  ['loopback as an IPv4-compatible IPv6 address', 'http://[::127.0.0.1]/', 'INVALID'],
  ['loopback behind NAT64', 'http://[64:ff9b::127.0.0.1]/', 'INVALID'],
  ['this host', 'http://0.0.0.0/', 'INVALID'],
  ['a private network', 'http://192.168.0.1/', 'INVALID'],
  ['the neighbour of an allowed network', 'http://10.2.0.1/', 'INVALID'],
  ['a metadata service', 'http://169.254.169.254/latest/', 'INVALID'],
  ["Azure's platform services", 'http://168.63.129.16/', 'INVALID'],
  ['carrier-grade NAT', 'http://100.64.0.1/', 'INVALID'],
  ['the benchmarking network', 'http://198.18.0.1/', 'INVALID'],
  ['multicast', 'http://224.0.0.1/', 'INVALID'],
  ['broadcast', 'http://255.255.255.255/', 'INVALID'],
  ['addresses reserved for the future', 'http://240.0.0.1/', 'INVALID'],
  ['unique-local IPv6', 'http://[fd00::8]/', 'INVALID'],
  ['link-local IPv6', 'http://[fe80::1]/', 'INVALID'],
  ['site-local IPv6', 'http://[fec0::1]/', 'INVALID'],
  ['6to4 of a private network', 'http://[2002:a00:1::]/', 'INVALID'],
  ['an address that IANA has not assigned', 'http://[4000::1]/', 'INVALID'],
])('a URL with %s is refused', async (_what, wrong, code) => {
  const refusal = await mutationsOf(server, 'createWebhook').refused({ url: wrong, events });

  expect(refusal.code).toBe('BAD_USER_INPUT');
  expect(placesOf(refusal)).toEqual([['input.url', code]]);
  expect(await count()).toBe(0);
});

test.each([
  'http://example.org',
  'https://sub.example.org:8443/a?b=c',
  'http://8.8.8.8/',
  'http://[2606:4700::1111]/',
  'http://10.1.2.3/',
  'http://[::ffff:10.1.2.3]/',
  'http://[fd00::7]/',
  'https://bücher.example/',
])('%s is accepted', async (right) => {
  await mutationsOf(server, 'createWebhook').done({ url: right, events }, '__typename');
  expect(await count()).toBe(1);
});

test('there must be at least one event and none twice, and all problems are reported at once', async () => {
  const create = mutationsOf(server, 'createWebhook');
  expect(placesOf(await create.refused({ url: 'x', events: [] }))).toEqual([
    ['input.url', 'INVALID'],
    ['input.events', 'REQUIRED'],
  ]);
  expect(placesOf(await create.refused({ url, events: [...events, ...events] }))).toEqual([
    ['input.events.1', 'INVALID'],
  ]);
  expect(await count()).toBe(0);
});

test('there are at most 100 webhooks, even if many are created concurrently', async () => {
  const row = {
    url,
    eventTypes: 'activityPublished',
    sealedSecret: '',
    keyId: '',
    createdById: null,
    disabledAt: null,
  };
  const rows = Array.from({ length: 98 }, () => ({ ...row, createdAt: new Date().toISOString() }));
  await server.app.database.write((manager) => manager.insert(Webhook, rows));

  const create = 'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { __typename } }';
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => server.query(create, { input: { url, events } }, admin)),
  );

  expect(answers.flatMap(codesOf)).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT']);
  expect(await count()).toBe(100);
});

test.each([
  ['nobody', undefined],
  ['a VIEWER', viewer],
  ['a MEMBER', member],
  ['an EDITOR', editor],
] as const)('%s can neither see, create, delete nor redeliver anything', async (_who, asker) => {
  const { webhook } = await mutationsOf(server, 'createWebhook').done({ url, events }, 'webhook { id }');
  const id = webhook.id as string;
  const key = findKey(id, 'Webhook');
  await server.app.database.write((manager) =>
    manager.query(`INSERT INTO webhook_delivery (webhook_id, event_id, type, item_id, occurred_at, state, attempts)
      VALUES (${key}, 1, 'activityPublished', 1, '2026-01-01T00:00:00.000Z', 'FAILED', 10)`),
  );
  const { node } = await server.data(
    'query ($id: ID!) { node(id: $id) { ... on Webhook { deliveries { nodes { id messageId } } } } }',
    { id },
    admin,
  );
  const [delivery] = node.deliveries.nodes;
  expect(delivery.messageId).toBe('evt_1_1767225600000');

  expect(codesOf(await server.query('{ webhooks { totalCount } }', {}, asker))).toEqual(['FORBIDDEN']);
  expect(
    await server.data('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: [id, delivery.id] }, asker),
  ).toEqual({ nodes: [null, null] });
  const tries: [string, string, object][] = [
    ['createWebhook', 'CreateWebhookInput', { url, events }],
    ['deleteWebhook', 'DeleteWebhookInput', { id }],
    ['redeliverWebhookDelivery', 'RedeliverWebhookDeliveryInput', { id: delivery.id }],
  ];
  for (const [name, type, input] of tries) {
    const mutation = `mutation ($input: ${type}!) { ${name}(input: $input) { __typename } }`;
    expect(codesOf(await server.query(mutation, { input }, asker))).toEqual(['FORBIDDEN']);
  }
  expect(await count()).toBe(1);
  const state = 'query ($id: ID!) { node(id: $id) { ... on WebhookDelivery { state } } }';
  expect(await server.data(state, { id: delivery.id }, admin)).toEqual({ node: { state: 'FAILED' } });
});

test('deleting or redelivering something that does not exist is an error', async () => {
  const [remove, redeliver] = [mutationsOf(server, 'deleteWebhook'), mutationsOf(server, 'redeliverWebhookDelivery')];
  const absent = encodeGlobalId('WebhookDelivery', 999_999);
  expect(await remove.refused({ id: absent })).toMatchObject({ code: 'BAD_USER_INPUT' });
  expect(await remove.refused({ id: encodeGlobalId('Webhook', 999_999) })).toMatchObject({ code: 'NOT_FOUND' });
  expect(await redeliver.refused({ id: absent })).toMatchObject({ code: 'NOT_FOUND' });
});

test('a deletion that is repeated with the same clientMutationId is done once, with the same response', async () => {
  const { webhook } = await mutationsOf(server, 'createWebhook').done({ url, events }, 'webhook { id }');
  const remove = mutationsOf(server, 'deleteWebhook');
  const input = { id: webhook.id, clientMutationId: 'away with it' };
  expect(await remove.done(input, 'deletedId')).toEqual(await remove.done(input, 'deletedId'));
});

test('the deliveries of many webhooks are read together', async () => {
  const make = (): Promise<unknown> => mutationsOf(server, 'createWebhook').done({ url, events }, '__typename');
  const query = '{ webhooks(first: 50) { nodes { createdBy { id } deliveries { nodes { id } totalCount } } } }';
  await make();
  const one = await server.statementsOf(() => server.data(query, {}, admin));
  await Promise.all(Array.from({ length: 49 }, make));
  const fifty = await server.statementsOf(() => server.data(query, {}, admin));
  // The viewer, the webhooks, and for all webhooks together the deliveries and their number.
  expect([one.length, fifty.length]).toEqual([4, 4]);
});
