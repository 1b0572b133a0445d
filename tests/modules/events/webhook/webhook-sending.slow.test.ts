import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { IsNull } from 'typeorm';
import { WebhookDeliveries } from '../../../../src/modules/events/webhook/webhook-deliveries';
import { OutboxEvent } from '../../../../src/modules/publishing/outbox';
import { PublicationState } from '../../../../src/modules/publishing/publication.entity';
import { KeyRing } from '../../../../src/storage/key-ring';
import { until } from '../../../support/contents';
import { make, publication } from '../../../support/factories';
import { mutationsOf } from '../../../support/mutations';
import { onSqlite } from '../../../support/on-sqlite';
import { answering, isSignedWith, type Receiver, startReceiver } from '../../../support/receiver';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { admin, editor } from '../../../support/viewers';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

let server: TestServer;
let receiver: Receiver;

beforeEach(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', WEBHOOK_ALLOWED_NETWORKS: '127.0.0.1' });
  receiver = await startReceiver();
});

afterEach(async () => {
  await receiver.close();
  await server.close();
});

async function webhook(
  url: string = receiver.url,
  events: string[] = ['ACTIVITY_PUBLISHED', 'NEWS_ITEM_PUBLISHED'],
): Promise<{ id: string; secret: string }> {
  const made = await mutationsOf(server, 'createWebhook').done({ url, events }, 'secret webhook { id }');
  return { id: made.webhook.id, secret: made.secret };
}

/** Publishes an activity through the API. Returns its global id. */
async function publish(): Promise<string> {
  const draft = publication(PublicationState.DRAFT);
  const { globalId: id } = await make(server.app, (create) => create.activity({ publication: draft }));
  await mutationsOf(server, 'publishActivity', editor).done({ id, version: 1 }, '__typename');
  return id;
}

interface Delivery {
  readonly id: string;
  readonly messageId: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly state: string;
  readonly attempts: number;
  readonly nextAttemptAt: string | null;
  readonly lastAttemptAt: string | null;
  readonly responseStatus: number | null;
  readonly error: string | null;
}

/** The deliveries of a webhook in the API, newest first, and the time since when it is disabled. */
async function logOf(id: string): Promise<{ disabledAt: string | null; deliveries: Delivery[] }> {
  const { node } = await server.data(
    `query ($id: ID!) { node(id: $id) { ... on Webhook { disabledAt deliveries(first: 100) { nodes {
      id messageId type occurredAt state attempts nextAttemptAt lastAttemptAt responseStatus error } } } } }`,
    { id },
    admin,
  );
  return { disabledAt: node.disabledAt, deliveries: node.deliveries.nodes };
}

/** The only delivery of a webhook, once it has the expected values. */
async function delivery(id: string, wanted: Partial<Delivery>): Promise<Delivery> {
  let found: Delivery | undefined;
  await until(
    async () => {
      [found] = (await logOf(id)).deliveries;
      return Object.entries(wanted).every(([name, value]) => found?.[name as keyof Delivery] === value);
    },
    `the delivery is ${JSON.stringify(wanted)}`,
  );
  return found!;
}

const came = (count: number): Promise<void> => until(() => receiver.received.length >= count, `${count} came`);

test('a publication is sent once, signed, with only the id of the item', async () => {
  const { id, secret } = await webhook(`${receiver.url}?from=entente`);

  const activity = await publish();
  const found = await delivery(id, { state: 'DELIVERED' });
  await delay(1_200);

  expect(receiver.received).toHaveLength(1);
  const [message] = receiver.received;
  expect(isSignedWith(secret, message!)).toBe(true);
  expect(message).toMatchObject({
    path: 'POST /hook?from=entente',
    id: found.messageId,
    contentType: 'application/json',
    body: JSON.stringify({ type: 'activity.published', timestamp: found.occurredAt, data: { id: activity } }),
  });
  expect(Math.abs(message!.timestamp - Date.now() / 1_000)).toBeLessThan(10);
  expect(found).toMatchObject({
    type: 'ACTIVITY_PUBLISHED',
    attempts: 1,
    nextAttemptAt: null,
    lastAttemptAt: expect.any(String),
    responseStatus: 204,
    error: null,
  });
});

test('each webhook receives the events that it subscribes to, signed with its own secret', async () => {
  const activities = await webhook(receiver.url, ['ACTIVITY_PUBLISHED']);
  const news = await webhook(receiver.url, ['NEWS_ITEM_PUBLISHED']);
  const draft = publication(PublicationState.DRAFT);
  const item = await make(server.app, (create) => create.newsItem({ publication: draft }));

  await publish();
  await mutationsOf(server, 'publishNewsItem', editor).done({ id: item.globalId, version: 1 }, '__typename');
  await came(2);
  await delay(300);

  const messagesOf = (type: string) => receiver.received.filter(({ body }) => body.includes(`"${type}"`));
  const [[activity, ...more], [newsMessage, ...others]] = [
    messagesOf('activity.published'),
    messagesOf('news_item.published'),
  ];
  expect([more, others]).toEqual([[], []]);
  expect(isSignedWith(activities.secret, activity!)).toBe(true);
  expect(isSignedWith(news.secret, newsMessage!)).toBe(true);
  expect(JSON.parse(newsMessage!.body)).toMatchObject({ data: { id: item.globalId } });
});

test('a webhook receives the event of a change that began before its creation, and was saved after that', async () => {
  const at = new Date().toISOString();
  await delay(10);
  const { id } = await webhook();
  await server.app.database.write((manager) =>
    manager.insert(OutboxEvent, { type: 'activityPublished', itemId: 7, at, queuedAt: null }),
  );
  server.pass(SECOND_MS);
  await delivery(id, { state: 'DELIVERED' });

  expect(receiver.received).toHaveLength(1);
});

test('a webhook receives no event from before its creation or after its deletion', async () => {
  await publish();
  const unqueued = (): Promise<number> =>
    server.app.database.write((manager) => manager.countBy(OutboxEvent, { queuedAt: IsNull() }));
  await until(async () => (await unqueued()) === 0, 'the event is queued');
  const { id } = await webhook();
  await publish();
  await delivery(id, { state: 'DELIVERED' });

  await mutationsOf(server, 'deleteWebhook').done({ id }, '__typename');
  server.pass(SECOND_MS);
  await publish();
  await delay(1_500);

  expect(receiver.received).toHaveLength(1);
});

test('the content changes of one item come in their order, and no other item waits for them', async () => {
  await webhook(receiver.url, ['CONTENT_APPEARED', 'CONTENT_CHANGED', 'CONTENT_WITHDRAWN']);
  const networks = await make(server.app, async (create) => [
    await create.network({ publication: publication(PublicationState.DRAFT) }),
    await create.network({ publication: publication(PublicationState.DRAFT) }),
  ]);
  const [one, other] = networks.map(({ globalId: id, slug }) => ({ id, slug }));
  receiver.answer = answering(500);

  await mutationsOf(server, 'publishNetwork', editor).done({ id: one!.id, version: 1 }, '__typename');
  await came(1);
  receiver.answer = answering(204);
  await mutationsOf(server, 'unpublishNetwork', editor).done({ id: one!.id, version: 2 }, '__typename');
  await mutationsOf(server, 'publishNetwork', editor).done({ id: other!.id, version: 1 }, '__typename');
  await came(2);
  await delay(300);
  server.pass(6 * SECOND_MS);
  await came(4);

  const data = ({ id, slug }: typeof one & {}): object => ({ id, type: 'NETWORK', slug, locales: ['en'] });
  expect(receiver.received.map(({ body }) => JSON.parse(body))).toMatchObject([
    { type: 'content.appeared', data: data(one!) },
    { type: 'content.appeared', data: data(other!) },
    { type: 'content.appeared', data: data(one!) },
    { type: 'content.withdrawn', data: data(one!) },
  ]);
});

test('an item does not wait for one of another type that has the same id', async () => {
  await webhook(receiver.url, ['CONTENT_APPEARED']);
  const draft = { publication: publication(PublicationState.DRAFT) };
  const [network, activity] = await make(server.app, async (create) => [
    await create.network(draft),
    await create.activity(draft),
  ]);
  expect(network.id).toBe(activity.id);
  receiver.answer = answering(500);
  await mutationsOf(server, 'publishNetwork', editor).done({ id: network.globalId, version: 1 }, '__typename');
  await came(1);
  receiver.answer = answering(204);

  await mutationsOf(server, 'publishActivity', editor).done({ id: activity.globalId, version: 1 }, '__typename');
  await came(2);

  expect(receiver.received.map(({ body }) => JSON.parse(body).data.id)).toEqual([network.globalId, activity.globalId]);
});

test('a deleted webhook receives no retries', async () => {
  const { id } = await webhook();
  receiver.answer = answering(500);
  await publish();
  await delivery(id, { responseStatus: 500 });

  await mutationsOf(server, 'deleteWebhook').done({ id }, '__typename');
  server.pass(MINUTE_MS);
  await delay(1_500);

  expect(receiver.received).toHaveLength(1);
});

test('each delivery says which item its event is about, by its slug once the item is in the trash', async () => {
  const { id } = await webhook(receiver.url, ['ACTIVITY_PUBLISHED', 'CONTENT_WITHDRAWN']);
  const query = `query ($id: ID!) { node(id: $id) { ... on Webhook {
    deliveries(first: 2) { nodes { type itemType slug node { id } } } } } }`;
  const deliveries = async () => (await server.data(query, { id }, admin)).node.deliveries.nodes;
  const activity = await publish();
  await came(1);

  expect(await deliveries()).toEqual([
    { type: 'ACTIVITY_PUBLISHED', itemType: 'ACTIVITY', slug: null, node: { id: activity } },
  ]);

  await mutationsOf(server, 'deleteActivity').done({ id: activity, version: 2 }, '__typename');
  await came(2);
  const { slug } = JSON.parse(receiver.received[1]!.body).data;
  expect(await deliveries()).toEqual([
    { type: 'CONTENT_WITHDRAWN', itemType: 'ACTIVITY', slug, node: null },
    { type: 'ACTIVITY_PUBLISHED', itemType: 'ACTIVITY', slug: null, node: null },
  ]);
});

test('a failing delivery has ten attempts by the schedule, with the same id and the time of each attempt, and then fails', async () => {
  const { id, secret } = await webhook();
  // Each attempt gets another status, which shows the attempt that was recorded.
  receiver.answer = (response) => {
    answering(499 + receiver.received.length)(response);
  };
  await publish();

  const waits: number[] = [];
  for (let attempts = 1; attempts < 10; attempts++) {
    const { nextAttemptAt, lastAttemptAt } = await delivery(id, { attempts, responseStatus: 499 + attempts });
    waits.push(Date.parse(nextAttemptAt!) - Date.parse(lastAttemptAt!));
    if (waits.at(-1)! > MINUTE_MS) {
      server.pass(waits.at(-1)! - MINUTE_MS);
      await delay(1_100);
      expect(receiver.received).toHaveLength(attempts);
      server.pass(MINUTE_MS);
    } else {
      server.pass(waits.at(-1)!);
    }
    await came(attempts + 1);
  }
  const last = await delivery(id, { state: 'FAILED' });
  server.pass(2 * DAY_MS);
  await delay(1_200);

  const schedule = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400].map((seconds) => seconds * SECOND_MS);
  for (const [number, wait] of waits.entries()) {
    expect(wait).toBeGreaterThanOrEqual(schedule[number]!);
    expect(wait).toBeLessThan(schedule[number]! * 1.1 + 2 * SECOND_MS);
  }
  expect(last).toMatchObject({ attempts: 10, nextAttemptAt: null, responseStatus: 509, error: null });
  expect(receiver.received).toHaveLength(10);
  expect(new Set(receiver.received.map((message) => message.id))).toEqual(new Set([last.messageId]));
  const times = receiver.received.map(({ timestamp }) => timestamp);
  expect(times.at(-1)! - times[0]!).toBeGreaterThan(75 * 3_600);
  expect(receiver.received.every((message) => isSignedWith(secret, message))).toBe(true);
});

test('a failed or delivered message can be sent again, with the same id and all its attempts', async () => {
  const { id } = await webhook();
  await publish();
  const first = await delivery(id, { state: 'DELIVERED' });
  receiver.answer = answering(500);

  const redeliver = mutationsOf(server, 'redeliverWebhookDelivery');
  const answer = await redeliver.done({ id: first.id }, 'webhookDelivery { id messageId }');
  expect(answer.webhookDelivery).toEqual({ id: first.id, messageId: first.messageId });
  await delivery(id, { state: 'PENDING', attempts: 1, responseStatus: 500 });
  receiver.answer = answering(200);
  await redeliver.done({ id: first.id }, '__typename');
  await delivery(id, { state: 'DELIVERED', responseStatus: 200 });

  expect(receiver.received.map((message) => message.id)).toEqual(Array.from({ length: 3 }, () => first.messageId));
});

test('says since when a webhook has been failing, until a delivery succeeds', async () => {
  const { id } = await webhook();
  const other = await webhook(receiver.url, ['NEWS_ITEM_PUBLISHED']);
  const failingSince = async (): Promise<Record<string, string | null>> => {
    const { webhooks } = await server.data('{ webhooks { nodes { id failingSince } } }', {}, admin);
    return Object.fromEntries(
      webhooks.nodes.map((node: { id: string; failingSince: string | null }) => [node.id, node.failingSince]),
    );
  };
  await publish();
  await delivery(id, { state: 'DELIVERED' });
  expect(await failingSince()).toEqual({ [id]: null, [other.id]: null });

  receiver.answer = answering(500);
  await publish();
  await until(async () => (await logOf(id)).deliveries.length === 2, 'it is queued');
  const { occurredAt } = await delivery(id, { state: 'PENDING', attempts: 1 });
  server.pass(SECOND_MS);
  await publish();
  await until(async () => (await logOf(id)).deliveries.length === 3, 'it is queued');
  await delivery(id, { state: 'PENDING', attempts: 1 });
  expect(await failingSince()).toEqual({ [id]: occurredAt, [other.id]: null });

  receiver.answer = answering(204);
  await publish();
  await until(async () => (await logOf(id)).deliveries.length === 4, 'it is queued');
  await delivery(id, { state: 'DELIVERED' });
  expect(await failingSince()).toEqual({ [id]: null, [other.id]: null });
});

test('a Retry-After that is longer than the schedule is respected, up to a day', async () => {
  const { id } = await webhook();
  let published = 0;
  const waitFor = async (): Promise<number> => {
    await publish();
    published += 1;
    await until(async () => (await logOf(id)).deliveries.length === published, 'it is queued');
    const { nextAttemptAt, lastAttemptAt } = await delivery(id, { state: 'PENDING', attempts: 1, responseStatus: 429 });
    return Date.parse(nextAttemptAt!) - Date.parse(lastAttemptAt!);
  };

  receiver.answer = answering(429, { 'retry-after': '600' });
  expect(Math.floor((await waitFor()) / MINUTE_MS)).toBe(10);
  receiver.answer = answering(429, { 'retry-after': '99999999' });
  expect(await waitFor()).toBeLessThan(1.1 * DAY_MS + MINUTE_MS);
  receiver.answer = answering(429, { 'retry-after': 'soon' });
  expect(await waitFor()).toBeLessThan(10 * SECOND_MS);
});

test('a 410 disables the webhook, abandons its pending deliveries, and stops further messages', async () => {
  const { id } = await webhook();
  await publish();
  await delivery(id, { state: 'DELIVERED' });
  receiver.answer = answering(500);
  await publish();
  await delivery(id, { responseStatus: 500, state: 'PENDING' });
  receiver.answer = answering(410);
  await publish();
  await until(async () => (await logOf(id)).disabledAt !== null, 'it is disabled');
  await publish();
  server.pass(MINUTE_MS);
  await delay(1_500);

  expect(receiver.received).toHaveLength(3);
  const { deliveries } = await logOf(id);
  expect(deliveries).toMatchObject([
    { state: 'FAILED', responseStatus: 410, nextAttemptAt: null },
    { state: 'FAILED', nextAttemptAt: null, error: 'The receiver has responded with 410 (Gone)' },
    { state: 'DELIVERED', error: null },
  ]);
  const refusal = await mutationsOf(server, 'redeliverWebhookDelivery').refused({ id: deliveries[0]!.id });
  expect(refusal).toMatchObject({ code: 'CONFLICT' });
});

for (const status of [301, 302, 307, 308]) {
  onSqlite(`a redirect by ${status} is not followed`, async () => {
    const { id } = await webhook();
    const other = await startReceiver();
    receiver.answer = answering(status, { location: other.url });

    await publish();
    const found = await delivery(id, { responseStatus: status });
    await other.close();

    expect(found).toMatchObject({ state: 'PENDING', error: null });
    expect(other.received).toEqual([]);
  });
}

onSqlite('a receiver that does not answer delays no other, and is cut off after 15 seconds', async () => {
  const slow = await startReceiver();
  slow.answer = (response) => {
    // One byte per second, and never the end of the headers.
    response.socket!.write('HTTP/1.1 200 OK\r\n');
    const timer = setInterval(() => response.socket?.write('x'), SECOND_MS);
    response.socket!.on('close', () => {
      clearInterval(timer);
    });
  };
  const { id } = await webhook(slow.url);
  await webhook();
  const began = Date.now();
  for (let number = 0; number < 12; number++) await publish();

  await came(12);
  expect(Date.now() - began).toBeLessThan(10_000);
  await delay(Math.max(0, began + 14_000 - Date.now()));
  expect(slow.received).toHaveLength(4);
  await until(async () => {
    const { deliveries } = await logOf(id);
    return deliveries.some(({ error }) => error === 'The receiver did not answer in time');
  }, 'it is cut off');
  expect(Date.now() - began).toBeLessThan(25_000);
  await slow.close();
});

onSqlite('a response with an endless body counts by its status, and only its beginning is read', async () => {
  let sent = 0;
  receiver.answer = (response) => {
    response.writeHead(200);
    const more = (): void => {
      if (response.destroyed) return;
      sent += 16_384;
      response.write(Buffer.alloc(16_384), () => setTimeout(more, 1));
    };
    more();
  };
  const { id } = await webhook();
  await publish();
  await delivery(id, { state: 'DELIVERED', responseStatus: 200 });
  expect(sent).toBeLessThan(8_000_000);
});

onSqlite('a refused or cut connection is retried, and its error shows only the code', async () => {
  const closed = await startReceiver();
  await closed.close();
  const refused = await webhook(closed.url);
  receiver.answer = (response) => response.socket!.destroy();
  const cut = await webhook();
  await publish();

  expect(await delivery(refused.id, { attempts: 1, state: 'PENDING', responseStatus: null })).toBeDefined();
  await delivery(refused.id, { error: 'The connection failed: ECONNREFUSED' });
  await delivery(cut.id, { error: 'The connection failed: ECONNRESET' });
});

onSqlite('a receiver may send ten interim responses, and is cut off at the next', async () => {
  const interim = (count: number) => (response: ServerResponse) => {
    response.socket!.write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(count));
    answering(204)(response);
  };
  receiver.answer = interim(10);
  const { id } = await webhook();
  await publish();
  await delivery(id, { attempts: 1, state: 'DELIVERED', responseStatus: 204 });

  receiver.answer = interim(11);
  await publish();
  await delivery(id, { attempts: 1, state: 'PENDING', responseStatus: null });
});

onSqlite('a receiver that switches protocols is retried, and blocks neither the server nor its shutdown', async () => {
  receiver.answer = (response) => {
    response.socket!.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  };
  const { id } = await webhook();
  // More than run concurrently.
  for (let number = 0; number < 6; number++) await publish();

  await came(6);
  await until(async () => {
    const { deliveries } = await logOf(id);
    return deliveries.filter(({ error }) => error === 'The connection failed').length === 6;
  }, 'all have failed');
});

test('a message that cannot be signed is retried, and sent once the key is restored', async () => {
  const { id } = await webhook();
  const damage = (to: string) => server.app.database.write((manager) => manager.query(to));
  const [{ sealed_secret }] = (await damage('SELECT sealed_secret FROM webhook')) as [{ sealed_secret: string }];
  await damage(`UPDATE webhook SET sealed_secret = 'bm9uc2Vuc2U='`);
  await publish();
  await delivery(id, { state: 'PENDING', error: 'The server cannot sign the message' });

  await damage(`UPDATE webhook SET sealed_secret = '${sealed_secret}'`);
  server.pass(10 * SECOND_MS);
  await delivery(id, { state: 'DELIVERED' });
  expect(receiver.received).toHaveLength(1);
});

test('results of concurrent attempts are written together, and a secret is decrypted once', async () => {
  const opened = jest.spyOn(KeyRing.prototype, 'open');
  const written = jest.spyOn(server.app.database, 'writeWithRetries');
  const hooks = await Promise.all(Array.from({ length: 20 }, () => webhook()));
  const answers: (() => void)[] = [];
  receiver.answer = (response) => answers.push(() => answering(204)(response));
  await publish();
  await came(20);
  written.mockClear();

  for (const answer of answers) answer();
  for (const { id } of hooks) await delivery(id, { state: 'DELIVERED' });

  expect(written.mock.calls.length).toBeLessThan(10);
  await publish();
  await came(40);
  expect(opened).toHaveBeenCalledTimes(20);
  jest.restoreAllMocks();
});

test('deliveries are deleted after 30 days, except pending ones', async () => {
  const { id } = await webhook();
  await publish();
  await delivery(id, { state: 'DELIVERED' });
  const [{ occurredAt }] = (await logOf(id)).deliveries as [Delivery];
  const deliveries = new WebhookDeliveries(server.app.database);
  const at = (ms: number) => new Date(Date.parse(occurredAt) + ms).toISOString();

  await deliveries.deleteExpired(at(30 * DAY_MS - 1));
  expect((await logOf(id)).deliveries).toHaveLength(1);
  receiver.answer = answering(500);
  await publish();
  await delivery(id, { state: 'PENDING', responseStatus: 500 });
  await deliveries.deleteExpired(at(31 * DAY_MS));

  expect((await logOf(id)).deliveries).toMatchObject([{ state: 'PENDING' }]);
});
