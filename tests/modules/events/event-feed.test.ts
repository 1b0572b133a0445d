import { setTimeout as delay } from 'node:timers/promises';
import { In } from 'typeorm';
import { Database } from '../../../src/database/database';
import { parseDatabaseUrl, type DatabaseUrl } from '../../../src/database/database-url';
import { Notifications } from '../../../src/database/notifications';
import { anonymous } from '../../../src/core/access/viewer';
import { appendToOutbox, OutboxEvent } from '../../../src/modules/publishing/outbox';
import { entities } from '../../../src/modules/entities';
import { EventFeed } from '../../../src/modules/events/event-feed';
import { createMigratedDatabase, type TestDatabase } from '../../support/test-database';

interface Instance {
  readonly database: Database;
  readonly feed: EventFeed;
  /** The things whose events it has told, in that order. */
  readonly told: number[];
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
  await Promise.all(running.map(({ close }) => close()));
  await file.drop();
});

async function start(): Promise<Instance> {
  const database = await Database.open(url, entities);
  const feed = new EventFeed(database, unexpected);
  const told: number[] = [];
  const ended = new AbortController();
  const listening = (async () => {
    for await (const { itemId } of feed.events(ended.signal)) told.push(itemId);
  })();
  await feed.start();
  const close = async (): Promise<void> => {
    ended.abort();
    await listening;
    await feed.stop();
    await database.close();
  };
  const instance = { database, feed, told, close };
  running.push(instance);
  return instance;
}

/** Leaves events of these things in one unit of work, which `meanwhile` keeps open. */
async function leave({ database }: Instance, thingIds: number[], meanwhile?: () => Promise<void>): Promise<void> {
  await database.write(async (manager) => {
    const unit = { manager, viewer: anonymous, now: new Date().toISOString() };
    for (const itemId of thingIds) await appendToOutbox(unit, 'activityPublished', itemId);
    await meanwhile?.();
  });
}

async function until(isSo: () => boolean, withinMs = 4_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('It did not come to be so');
    await delay(10);
  }
}

test('tells every instance of each event once, in order', async () => {
  const [one, other] = [await start(), await start()];

  await leave(one, [11, 12]);
  await leave(other, [13]);
  one.feed.wake();
  await until(() => one.told.length === 3 && other.told.length === 3);
  one.feed.wake();
  await delay(1_200);

  expect([one.told, other.told]).toEqual([
    [11, 12, 13],
    [11, 12, 13],
  ]);
});

test('tells nothing of what was left before the start', async () => {
  await leave(await start(), [11, 12]);
  const late = await start();

  await leave(late, [13]);
  await until(() => late.told.length === 1);

  expect(late.told).toEqual([13]);
});

test('tells nothing of what was rolled back, and all that comes after it', async () => {
  const one = await start();
  await expect(leave(one, [11], () => Promise.reject(new Error('No')))).rejects.toThrow('No');

  await leave(one, [12]);
  one.feed.wake();
  await until(() => one.told.length > 0);

  expect(one.told).toEqual([12]);
});

test('tells of more events than one statement gives', async () => {
  const one = await start();
  const things = Array.from({ length: 2_500 }, (_, number) => number);

  await one.database.write(async (manager) => {
    const events = things.map((itemId) => ({ type: 'newsItemPublished' as const, itemId, at: '', queuedAt: null }));
    for (let from = 0; from < events.length; from += 500) {
      await manager.insert(OutboxEvent, events.slice(from, from + 500));
    }
  });
  one.feed.wake();
  await until(() => one.told.length === 2_500);

  expect(one.told).toEqual(things);
});

test('tells of units of work that end in another order than they began', async () => {
  const one = await start();
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let entered = (): void => undefined;
  const isEntered = new Promise<void>((resolve) => (entered = resolve));

  const slow = leave(one, [11], () => (entered(), released));
  await isEntered;
  // SQLite has it wait for the first.
  const fast = leave(one, [12]);
  if (url.dialect === 'postgres') {
    await fast;
    one.feed.wake();
    await until(() => one.told.length === 1);
  }
  release();
  await Promise.all([slow, fast]);
  one.feed.wake();
  await until(() => one.told.length === 2);

  expect(one.told).toEqual(url.dialect === 'postgres' ? [12, 11] : [11, 12]);
});

test('forgets events after a week, but none that is yet to be queued for webhooks', async () => {
  const one = await start();
  await leave(one, [11, 12, 13]);
  await one.database.write((manager) => manager.update(OutboxEvent, { itemId: In([11, 12]) }, { queuedAt: 'then' }));
  const [first] = await one.database.write((manager) => manager.find(OutboxEvent, { order: { id: 'ASC' } }));
  const week = 7 * 86_400_000;

  await one.feed.deleteExpired(new Date(Date.parse(first!.at) + week - 1).toISOString());
  expect(await one.database.write((manager) => manager.count(OutboxEvent))).toBe(3);
  await one.feed.deleteExpired(new Date(Date.now() + week).toISOString());

  expect(await one.database.write((manager) => manager.find(OutboxEvent))).toMatchObject([{ itemId: 13 }]);
});

test('hears of other instances at once on PostgreSQL, also when its connection was lost, and of none on SQLite', async () => {
  const one = await start();
  let heard = 0;
  const notifications = new Notifications(
    url,
    () => (heard += 1),
    () => undefined,
  );
  await notifications.start();
  try {
    if (url.dialect === 'sqlite') {
      await leave(one, [11]);
      expect(heard).toBe(0);
      return;
    }
    await until(() => heard === 1);
    await leave(one, [11]);
    await until(() => heard === 2, 500);

    await one.database.write((manager) =>
      manager.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'entente events' AND datname = current_database()`,
      ),
    );
    await until(() => heard === 3);
    await leave(one, [12]);
    await until(() => heard === 4, 500);
  } finally {
    await notifications.stop();
  }
});
