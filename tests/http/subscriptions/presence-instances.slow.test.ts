import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { Role } from '../../../src/core/access/role';
import type { Activity } from '../../../src/modules/catalogue/activity/activity.entity';
import type { Network } from '../../../src/modules/catalogue/network/network.entity';
import type { Account } from '../../../src/modules/identity/account/account.entity';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { make, publication } from '../../support/factories';
import { connect, subscribe, type TestSubscription, until } from '../../support/subscriber';
import { type Answer, startTestServer, type TestServer } from '../../support/test-server';
import { editor, type TestViewer, viewerOf } from '../../support/viewers';

const presenceChanged = `subscription ($id: ID!) { presenceChanged(id: $id) {
  id others { name since account { email } } } }`;

/** Two instances on one database. */
let one: TestServer;
let two: TestServer;
let network: Network;
let activity: Activity;
let ada: Account;
let ben: Account;
let clients: Client[];

beforeAll(async () => {
  one = await startTestServer({ DEMO_DATA: 'false' });
  two = await startTestServer({ DEMO_DATA: 'false', DATABASE_URL: one.databaseUrl });
});

afterAll(async () => {
  await two.close();
  await one.close();
});

beforeEach(async () => {
  clients = [];
  [network, activity, ada, ben] = await make(one.app, async (create) => {
    const ofNetwork = await create.network();
    const draft = await create.activity({ publication: publication(PublicationState.DRAFT) });
    await create.takesPart(draft, ofNetwork);
    const bound = { role: Role.EDITOR, networkId: ofNetwork.id };
    return [
      ofNetwork,
      draft,
      await create.account({ name: 'Ada', role: Role.EDITOR }),
      await create.account({ name: 'Ben', ...bound }),
    ] as const;
  });
});

afterEach(async () => {
  for (const client of clients) await client.dispose();
});

const asViewer = ({ id, role, networkId }: Account): TestViewer => viewerOf(role, { accountId: id, networkId });

/** Opens the item as this viewer does. */
async function open(server: TestServer, viewer?: TestViewer, id = activity.globalId): Promise<TestSubscription> {
  const params = viewer && { authorization: `Bearer ${await server.tokenOf(viewer)}` };
  const client = connect(server.address, params && { params });
  clients.push(client);
  return subscribe(client, presenceChanged, { id });
}

/** The names of the others in the latest event; null before the first one. */
function others({ answers }: TestSubscription): string[] | null {
  const latest = answers.at(-1);
  return latest === undefined ? null : namesIn(latest);
}

function namesIn({ data }: Answer): string[] {
  return data!.presenceChanged.others.map(({ name }: { name: string }) => name);
}

const sees = (subscription: TestSubscription, names: string[]): Promise<void> =>
  until(() => JSON.stringify(others(subscription)) === JSON.stringify(names));

test('everybody who has an item open sees who else has, until they leave', async () => {
  const ofAda = await open(one, asViewer(ada));
  await sees(ofAda, []);

  const ofBen = await open(one, asViewer(ben));
  await sees(ofAda, ['Ben']);
  await sees(ofBen, ['Ada']);
  expect(ofAda.answers.at(-1)!.data!.presenceChanged).toEqual({
    id: activity.globalId,
    others: [{ name: 'Ben', since: expect.any(String), account: { email: ben.email } }],
  });
  // An editor of one network sees the name, and not the address.
  expect(ofBen.answers.at(-1)!.data!.presenceChanged.others).toMatchObject([{ name: 'Ada', account: null }]);

  ofBen.stop();
  await sees(ofAda, []);
});

test('an account that has the item open twice is present once, until it has closed both', async () => {
  const ofAda = await open(one, asViewer(ada));
  await sees(ofAda, []);
  const first = await open(one, asViewer(ben));
  await sees(first, ['Ada']);
  const second = await open(one, asViewer(ben));
  await sees(second, ['Ada']);

  first.stop();
  second.stop();
  await sees(ofAda, []);
  const seen = ofAda.answers.map((answer) => JSON.stringify(namesIn(answer)));
  expect(seen.filter((names, index) => names !== seen[index - 1])).toEqual(['[]', '["Ben"]', '[]']);
});

test('who has another item open is not there', async () => {
  const another = await make(one.app, (create) => create.activity());
  const ofAda = await open(one, asViewer(ada));
  const elsewhere = await open(one, viewerOf(Role.EDITOR, { accountId: ben.id }), another.globalId);
  await until(() => [ofAda, elsewhere].every((feed) => others(feed) !== null || feed.end !== null));

  expect(others(ofAda)).toEqual([]);
});

test('an API key watches, but is not present', async () => {
  const ofAda = await open(one, asViewer(ada));
  const ofKey = await open(one, editor);

  await sees(ofKey, ['Ada']);
  expect(others(ofAda)).toEqual([]);
});

test('a name that is an address is shown to those only who may see it', async () => {
  await one.app.database.write((manager) => manager.update('account', { id: ada.id }, { name: 'ada@example.org' }));
  await open(one, asViewer(ada));

  await sees(await open(one, editor), ['ada@example.org']);
  const ofBen = await open(one, asViewer(ben));
  await until(() => JSON.stringify(others(ofBen)) === '[null]');
});

test('an item is the same as none to those who may not edit it', async () => {
  const stranger = await make(one.app, async (create) => {
    const { id: networkId } = await create.network();
    return create.account({ role: Role.EDITOR, networkId });
  });
  const member = await make(one.app, (create) => create.account({ role: Role.MEMBER, networkId: network.id }));
  const ofAda = await open(one, asViewer(ada));
  await sees(ofAda, []);
  const refused = [
    await open(one),
    await open(one, asViewer(member)),
    await open(one, asViewer(stranger)),
    await open(one, asViewer(ada), Buffer.from('Activity:999999').toString('base64url')),
    await open(one, asViewer(ada), 'x'),
  ];

  await until(() => refused.every(({ end }) => end !== null));
  const messages = new Set(refused.map(({ end }) => JSON.stringify(end!.errors!.map(({ message }) => message))));
  expect([...messages]).toEqual(['["There is no item with this id that you may edit"]']);
  for (const { end } of refused) expect(end!.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  expect(ofAda.answers).toHaveLength(1);
});

test('the presence ends when the rights of the account have ended', async () => {
  const ofBen = await open(one, asViewer(ben));
  await sees(ofBen, []);
  await one.app.database.write((manager) => manager.update('account', { id: ben.id }, { role: Role.MEMBER }));

  // The next editor makes the server look again.
  const ofAda = await open(one, asViewer(ada));
  await until(() => ofBen.end !== null);
  expect(ofBen.end!.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  await sees(ofAda, []);
});

test('a client that uses an id again before its subscription has ended leaves nothing behind', async () => {
  const ofBen = await open(one, asViewer(ben));
  await sees(ofBen, []);
  const socket = new WebSocket(`${one.address.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  const send = (message: object): void => {
    socket.send(JSON.stringify(message));
  };
  send({ type: 'connection_init', payload: { authorization: `Bearer ${await one.tokenOf(asViewer(ada))}` } });
  await once(socket, 'message');
  for (let time = 1; time <= 20; time += 1) {
    // A document that is not known waits for a turn.
    const query = presenceChanged.replace('subscription', `subscription Again${time}`);
    send({ type: 'subscribe', id: '1', payload: { query, variables: { id: activity.globalId } } });
    if (time < 20) send({ type: 'complete', id: '1' });
  }
  const closed = once(socket, 'close');
  await delay(300);
  socket.close();
  await closed;
  await delay(300);

  const ofKey = await open(one, editor);
  await sees(ofKey, ['Ben']);
});

if (__DATABASE__ === 'postgres') {
  test('accounts on other instances are seen, and gone when they leave', async () => {
    const ofAda = await open(one, asViewer(ada));
    const ofBen = await open(two, asViewer(ben));

    await sees(ofAda, ['Ben']);
    await sees(ofBen, ['Ada']);
    ofBen.stop();
    await sees(ofAda, []);
  });
}
