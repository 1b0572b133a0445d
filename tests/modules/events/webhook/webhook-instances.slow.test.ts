import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { IsNull } from 'typeorm';
import { type App, createApp } from '../../../../src/app';
import { loadConfig } from '../../../../src/config';
import type { Clock } from '../../../../src/core/time';
import { Database } from '../../../../src/database/database';
import { parseDatabaseUrl } from '../../../../src/database/database-url';
import { WRITE_POOL } from '../../../../src/database/postgres/postgres-pools';
import { entities } from '../../../../src/modules/entities';
import { type LeasedDelivery, WebhookDeliveries } from '../../../../src/modules/events/webhook/webhook-deliveries';
import { WebhookDelivery, WebhookDeliveryState } from '../../../../src/modules/events/webhook/webhook-delivery.entity';
import { OutboxEvent } from '../../../../src/modules/publishing/outbox';
import { PublicationState } from '../../../../src/modules/publishing/publication.entity';
import { until } from '../../../support/contents';
import { make, publication } from '../../../support/factories';
import { answering, isSignedWith, type Receiver, startReceiver } from '../../../support/receiver';
import { createMigratedDatabase, type TestDatabase } from '../../../support/test-database';
import { admin, tokenOf } from '../../../support/viewers';

const MINUTE_MS = 60_000;

let database: TestDatabase;
let directory: string;
let running: App[];
let receiver: Receiver;
let token: string | null;
/** Milliseconds that the clocks of the instances are ahead. */
let passed: number;

beforeEach(async () => {
  database = await createMigratedDatabase();
  directory = await mkdtemp(path.join(tmpdir(), 'entente-files-'));
  receiver = await startReceiver();
  running = [];
  token = null;
  passed = 0;
});

afterEach(async () => {
  await receiver.close();
  await Promise.all(running.map((app) => app.close()));
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

const clock: Clock = () => new Date(Date.now() + passed);

async function start(allowed = '127.0.0.1', env: Readonly<Record<string, string>> = {}): Promise<App> {
  const config = loadConfig({
    DATABASE_URL: database.url,
    FILES_DIR: path.join(directory, 'files'),
    DOCUMENT_KEY_FILE: path.join(directory, 'document.key'),
    DEMO_DATA: 'false',
    PORT: '0',
    WEBHOOK_ALLOWED_NETWORKS: allowed,
    ...env,
  });
  const app = await createApp({ config, logger: pino({ level: process.env.TEST_LOG ?? 'silent' }), clock });
  running.push(app);
  await app.listen();
  return app;
}

async function stop(app: App): Promise<void> {
  running.splice(running.indexOf(app), 1);
  await app.close();
}

async function mutate(app: App, name: string, input: object, selection: string): Promise<Record<string, unknown>> {
  token ??= await tokenOf(app.database, admin, clock());
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const { port } = app.http.server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      query: `mutation ($input: ${type}!) { answer: ${name}(input: $input) { ${selection} } }`,
      variables: { input },
    }),
  });
  const { data, errors } = (await answer.json()) as {
    data: { answer: Record<string, unknown> };
    errors?: unknown;
  };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data.answer;
}

async function webhook(app: App, url = receiver.url): Promise<string> {
  const { secret } = await mutate(app, 'createWebhook', { url, events: ['ACTIVITY_PUBLISHED'] }, 'secret');
  return secret as string;
}

async function publish(app: App): Promise<void> {
  const draft = publication(PublicationState.DRAFT);
  const { globalId: id } = await make(app, (create) => create.activity({ publication: draft }));
  await mutate(app, 'publishActivity', { id, version: 1 }, '__typename');
}

function deliveries(app: App): Promise<WebhookDelivery[]> {
  return app.database.write((manager) => manager.find(WebhookDelivery, { order: { id: 'ASC' } }));
}

async function settled(app: App, state: WebhookDeliveryState): Promise<void> {
  await until(async () => {
    const all = await deliveries(app);
    return all.length > 0 && all.every((one) => one.state === state);
  }, `every delivery is ${state}`);
}

/** A delivery whose first attempt was refused. Its server has stopped. */
async function leaveRefused(): Promise<WebhookDelivery> {
  const before = await start();
  await webhook(before);
  receiver.answer = answering(500);
  await publish(before);
  await until(async () => (await deliveries(before))[0]?.responseStatus === 500, 'it was refused');
  const [refused] = await deliveries(before);
  await stop(before);
  return refused!;
}

const ids = (): string[] => receiver.received.map(({ id }) => id).sort();

test('several instances together send each message once', async () => {
  const apps = [await start(), await start(), await start()];
  const secret = await webhook(apps[0]!);

  for (let round = 1; round <= 10; round += 1) await Promise.all(apps.map(publish));
  await until(async () => (await deliveries(apps[0]!)).length === 30, 'all are queued');
  await settled(apps[0]!, WebhookDeliveryState.DELIVERED);
  await delay(1_200);

  expect(receiver.received).toHaveLength(30);
  expect(new Set(ids()).size).toBe(30);
  expect(receiver.received.every((message) => isSignedWith(secret, message))).toBe(true);
});

test('a server that starts later retries a failed delivery', async () => {
  const before = await start();
  const secret = await webhook(before);
  receiver.answer = answering(500);
  await publish(before);
  await until(async () => (await deliveries(before))[0]?.responseStatus === 500, 'it has failed');
  await stop(before);
  receiver.answer = answering(204);

  passed += MINUTE_MS;
  const after = await start();
  await settled(after, WebhookDeliveryState.DELIVERED);

  const [first, second] = receiver.received;
  expect(receiver.received).toHaveLength(2);
  expect(second).toMatchObject({ id: first!.id, body: first!.body });
  expect(second!.timestamp).toBeGreaterThanOrEqual(first!.timestamp + 60);
  expect(isSignedWith(secret, second!)).toBe(true);
});

test('the next server sends events that another one left in the outbox, which are not deleted before', async () => {
  const before = await start();
  await webhook(before);
  const at = new Date(clock().getTime() + 1_000).toISOString();
  await stop(before);
  passed += 30 * 24 * 60 * MINUTE_MS;
  // The event is dated before this server started, as if another one had left it.
  const after = await start();
  await after.database.write((manager) =>
    manager.insert(OutboxEvent, { type: 'activityPublished', itemId: 7, at, queuedAt: null }),
  );

  // The delivery may be deleted right afterwards: its event has been expired for a second at most.
  await until(() => receiver.received.length === 1, 'the event is sent');

  expect(JSON.parse(receiver.received[0]!.body)).toMatchObject({ timestamp: at });
});

test('a delivery of a server that died is sent again when its lease has ended', async () => {
  const app = await start();
  await webhook(app);
  await publish(app);
  await settled(app, WebhookDeliveryState.DELIVERED);
  const lease = new Date(clock().getTime() + MINUTE_MS).toISOString();
  await app.database.write((manager) =>
    manager.query(`UPDATE webhook_delivery SET state = 'PENDING', next_attempt_at = '${lease}'`),
  );

  await delay(1_200);
  expect(receiver.received).toHaveLength(1);
  passed += MINUTE_MS;
  await settled(app, WebhookDeliveryState.DELIVERED);

  expect(ids()[0]).toBe(ids()[1]);
});

test('an attempt that ended with its server does not count', async () => {
  const app = await start();
  await webhook(app);
  let underWay = 0;
  receiver.answer = () => {
    underWay += 1;
  };
  await publish(app);
  await until(async () => underWay === 1, 'the message is under way');

  expect(await deliveries(app)).toMatchObject([{ attempts: 0, state: 'PENDING' }]);
  receiver.answer = answering(500);
  // The lease ends, as that of a server that was killed. The refusal that follows is the first one.
  passed += MINUTE_MS;
  await until(async () => (await deliveries(app))[0]?.responseStatus === 500, 'it was refused');
  const [refused] = await deliveries(app);
  expect(refused!.attempts).toBe(1);
  expect(Date.parse(refused!.nextAttemptAt!) - clock().getTime()).toBeLessThanOrEqual(5_500);
});

test('a message during which five servers have died in a row is abandoned, and can be sent again', async () => {
  const refused = await leaveRefused();

  const other = await Database.open(parseDatabaseUrl(database.url)!, entities);
  const dying = new WebhookDeliveries(other);
  const leases: number[] = [];
  for (let server = 1; server <= 6; server += 1) {
    passed += MINUTE_MS;
    leases.push((await dying.lease(new Map([[refused.webhookId, 4]]), clock)).length);
  }
  await other.close();
  expect(leases).toEqual([1, 1, 1, 1, 1, 0]);

  receiver.answer = answering(204);
  const after = await start();
  const [abandoned] = await deliveries(after);
  expect(abandoned).toMatchObject({ state: 'FAILED', attempts: 1, nextAttemptAt: null });
  expect(abandoned!.error).toMatch(/server ended during each of 5 attempts/);
  await mutate(after, 'redeliverWebhookDelivery', { id: abandoned!.globalId }, '__typename');
  await settled(after, WebhookDeliveryState.DELIVERED);
});

test('a lease that had to wait for other units of work begins when it is taken', async () => {
  const refused = await leaveRefused();
  passed += MINUTE_MS;

  const other = await Database.open(parseDatabaseUrl(database.url)!, entities);
  let end!: () => void;
  const held = new Promise<void>((resolve) => (end = resolve));
  const units = Array.from({ length: WRITE_POOL.max }, () => other.write(() => held));
  const leasing = new WebhookDeliveries(other).lease(new Map([[refused.webhookId, 4]]), clock);
  passed += MINUTE_MS;
  end();
  const [delivery] = await leasing;
  await Promise.all(units);
  await other.close();

  expect(Date.parse(delivery!.lease)).toBeGreaterThan(clock().getTime());
});

test('a message is not sent if its lease ended while the database was taking it', async () => {
  const app = await start();
  await webhook(app);
  const other = await Database.open(parseDatabaseUrl(database.url)!, entities);
  try {
    const lease = Reflect.get(WebhookDeliveries.prototype, 'lease');
    jest.spyOn(WebhookDeliveries.prototype, 'lease').mockImplementationOnce(async function (
      this: WebhookDeliveries,
      ...options
    ) {
      const late = await lease.apply(this, options);
      passed += MINUTE_MS;
      expect(await lease.apply(new WebhookDeliveries(other), options)).toHaveLength(1);
      return late;
    });
    const recording = jest.spyOn(WebhookDeliveries.prototype, 'recordResult');
    await publish(app);
    await until(() => recording.mock.results.length === 1, 'the late attempt has ended');
    await recording.mock.results[0]!.value;

    expect(receiver.received).toEqual([]);
    passed += MINUTE_MS;
    await settled(app, WebhookDeliveryState.DELIVERED);
    expect(receiver.received).toHaveLength(1);
  } finally {
    jest.restoreAllMocks();
    await other.close();
  }
});

test('the result of an attempt is discarded if another server has leased the delivery meanwhile', async () => {
  const { webhookId, id } = await leaveRefused();
  const other = await Database.open(parseDatabaseUrl(database.url)!, entities);
  const stored = new WebhookDeliveries(other);
  const lease = async (): Promise<LeasedDelivery> => {
    passed += MINUTE_MS;
    const [delivery] = await stored.lease(new Map([[webhookId, 4]]), clock);
    return delivery!;
  };
  const row = () => other.write((manager) => manager.findOneByOrFail(WebhookDelivery, { id }));
  const result = { attempts: 2, error: null, nextAttemptAt: null };
  try {
    const [late, current] = [await lease(), await lease()];

    await stored.recordResult(late, { ...result, state: WebhookDeliveryState.FAILED, responseStatus: 500 });
    expect(await row()).toMatchObject({ state: 'PENDING', attempts: 1, nextAttemptAt: current.lease });
    await stored.recordResult(current, { ...result, state: WebhookDeliveryState.DELIVERED, responseStatus: 204 });
    expect(await row()).toMatchObject({ state: 'DELIVERED', attempts: 2, nextAttemptAt: null });
  } finally {
    await other.close();
  }
});

test('a server that stops completes a running message, and releases one that hangs to the next server', async () => {
  const before = await start();
  await webhook(before);
  receiver.answer = (response) => {
    setTimeout(() => {
      answering(204)(response);
    }, 500);
  };
  await publish(before);
  await until(() => receiver.received.length === 1, 'it is under way');
  await stop(before);
  const second = await start();
  expect(await deliveries(second)).toMatchObject([{ state: 'DELIVERED' }]);

  receiver.answer = () => undefined;
  await publish(second);
  await until(() => receiver.received.length === 2, 'another is under way');
  const began = Date.now();
  await stop(second);
  expect(Date.now() - began).toBeLessThan(6_000);
  const afterwards = await Database.open(parseDatabaseUrl(database.url)!, entities);
  const left = await afterwards.write((manager) =>
    manager.find(WebhookDelivery, { where: { error: IsNull() }, order: { id: 'ASC' } }),
  );
  await afterwards.close();
  expect(left.map(({ nextAttemptAt }) => nextAttemptAt !== null && nextAttemptAt <= clock().toISOString())).toEqual([
    false,
    true,
  ]);
  expect(left.map(({ attempts }) => attempts)).toEqual([1, 0]);
  receiver.answer = answering(204);
  await settled(await start(), WebhookDeliveryState.DELIVERED);

  expect(receiver.received[2]!.id).toBe(receiver.received[1]!.id);
});

test('a server that has waited for a request does not wait for a hanging message as well', async () => {
  const app = await start('127.0.0.1', { SHUTDOWN_GRACE: '4' });
  await webhook(app);
  let abortedAt = 0;
  receiver.answer = (response) => {
    response.once('close', () => (abortedAt = performance.now()));
  };
  await publish(app);
  await until(() => receiver.received.length === 1, 'the message is under way');
  const { port } = app.http.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  const head = ['POST /graphql HTTP/1.1', 'host: localhost', 'content-type: application/json', 'content-length: 9'];
  socket.write([...head, 'expect: 100-continue', '\r\n'].join('\r\n'));
  await once(socket, 'data');

  const stopped = stop(app);
  await once(socket, 'close');
  const closedAt = performance.now();
  await stopped;
  await until(() => abortedAt > 0, 'the message is aborted');

  expect(abortedAt - closedAt).toBeLessThan(1_500);
});

test('a server that stops waits for a hanging message for half of the time, if that is less than two seconds', async () => {
  const app = await start('127.0.0.1', { SHUTDOWN_GRACE: '1' });
  await webhook(app);
  receiver.answer = () => undefined;
  await publish(app);
  await until(() => receiver.received.length === 1, 'the message is under way');

  const began = Date.now();
  await stop(app);

  expect(Date.now() - began).toBeLessThan(1_900);
});

test('an address that is not public is refused at the connection, for names and for formerly allowed addresses', async () => {
  const before = await start('127.0.0.1, ::1');
  await webhook(before);
  await webhook(before, `http://localhost:${receiver.port}/`);
  await publish(before);
  await settled(before, WebhookDeliveryState.DELIVERED);
  expect(receiver.received).toHaveLength(2);
  await stop(before);

  const after = await start('');
  await publish(after);
  await until(async () => (await deliveries(after)).filter(({ error }) => error !== null).length === 2, 'both failed');

  const errors = (await deliveries(after)).flatMap(({ state, error }) =>
    state === WebhookDeliveryState.PENDING ? [error] : [],
  );
  expect(errors).toEqual(
    Array.from({ length: 2 }, () => 'The address is neither public nor in WEBHOOK_ALLOWED_NETWORKS'),
  );
  expect(receiver.received).toHaveLength(2);
});
