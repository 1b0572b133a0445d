import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { In } from 'typeorm';
import { anonymous } from '../../../src/core/access/viewer';
import { Database } from '../../../src/database/database';
import { type DatabaseUrl, parseDatabaseUrl } from '../../../src/database/database-url';
import { Notifications } from '../../../src/database/postgres/notifications';
import { ReadDatabase } from '../../../src/database/reading/read-database';
import { entities } from '../../../src/modules/entities';
import { EventFeed } from '../../../src/modules/events/event-feed';
import { appendToOutbox, OutboxEvent } from '../../../src/modules/publishing/outbox';
import { createMigratedDatabase, type TestDatabase } from '../../support/test-database';

interface Instance {
  readonly database: Database;
  readonly feed: EventFeed;
  /** The items of the events that it has delivered, in that order. */
  readonly received: number[];
  readonly close: () => Promise<void>;
}

const unexpected = (error: unknown): void => {
  throw error;
};

let file: TestDatabase;
let url: DatabaseUrl;
let running: Instance[];

beforeEach(async () => {
  file = await createMigratedDatabase();
  url = parseDatabaseUrl(file.url)!;
  running = [];
});

afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(running.map(({ close }) => close()));
  await file.drop();
});

async function start(): Promise<Instance> {
  const database = await Database.open(url, entities);
  const feed = new EventFeed(database, unexpected);
  const received: number[] = [];
  const ended = new AbortController();
  const listening = (async () => {
    for await (const { itemId } of feed.events(ended.signal)) received.push(itemId);
  })();
  await feed.start();
  const close = async (): Promise<void> => {
    ended.abort();
    await listening;
    await feed.stop();
    await database.close();
  };
  const instance = { database, feed, received, close };
  running.push(instance);
  return instance;
}

/** Appends events of these items to the outbox in one unit of work, which `meanwhile` keeps open. */
async function append({ database }: Instance, itemIds: number[], meanwhile?: () => Promise<void>): Promise<void> {
  await database.write(async (manager) => {
    const unit = { manager, viewer: anonymous, now: new Date().toISOString() };
    for (const itemId of itemIds) await appendToOutbox(unit, 'activityPublished', itemId);
    await meanwhile?.();
  });
}

async function until(condition: () => boolean, withinMs = 4_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('The condition was not met in time');
    await delay(10);
  }
}

test('delivers each event once and in order on every instance', async () => {
  const [one, other] = [await start(), await start()];

  await append(one, [11, 12]);
  await append(other, [13]);
  one.feed.wake();
  await until(() => one.received.length === 3 && other.received.length === 3);
  one.feed.wake();
  await delay(1_200);

  expect([one.received, other.received]).toEqual([
    [11, 12, 13],
    [11, 12, 13],
  ]);
});

test('delivers no event from before the start', async () => {
  await append(await start(), [11, 12]);
  const late = await start();

  await append(late, [13]);
  await until(() => late.received.length === 1);

  expect(late.received).toEqual([13]);
});

test('delivers nothing that was rolled back, and everything after it', async () => {
  const one = await start();
  await expect(append(one, [11], () => Promise.reject(new Error('No')))).rejects.toThrow('No');

  await append(one, [12]);
  one.feed.wake();
  await until(() => one.received.length > 0);

  expect(one.received).toEqual([12]);
});

test('delivers more events than one statement returns', async () => {
  const one = await start();
  const items = Array.from({ length: 2_500 }, (_, number) => number);

  await one.database.write(async (manager) => {
    const events = items.map((itemId) => ({ type: 'newsItemPublished' as const, itemId, at: '', queuedAt: null }));
    for (let from = 0; from < events.length; from += 500) {
      await manager.insert(OutboxEvent, events.slice(from, from + 500));
    }
  });
  one.feed.wake();
  await until(() => one.received.length === 2_500);

  expect(one.received).toEqual(items);
});

test('delivers more events than may wait for a group, at the pace at which it takes them', async () => {
  const one = await start();
  const left = new AbortController();
  const events = one.feed.events(left.signal);
  const taken: number[] = [];
  const taking = (async () => {
    for await (const { itemId } of events) {
      taken.push(itemId);
      await nextTurn();
    }
  })();

  await one.database.write(
    (manager) => manager.sql`INSERT INTO outbox_event (type, item_id, at)
      WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 11999)
      SELECT 'newsItemPublished', i, '' FROM n`,
  );
  one.feed.wake();
  await until(() => taken.length === 12_000, 30_000);
  left.abort();
  await taking;

  expect(taken).toEqual(Array.from({ length: 12_000 }, (_, number) => number));
});

test('delivers the events of units of work that commit in another order than they started', async () => {
  const one = await start();
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let entered = (): void => undefined;
  const isEntered = new Promise<void>((resolve) => (entered = resolve));

  const slow = append(one, [11], () => (entered(), released));
  await isEntered;
  // On SQLite it waits for the first one.
  const fast = append(one, [12]);
  if (url.dialect === 'postgres') {
    await fast;
    one.feed.wake();
    await until(() => one.received.length === 1);
  }
  release();
  await Promise.all([slow, fast]);
  one.feed.wake();
  await until(() => one.received.length === 2);

  expect(one.received).toEqual(url.dialect === 'postgres' ? [12, 11] : [11, 12]);
});

/** As after a failover to a standby that lacked all events but the first one: their ids are given again. */
async function loseAllButFirst({ database }: Instance): Promise<void> {
  await database.write(async (manager) => {
    await manager.query('DELETE FROM outbox_event WHERE id > 1');
    await manager.query(
      __DATABASE__ === 'postgres'
        ? 'ALTER SEQUENCE outbox_event_id_seq RESTART WITH 2'
        : `UPDATE sqlite_sequence SET seq = 1 WHERE name = 'outbox_event'`,
    );
  });
}

test.each([
  ['fewer events than were lost', [21], 0],
  ['as many events as were lost', [21, 22, 23], 0],
  ['more events than were lost', [21, 22, 23, 24, 25], 0],
  ['events later than the next poll', [21, 22], 1_200],
])('delivers %s in a failover', async (_what, itemIds, afterMs) => {
  const one = await start();
  await append(one, [11, 12, 13, 14]);
  one.feed.wake();
  await until(() => one.received.length === 4);
  await loseAllButFirst(one);
  await delay(afterMs);

  await append(one, itemIds);
  one.feed.wake();
  await until(() => one.received.length >= 4 + itemIds.length);
  await append(one, [31]);
  one.feed.wake();
  await until(() => one.received.at(-1) === 31);

  expect(one.received).toEqual([11, 12, 13, 14, ...itemIds, 31]);
});

test('delivers an event that is appended after the outbox was found to be empty', async () => {
  const one = await start();
  await append(one, [11]);
  one.feed.wake();
  await until(() => one.received.length === 1);
  await one.database.write((manager) => manager.clear(OutboxEvent));
  jest.spyOn(ReadDatabase.prototype, 'query').mockImplementationOnce(async () => {
    await append(one, [12]);
    return [];
  });

  one.feed.wake();
  await until(() => one.received.length > 1);

  expect(one.received).toEqual([11, 12]);
});

test('deletes events after a week, but none that is not yet queued for webhooks', async () => {
  const one = await start();
  await append(one, [11, 12, 13]);
  await one.database.write((manager) => manager.update(OutboxEvent, { itemId: In([11, 12]) }, { queuedAt: 'then' }));
  const [first] = await one.database.write((manager) => manager.find(OutboxEvent, { order: { id: 'ASC' } }));
  const week = 7 * 86_400_000;

  await one.feed.deleteExpired(new Date(Date.parse(first!.at) + week - 1).toISOString());
  expect(await one.database.write((manager) => manager.count(OutboxEvent))).toBe(3);
  await one.feed.deleteExpired(new Date(Date.now() + week).toISOString());

  expect(await one.database.write((manager) => manager.find(OutboxEvent))).toMatchObject([{ itemId: 13 }]);
});

test('is notified by other instances on PostgreSQL, also after a lost connection, and never on SQLite', async () => {
  const one = await start();
  let notified = 0;
  const notifications = new Notifications(url, {
    onNotification: () => (notified += 1),
    onMessage: () => undefined,
    onError: () => undefined,
  });
  await notifications.start();
  try {
    if (url.dialect === 'sqlite') {
      await append(one, [11]);
      expect(notified).toBe(0);
      return;
    }
    await until(() => notified === 1);
    await append(one, [11]);
    await until(() => notified === 2, 500);

    await one.database.write((manager) =>
      manager.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'entente events' AND datname = current_database()`,
      ),
    );
    await until(() => notified === 3);
    await append(one, [12]);
    await until(() => notified === 4, 500);
  } finally {
    await notifications.stop();
  }
});
