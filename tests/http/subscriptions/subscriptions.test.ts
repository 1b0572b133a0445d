import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { Role } from '../../../src/core/access/role';
import { Account } from '../../../src/modules/identity/account/account.entity';
import { Session } from '../../../src/modules/identity/session/session.entity';
import type { EventType } from '../../../src/modules/publishing/event-type';
import { appendToOutbox } from '../../../src/modules/publishing/outbox';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { pagePassword, setPagePassword, unlock } from '../../support/documents';
import { make, publication } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import {
  connect,
  type ConnectOptions,
  subscribe,
  subscribed,
  type TestSubscription,
  until,
} from '../../support/subscriber';
import { startTestServer, type TestServer } from '../../support/test-server';
import { fastestOf, timeOf } from '../../support/timing';
import { admin, editor, viewerOf } from '../../support/viewers';

let server: TestServer;
let clients: Client[];

beforeAll(async () => {
  server = await startTestServer({
    DEMO_DATA: 'false',
    CORS_ORIGINS: 'https://site.example',
    PUBLIC_URL: 'https://entente.example',
  });
  await make(server.app, (create) => create.network({ slug: 'casc' }));
});

afterAll(() => server.close());

beforeEach(() => {
  clients = [];
});

afterEach(async () => {
  for (const connected of clients) await connected.dispose();
});

function client(options?: ConnectOptions): Client {
  const connected = connect(server.address, options);
  clients.push(connected);
  return connected;
}

const activityPublished =
  'subscription ($filter: ActivityFilter) { activityPublished(filter: $filter) { slug title } }';

async function begun(
  of: Client,
  query = activityPublished,
  variables?: Record<string, unknown>,
): Promise<TestSubscription> {
  return subscribed(of, query, variables);
}

let made = 0;

/** Creates and publishes an activity as an editor. Returns its slug. */
async function publish(title = 'Seminar', input: Record<string, unknown> = {}): Promise<string> {
  const slug = `live-${++made}`;
  const create = mutationsOf(server, 'createActivity', editor);
  const { activity } = await create.done({ title, summary: 'S', slug, ...input }, 'activity { id }');
  await mutationsOf(server, 'publishActivity', editor).done({ id: activity.id, version: 1 }, '__typename');
  return slug;
}

/** Appends an event to the outbox, whatever the state of the content. */
async function leave(type: EventType, itemId: number): Promise<void> {
  await server.app.database.write((manager) =>
    appendToOutbox({ manager, now: new Date().toISOString() }, type, itemId),
  );
}

const slugsOf = ({ answers }: TestSubscription): string[] => answers.map(({ data }) => data!.activityPublished.slug);

describe('subscribers', () => {
  test('receive a publication immediately, and once each', async () => {
    const [one, other] = [await begun(client()), await begun(client())];

    const slugs = [await publish(), await publish()];
    await until(() => one.answers.length === 2 && other.answers.length === 2, 1_000);
    await delay(300);

    expect([slugsOf(one), slugsOf(other)]).toEqual([slugs, slugs]);
    expect(one.answers[0]).toEqual({ data: { activityPublished: { slug: slugs[0], title: 'Seminar' } } });
  });

  test('receive only what matches their filter', async () => {
    const about = client();
    const filtered = await begun(about, activityPublished, { filter: { title: { contains: 'police' } } });
    const byPlace = await begun(about, activityPublished, {
      filter: { network: ['casc'], not: { title: { eq: 'No' } } },
    });

    await publish('Seminar of judges');
    const police = await publish('Seminar of police');
    const casc = await publish('Other', { networks: ['casc'] });
    await until(() => filtered.answers.length > 0 && byPlace.answers.length > 0);
    await delay(200);

    expect([slugsOf(filtered), slugsOf(byPlace)]).toEqual([[police], [casc]]);
  });

  test('receive every field that an operation may request, as far as they may see it', async () => {
    const query = `subscription { activityPublished { slug networks { slug } relatedNews { totalCount }
      publication { state } } }`;
    const [anybody, staff] = [
      await begun(client(), query),
      await begun(client({ params: { authorization: `Bearer ${await server.tokenOf(editor)}` } }), query),
    ];

    const slug = await publish('Seminar', { networks: ['casc'] });
    await until(() => anybody.answers.length === 1 && staff.answers.length === 1);

    expect(staff.answers[0]).toEqual({
      data: {
        activityPublished: {
          slug,
          networks: [{ slug: 'casc' }],
          relatedNews: { totalCount: 0 },
          publication: { state: 'PUBLISHED' },
        },
      },
    });
    expect(anybody.answers[0]!.errors).toMatchObject([
      { path: ['activityPublished', 'publication'], extensions: { code: 'FORBIDDEN' } },
    ]);
  });

  test('receive at most 500 errors of fields with an event, and one that says so', async () => {
    const refused = Array.from({ length: 100 }, (_, field) => `f${field}: hasDocumentsPassword`).join(' ');
    const networks = Array.from(
      { length: 6 },
      (_, n) => `n${n}: networks { a: activities(first: 1) { n: nodes { ...F } } }`,
    );
    const received = await begun(
      client(),
      `subscription { a: activityPublished { ${networks.join(' ')} } } fragment F on Activity { ${refused} }`,
    );

    await publish('Seminar', { networks: ['casc'] });
    await until(() => received.answers.length === 1);

    const codes = received.answers[0]!.errors!.map(({ extensions }) => extensions.code);
    expect(codes.slice(499)).toEqual(['FORBIDDEN', 'QUERY_TOO_COMPLEX']);
  });

  test('receive an error in the place of a result with more than 100,000 characters', async () => {
    const titles = Array.from({ length: 99 }, (_, field) => `t${field}: summary`).join(' ');
    const received = await begun(client(), `subscription { activityPublished { ${titles} } }`);

    await publish('Short');
    await publish('Long', { summary: 'Word '.repeat(210) });
    await until(() => received.answers.length === 2);

    expect(received.answers[0]!.errors).toBeUndefined();
    expect(received.answers[1]).toEqual({
      errors: [
        {
          message: 'The response would have more than 100000 characters: request less at a time',
          extensions: { code: 'QUERY_TOO_COMPLEX', limit: 'response', maximum: 100_000 },
        },
      ],
    });
  });

  test('receive scheduled content when it is published', async () => {
    const subscription = await begun(client());
    const publishAt = new Date(Date.now() + 400).toISOString();
    await make(server.app, (create) =>
      create.activity({
        slug: 'scheduled',
        publication: Object.assign(publication(PublicationState.SCHEDULED), { publishAt }),
      }),
    );

    await until(() => subscription.answers.length > 0, 1_800);

    expect(slugsOf(subscription)).toEqual(['scheduled']);
  });

  test('receive news', async () => {
    const subscription = await begun(client(), 'subscription { newsItemPublished { slug title } }');
    const shown = await make(server.app, (create) => create.newsItem());
    await leave('activityPublished', shown.id);
    const create = mutationsOf(server, 'createNewsItem', editor);
    const { newsItem } = await create.done({ title: 'News', excerpt: 'E', slug: 'news' }, 'newsItem { id }');
    await mutationsOf(server, 'publishNewsItem', editor).done({ id: newsItem.id, version: 1 }, '__typename');

    await until(() => subscription.answers.length > 0);

    expect(subscription.answers).toEqual([{ data: { newsItemPublished: { slug: 'news', title: 'News' } } }]);
  });

  test('do not receive content that was unpublished before delivery', async () => {
    const subscription = await begun(client());
    const { id } = await make(server.app, (create) =>
      create.activity({ publication: publication(PublicationState.DRAFT) }),
    );
    await leave('activityPublished', id);

    const slug = await publish();
    await until(() => subscription.answers.length > 0);
    await delay(200);

    expect(slugsOf(subscription)).toEqual([slug]);
  });

  test('receive nothing after they have unsubscribed, and leave nothing behind', async () => {
    const of = client();
    const stopped = await begun(of);
    const going = await begun(of);

    stopped.stop();
    await until(() => stopped.end !== null);
    await delay(100);
    const statements = await server.statementsOf(async () => {
      await publish();
      await until(() => going.answers.length === 1);
    });

    expect(statements.filter((statement) => statement.startsWith('SELECT 1 FROM activity'))).toHaveLength(1);
    expect([stopped.answers, stopped.end]).toEqual([[], {}]);
  });
});

describe('a signed-in subscriber', () => {
  test('receives nothing once the session has ended, and an error that says so', async () => {
    const account = await make(server.app, (create) => create.account({ role: Role.VIEWER }));
    const asker = viewerOf(Role.VIEWER, { accountId: account.id });
    const authorization = `Bearer ${await server.tokenOf(asker)}`;
    const subscription = await begun(client({ params: { authorization } }));
    await publish();
    await until(() => subscription.answers.length === 1);

    await server.app.database.write((manager) => manager.delete(Session, { accountId: account.id }));
    await publish();
    await until(() => subscription.end !== null);

    expect(subscription.end).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(subscription.answers).toHaveLength(1);
  });

  test('may authenticate in the headers of the handshake', async () => {
    const headers = { authorization: `Bearer ${await server.tokenOf(admin)}` };
    const subscription = await begun(
      client({ headers }),
      'subscription { activityPublished { publication { state } } }',
    );

    await publish();
    await until(() => subscription.answers.length === 1);

    expect(subscription.answers[0]!.errors).toBeUndefined();
  });

  test.each([
    ['a token that was never given', { authorization: `Bearer ents_${'x'.repeat(43)}` }],
    ['another scheme', { authorization: 'Basic eDp5' }],
    ['no text', { authorization: { token: 'x' } }],
  ])('gets an error for %s', async (_case, params) => {
    const subscription = subscribe(client({ params }), activityPublished);

    await until(() => subscription.end !== null);

    expect(subscription.end).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });
});

describe('operations that are rejected over HTTP are rejected over a WebSocket', () => {
  const deep = `${'relatedNews { nodes { activities { '.repeat(11)}id${' } } }'.repeat(11)}`;
  const cases: [string, string, Record<string, unknown>, Record<string, unknown>][] = [
    ['a syntax error', 'subscription {', {}, { code: 'GRAPHQL_PARSE_FAILED' }],
    ['an unknown field', 'subscription { nothing }', {}, { code: 'GRAPHQL_VALIDATION_FAILED' }],
    [
      'a condition at the root that leaves nothing',
      'subscription { activityPublished @skip(if: true) { slug } }',
      {},
      { code: 'GRAPHQL_VALIDATION_FAILED' },
    ],
    [
      'a condition at the root that is a variable',
      'subscription ($if: Boolean!) { ...Root } fragment Root on Subscription { activityPublished @include(if: $if) { slug } }',
      { if: true },
      { code: 'GRAPHQL_VALIDATION_FAILED' },
    ],
    ['wrong variables', activityPublished, { filter: { nothing: 1 } }, { code: 'BAD_USER_INPUT', field: 'filter' }],
    [
      'a filter that costs too much',
      activityPublished,
      { filter: { or: Array(40).fill({ text: 'wrokshop trianing seminra judical confrence' }) } },
      { code: 'QUERY_TOO_COMPLEX', limit: 'cost' },
    ],
    [
      'a wrong filter',
      activityPublished,
      { filter: { title: { eq: null } } },
      { code: 'BAD_USER_INPUT', field: 'filter.title.eq' },
    ],
    [
      'too many wrong variables',
      activityPublished,
      { filter: { or: Array(5).fill(null) } },
      { code: 'BAD_USER_INPUT' },
    ],
    ['NUL', activityPublished, { filter: { title: { eq: 'a\0b' } } }, { code: 'BAD_USER_INPUT' }],
    ['depth', `subscription { activityPublished { ${deep} } }`, {}, { code: 'QUERY_TOO_COMPLEX' }],
    [
      'too many tokens',
      `subscription { activityPublished { ${'slug '.repeat(5_000)} } }`,
      {},
      { code: 'GRAPHQL_PARSE_FAILED' },
    ],
    ['queries', '{ activities { totalCount } }', {}, { code: 'BAD_REQUEST' }],
    ['mutations', 'mutation { signOut { viewer { role } } }', {}, {}],
  ];

  // Checking them is charged by the time that it takes, and nobody may cause very much in a minute.
  beforeEach(() => {
    server.pass(60_000);
  });

  test.each(cases)('%s', async (_case, query, variables, extensions) => {
    const subscription = subscribe(client(), query, variables);

    await until(() => subscription.end !== null);

    const errors = subscription.end?.errors ?? [];
    expect([errors[0], errors.at(-1)]).toMatchObject([{ extensions }, { extensions }]);
    expect(errors.length).toBeLessThanOrEqual(4);
    expect(subscription.answers).toEqual([]);
  });

  test.each([
    ['a single one', 'subscription One { activityPublished { slug } }', 'Other'],
    [
      'several',
      'subscription One { activityPublished { slug } } subscription Two { activityPublished { id } }',
      'Other',
    ],
    ['several, without a name', 'subscription One { activityPublished { slug } } query Two { __typename }', undefined],
  ])('an unknown operation beside %s', async (_case, query, operationName) => {
    const subscription = subscribe(client(), query, {}, operationName);

    await until(() => subscription.end !== null);

    expect(subscription.end).toMatchObject({ errors: [{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }] });
  });

  test('more than fifty subscriptions on one connection', async () => {
    const of = client();
    const subscriptions = Array.from({ length: 51 }, () => subscribe(of, activityPublished));

    await until(() => subscriptions.some(({ end }) => end !== null));
    const slug = await publish();
    await until(() => subscriptions.filter(({ answers }) => answers.length > 0).length === 50);

    const ends = subscriptions.map(({ end }) => end).filter((end) => end !== null);
    expect(ends).toMatchObject([{ errors: [{ extensions: { code: 'TOO_MANY_REQUESTS' } }] }]);
    expect(slugsOf(subscriptions[0]!)).toEqual([slug]);
  });
});

/** The status of the response to a handshake. */
async function handshake(headers: Record<string, string>, path = '/graphql'): Promise<number> {
  const socket = new WebSocket(`${server.address.replace(/^http/, 'ws')}${path}`, 'graphql-transport-ws', { headers });
  const status = await new Promise<number>((resolve) => {
    socket.once('open', () => {
      resolve(101);
    });
    socket.once('unexpected-response', (_request, response) => {
      resolve(response.statusCode!);
      response.resume();
    });
    socket.once('error', () => undefined);
  });
  socket.terminate();
  return status;
}

describe('a handshake', () => {
  test('is allowed for our own pages, for allowed origins, and for clients that are no browser', async () => {
    const own = [await handshake({ origin: server.address }), await handshake({ origin: 'https://entente.example' })];
    const allowed = await handshake({ origin: 'https://site.example' });
    const others = [await handshake({ origin: 'https://other.example' }), await handshake({ origin: 'null' })];

    expect([...own, allowed, await handshake({})]).toEqual([101, 101, 101, 101]);
    expect(others).toEqual([403, 403]);
  });

  test('is an ordinary request at other addresses', async () => {
    expect([await handshake({}, '/nothing'), await handshake({}, '/health/live')]).toEqual([404, 200]);
  });

  test('is rejected for an address with a hundred connections, until one of them ends', async () => {
    const sockets = Array.from(
      { length: 100 },
      () => new WebSocket(`${server.address.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws'),
    );
    await Promise.all(sockets.map((socket) => once(socket, 'open')));

    expect(await handshake({})).toBe(429);
    sockets[0]!.close();
    await once(sockets[0]!, 'close');
    await delay(100);
    expect(await handshake({})).toBe(101);
    for (const socket of sockets) socket.terminate();
    await delay(100);
  });
});

/** Opens a raw connection and sends these messages. Returns the code with which it was closed. */
async function closeOf(messages: (string | object)[], protocol = 'graphql-transport-ws'): Promise<number> {
  const socket = new WebSocket(`${server.address.replace(/^http/, 'ws')}/graphql`, protocol);
  await once(socket, 'open');
  const closed = once(socket, 'close') as Promise<[number]>;
  const [first, ...others] = messages.map((message) =>
    typeof message === 'string' ? message : JSON.stringify(message),
  );
  socket.send(first!);
  // The acknowledgement of `connection_init`.
  await Promise.race([once(socket, 'message'), closed]);
  for (const message of others) socket.send(message);
  const [code] = await closed;
  return code;
}

describe('a connection is closed', () => {
  const init = { type: 'connection_init' };
  const subscribing = { id: '1', type: 'subscribe', payload: { query: activityPublished } };

  test.each([
    ['for an invalid message', [init, 'nonsense'], 4400],
    ['for a subscription before connection_init', [{ id: '1', type: 'subscribe', payload: { query: '{ a }' } }], 4401],
    ['for a second connection_init', [init, init], 4429],
    [
      'for an id that is too long for the reason',
      [init, ...Array<object>(2).fill({ ...subscribing, id: 'x'.repeat(200) })],
      4409,
    ],
    ['for a message that is too long', [init, 'x'.repeat(65_537)], 1009],
  ])('%s', async (_case, messages, code) => {
    expect(await closeOf(messages)).toBe(code);
  });
});

describe('subscribers of the same operation', () => {
  test.each([1, 40])('cost as many statements for an event as one: %i of them', async (count) => {
    const connections = [client(), client()];
    const subscriptions: TestSubscription[] = [];
    const query = 'subscription { activityPublished { slug networks { name } objectives { text } } }';
    for (let number = 0; number < count; number += 1) {
      subscriptions.push(subscribe(connections[number % 2]!, query));
    }
    for (const connection of connections) await begun(connection, 'subscription { nothing }');
    const draft = publication(PublicationState.DRAFT);
    const { id, globalId } = await make(server.app, (create) => create.activity({ publication: draft }));
    const publishIt = mutationsOf(server, 'publishActivity', editor);
    await publishIt.done({ id: globalId, version: 1 }, '__typename');
    await until(() => subscriptions.every(({ answers }) => answers.length === 1));

    // The same event again, apart from the mutation.
    const statements = await server.statementsOf(async () => {
      await leave('activityPublished', id);
      await until(() => subscriptions.every(({ answers }) => answers.length === 2));
    });

    // The activity is in the list, the activity, its networks and its objectives.
    expect(statements).toHaveLength(4);
  });

  test('receive the answer for their own rights, and never that for others', async () => {
    const { network, accounts, activity } = await make(server.app, async (create) => {
      const casc = await create.network();
      const other = await create.network();
      const hidden = publication(PublicationState.DRAFT);
      const workshop = await create.activity({ publication: hidden });
      await create.takesPart(workshop, casc);
      await create.takesPart(workshop, await create.network({ slug: 'hidden-one', publication: hidden }));
      const restricted = await create.document({ activityId: workshop.id, contentVersion: 1 });
      await create.content({ documentId: restricted.id });
      return {
        network: casc,
        activity: workshop,
        accounts: {
          member: await create.account({ role: Role.MEMBER, networkId: casc.id }),
          colleague: await create.account({ role: Role.MEMBER, networkId: casc.id }),
          stranger: await create.account({ role: Role.MEMBER, networkId: other.id }),
        },
      };
    });
    await mutationsOf(server, 'publishActivity', editor).done({ id: activity.globalId, version: 1 }, '__typename');
    await setPagePassword(server, activity, pagePassword);
    const grants = [await unlock(server, activity, pagePassword), await unlock(server, activity, pagePassword)];
    const as = async (account: Account) => ({
      authorization: `Bearer ${await server.tokenOf(viewerOf(account.role, { accountId: account.id, networkId: account.networkId }))}`,
    });
    const params: Record<string, Record<string, string>> = {
      nobody: {},
      again: {},
      grant: { 'entente-grants': grants[0]!['grant'] as string },
      otherGrant: { 'entente-grants': grants[1]!['grant'] as string },
      member: await as(accounts.member),
      colleague: await as(accounts.colleague),
      stranger: await as(accounts.stranger),
      editor: { authorization: `Bearer ${await server.tokenOf(editor)}` },
      editorOfOne: {
        authorization: `Bearer ${await server.tokenOf(viewerOf(Role.EDITOR, { networkId: network.id }))}`,
      },
    };
    const query = `subscription { activityPublished { slug networks { slug } publication { state }
      restrictedDocuments { access { reason } content { downloadUrl } } } }`;
    const asked: Record<string, TestSubscription> = {};
    for (const [name, given] of Object.entries(params)) asked[name] = await begun(client({ params: given }), query);

    await leave('activityPublished', activity.id);
    await until(() => Object.values(asked).every(({ answers }) => answers.length === 1));

    const seen = Object.entries(asked).map(([name, { answers }]) => {
      const { networks, publication: shown, restrictedDocuments } = answers[0]!.data!['activityPublished'];
      const [{ access, content }] = restrictedDocuments;
      const holder = content === null ? null : new URL(content.downloadUrl).searchParams.get('for');
      return { name, networks: networks.length, isStaff: shown !== null, reason: access.reason, holder };
    });
    const [locked, byRole, byGrant] = ['PASSWORD_REQUIRED', 'ROLE', 'UNLOCKED_BY_PASSWORD'];
    expect(seen).toEqual([
      { name: 'nobody', networks: 1, isStaff: false, reason: locked, holder: null },
      { name: 'again', networks: 1, isStaff: false, reason: locked, holder: null },
      { name: 'grant', networks: 1, isStaff: false, reason: byGrant, holder: expect.stringMatching(/^g/) },
      { name: 'otherGrant', networks: 1, isStaff: false, reason: byGrant, holder: expect.stringMatching(/^g/) },
      { name: 'member', networks: 1, isStaff: false, reason: byRole, holder: expect.stringMatching(/^s/) },
      { name: 'colleague', networks: 1, isStaff: false, reason: byRole, holder: expect.stringMatching(/^s/) },
      { name: 'stranger', networks: 1, isStaff: false, reason: locked, holder: null },
      { name: 'editor', networks: 2, isStaff: true, reason: byRole, holder: expect.stringMatching(/^k/) },
      { name: 'editorOfOne', networks: 1, isStaff: true, reason: byRole, holder: expect.stringMatching(/^k/) },
    ]);
    // Download URLs belong to one session, key or grant.
    const holders = seen.flatMap(({ holder }) => (holder === null ? [] : [holder]));
    expect(new Set(holders).size).toBe(holders.length);
  });

  test('stay apart when one of them loses rights', async () => {
    const accounts = await make(server.app, async (create) => [
      await create.account({ role: Role.EDITOR }),
      await create.account({ role: Role.EDITOR }),
    ]);
    const subscriptions: TestSubscription[] = [];
    for (const { id, role } of accounts) {
      const authorization = `Bearer ${await server.tokenOf(viewerOf(role, { accountId: id }))}`;
      const query = 'subscription { activityPublished { slug publication { state } } }';
      subscriptions.push(await begun(client({ params: { authorization } }), query));
    }
    const [demoted, kept] = subscriptions as [TestSubscription, TestSubscription];
    await server.app.database.write((manager) =>
      manager.update(Account, { id: accounts[0]!.id }, { role: Role.VIEWER }),
    );

    await publish();
    await until(() => demoted.answers.length === 1 && kept.answers.length === 1);

    const isStaff = ({ answers }: TestSubscription) => answers[0]!.data!['activityPublished'].publication !== null;
    expect([isStaff(demoted), isStaff(kept)]).toEqual([false, true]);
  });

  test('may be many, but different operations of one address are at most a hundred', async () => {
    const connections = [client(), client(), client()];
    const started = Array.from({ length: 102 }, (_, number) =>
      subscribe(connections[number % 3]!, `subscription S${Math.min(number, 100)} { activityPublished { slug } }`),
    );
    await until(() => started.some(({ end }) => end !== null));
    await delay(200);

    const refused = started.filter(({ end }) => end !== null);
    expect(refused.map(({ end }) => end?.errors?.[0]?.extensions.code)).toEqual(refused.map(() => 'TOO_MANY_REQUESTS'));
    expect(refused.length).toBeGreaterThanOrEqual(1);
    expect(refused.length).toBeLessThanOrEqual(2);
    const equal = await begun(client(), 'subscription S1 { activityPublished { slug } }');
    await publish();
    await until(() => equal.answers.length === 1);
    started[5]!.stop();
    await delay(100);
    const another = await begun(client(), 'subscription Another { activityPublished { slug } }');
    expect(another.end).toBeNull();
  });
});

test('a client that does not read is cut off, and others receive everything', async () => {
  const reader = await begun(client());
  const deaf = new WebSocket(`${server.address.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
  let messages = 0;
  const begunIds = new Set<unknown>();
  let code: number | null = null;
  deaf.on('message', (text: Buffer) => {
    messages += 1;
    begunIds.add((JSON.parse(text.toString()) as { id?: string }).id);
  });
  deaf.once('close', (closedWith) => (code = closedWith));
  await once(deaf, 'open');
  deaf.send(JSON.stringify({ type: 'connection_init' }));
  await until(() => messages === 1);
  const query = 'subscription { activityPublished { description } }';
  const ids = Array.from({ length: 50 }, (_, number) => String(number));
  for (const id of ids) deaf.send(JSON.stringify({ id, type: 'subscribe', payload: { query } }));
  const slugs: string[] = [];
  while (!ids.every((id) => begunIds.has(id))) {
    slugs.push(await publish('Seminar'));
    await until(() => reader.answers.length === slugs.length);
  }
  deaf.pause();
  messages = 0;

  // Three million bytes each, part of which the operating system buffers.
  const description = 'd'.repeat(60_000);
  for (let time = 0; time < 8; time++) {
    slugs.push(await publish('Seminar', { description }));
    await until(() => reader.answers.length === slugs.length);
  }
  deaf.resume();
  await until(() => code !== null);

  expect(code).toBe(1006);
  expect(messages).toBeLessThan(8 * ids.length);
  expect(slugsOf(reader)).toEqual(slugs);
  // A client that leaves is no error of the server.
  expect(server.log.filter(({ level }) => level >= 50)).toEqual([]);
});

test('a request that offers another protocol is answered as an ordinary one', async () => {
  const { port } = new URL(server.address);
  const body = JSON.stringify({ query: '{ activities { totalCount } }' });
  let received = '';

  for (let time = 1; time <= 2; time++) {
    const socket = connectSocket(Number(port), '127.0.0.1');
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    socket.write(
      `POST /graphql HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n` +
        `HTTP2-Settings: AAMAAABkAAQAAP__\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await until(() => received.split('HTTP/1.1 200').length === time + 1 && received.endsWith('}\n'));
    socket.destroy();
  }

  expect(received.match(/"totalCount":\d+/g)).toHaveLength(2);
});

test('a stopping server closes connections, and does not wait for clients that do not respond', async () => {
  const stopOne = async (): Promise<number> => {
    const stopping = await startTestServer({ DEMO_DATA: 'false' });
    const subscription = await begun(connect(stopping.address));
    const deaf = new WebSocket(`${stopping.address.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
    await once(deaf, 'open');
    deaf.pause();
    const ms = await timeOf(() => stopping.close());
    await until(() => subscription.end !== null);
    expect(subscription.end).toMatchObject({ code: 1001 });
    deaf.terminate();
    return ms;
  };

  expect(await fastestOf(3_000, stopOne)).toBeLessThan(3_000);
});
