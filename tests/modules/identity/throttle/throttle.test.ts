import { Database } from '../../../../src/database/database';
import { parseDatabaseUrl } from '../../../../src/database/database-url';
import { sql } from '../../../../src/database/sql/sql';
import { TooManyRequestsError } from '../../../../src/errors';
import { entities } from '../../../../src/modules/entities';
import { type Attempt, Throttle } from '../../../../src/modules/identity/throttle/throttle';
import { recordWrites } from '../../../support/recorded-writes';
import { createMigratedDatabase, type TestDatabase } from '../../../support/test-database';

const second = 1_000;
const hour = 3_600 * second;
const secret = (): Promise<Buffer> => Promise.resolve(Buffer.from('secret'));

let storage: TestDatabase;
let database: Database;
let throttle: Throttle;
let now: number;

beforeAll(async () => {
  storage = await createMigratedDatabase();
  database = await Database.open(parseDatabaseUrl(storage.url)!, entities);
  throttle = new Throttle(database, secret);
});

beforeEach(async () => {
  now = Date.parse('2026-11-24T12:00:00.000Z');
  await database.write((manager) => manager.query('DELETE FROM failed_attempts'));
});

afterAll(async () => {
  await database.close();
  await storage.drop();
});

/** The attempt of one operation. */
function begin(target: string, address: string, through: Throttle = throttle): Promise<Attempt> {
  const context = { address, now: new Date(now).toISOString(), operation: { hasTriedPassword: false } };
  return through.begin(context as Parameters<Throttle['begin']>[0], target);
}

/** The seconds that the next attempt must wait; 0 if it need not wait, and then the attempt is cancelled. */
async function waitOf(target: string, address: string): Promise<number> {
  try {
    const attempt = await begin(target, address);
    await attempt.cancel();
    return 0;
  } catch (error) {
    if (error instanceof TooManyRequestsError) return error.retryAfterSeconds;
    throw error;
  }
}

async function fail(target: string, address: string, times = 1): Promise<void> {
  for (let time = 0; time < times; time += 1) await begin(target, address);
}

async function succeed(attempt: Attempt): Promise<void> {
  await database.write((manager) => attempt.succeed(manager));
}

function rows(): Promise<{ subject: string; failures: number; blockedUntil: string | null }[]> {
  return database.read.query(
    sql`SELECT subject, failures, blocked_until FROM failed_attempts ORDER BY failures, subject`,
  );
}

const here = '192.0.2.1';
const elsewhere = '192.0.2.2';

test('five failures cause no wait, and each further one causes a wait that doubles up to an hour', async () => {
  await fail('door', here, 4);
  expect(await waitOf('door', here)).toBe(0);
  const waits: number[] = [];
  for (let time = 0; time < 10; time += 1) {
    await fail('door', here);
    const wait = await waitOf('door', here);
    waits.push(wait);
    now += wait * second;
  }
  expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
});

test('a wait ends exactly at the announced time', async () => {
  await fail('door', here, 5);
  now += 29.2 * second;
  expect(await waitOf('door', here)).toBe(1);
  now += 0.799 * second;
  expect(await waitOf('door', here)).toBe(1);
  now += 0.001 * second;
  expect(await waitOf('door', here)).toBe(0);
});

test('an attempt during a wait costs only a read, and does not prolong the wait', async () => {
  await fail('door', here, 5);
  const before = await rows();
  const writes = await recordWrites(database);
  try {
    for (let time = 0; time < 50; time += 1) expect(await waitOf('door', here)).toBe(30);
  } finally {
    writes.stop();
  }
  expect(writes.texts).toEqual([]);
  expect(await rows()).toEqual(before);
});

test('failures from one address affect neither other addresses nor other targets', async () => {
  await fail('door', here, 5);
  expect(await waitOf('door', here)).toBe(30);
  expect(await waitOf('door', elsewhere)).toBe(0);
  expect(await waitOf('window', here)).toBe(0);
});

test('thirty failures from one address at any targets block that address for all targets, and no other address', async () => {
  for (let time = 0; time < 29; time += 1) await fail(`door ${time}`, here);
  expect(await waitOf('another door', here)).toBe(0);
  await fail('door 29', here);
  expect(await waitOf('another door', here)).toBe(30);
  expect(await waitOf('another door', elsewhere)).toBe(0);
  now += 30 * second;
  await fail('another door', here);
  expect(await waitOf('yet another door', here)).toBe(60);
});

test('success deletes the failures for this target, and reduces the count of the address by one', async () => {
  await fail('door', here, 3);
  await succeed(await begin('door', here));

  expect(await rows()).toMatchObject([{ failures: 3 }]);
  await fail('door', here, 4);
  expect(await waitOf('door', here)).toBe(0);
});

test('signing in to an own account in between does not allow more attempts at others', async () => {
  for (let time = 0; time < 30; time += 1) {
    await fail(`door ${time}`, here);
    now += 1;
    if (time < 29) await succeed(await begin('my own door', here));
  }
  expect(await waitOf('one more door', here)).toBe(30);
});

test('a correct attempt after a wait ends the wait that it caused', async () => {
  for (let time = 0; time < 32; time += 1) {
    await fail(`door ${time}`, here);
    now += (await waitOf('any door', here)) * second;
  }
  await succeed(await begin('my own door', here));
  expect(await waitOf('another door', here)).toBe(0);
});

test('a correct attempt ends a wait that the reduced count no longer requires', async () => {
  for (let time = 0; time < 28; time += 1) await fail(`door ${time}`, here);
  const slow = await begin('my own door', here);
  await fail('one more door', here);
  expect(await waitOf('another door', here)).toBe(30);
  await succeed(slow);
  expect(await waitOf('another door', here)).toBe(0);
});

test('a correct attempt keeps the wait that another attempt has caused meanwhile', async () => {
  for (let time = 0; time < 31; time += 1) {
    await fail(`door ${time}`, here);
    now += (await waitOf('any door', here)) * second;
  }
  const slow = await begin('my own door', here);
  now += 120 * second;
  await fail('one more door', here);
  const wait = await waitOf('another door', here);
  await succeed(slow);
  expect(wait).toBeGreaterThan(0);
  expect(await waitOf('another door', here)).toBe(wait);
});

test('a cancelled attempt is not counted', async () => {
  await fail('door', here, 4);
  const before = await rows();
  await (await begin('door', here)).cancel();
  expect(await rows()).toEqual(before);
});

test('failures expire 24 hours after the latest one', async () => {
  await fail('door', here, 5);
  now += 24 * hour - 1;
  await fail('door', here);
  expect(await waitOf('door', here)).toBe(60);
  now += 24 * hour;
  await fail('door', here, 4);
  expect(await waitOf('door', here)).toBe(0);
});

test('the failures of people who share an address do not add up: one is forgiven at each full hour', async () => {
  await fail('first door', here, 4);
  for (let time = 0; time < 26; time += 1) await fail(`door ${time}`, here);
  expect(await waitOf('any door', here)).toBe(30);

  for (let time = 0; time < 200; time += 1) {
    now += hour;
    await fail(`door ${time}`, here);
    expect(await waitOf('any door', here)).toBe(30);
  }
  now += 2 * hour;
  await fail('one more door', here);
  expect(await waitOf('any door', here)).toBe(0);
  await fail('one more door', here);
  expect(await waitOf('any door', here)).toBe(30);
  // The failures at one target are not forgiven.
  now += 10 * hour;
  await fail('last door', here, 4);
  now += 20 * hour;
  await fail('last door', here);
  expect(await waitOf('last door', here)).toBe(30);
});

test('from one address, at most 24 attempts a day fail in the long run', async () => {
  const days = 10;
  const end = now + 24 * days * hour;
  let attempts = 0;
  while (now < end) {
    await fail(`door ${attempts}`, here);
    attempts += 1;
    now += Math.max(1, (await waitOf('any door', here)) * second);
  }
  expect(attempts).toBeGreaterThan(24 * days);
  expect(attempts).toBeLessThanOrEqual(30 + 8 + 24 * days);
});

test.each([200, 2 * hour, 30 * hour])('clocks that differ by %d ms forgive no failure twice', async (difference) => {
  now += hour - 100;
  const [early, late] = [now, now + difference];
  for (let time = 0; time < 30; time += 1) {
    now = time % 2 === 0 ? early : late;
    await fail(`door ${time}`, here);
  }
  // Takes the place of the one failure that was forgiven.
  await fail('another door', here);
  expect(await waitOf('any door', here)).toBe(30);
});

test('expired counts are deleted, and no others', async () => {
  await fail('door', here, 2);
  now += 23 * hour;
  await fail('door', elsewhere);
  now += hour;
  await throttle.deleteExpired(new Date(now).toISOString());
  expect((await rows()).map(({ failures }) => failures)).toEqual([1, 1]);
});

test('of twenty concurrent attempts, five are allowed', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => begin('door', here)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ retryAfterSeconds: 30 });
  }
});

test('of forty concurrent attempts at forty targets, thirty are allowed', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 40 }, (_, number) => begin(`door ${number}`, here)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(30);
});

test('one operation may make one attempt', async () => {
  const context = { address: here, now: new Date(now).toISOString(), operation: { hasTriedPassword: false } };
  await throttle.begin(context as Parameters<Throttle['begin']>[0], 'door');
  const second = throttle.begin(context as Parameters<Throttle['begin']>[0], 'window');
  await expect(second).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS', retryAfterSeconds: 0 });
  expect(await rows()).toHaveLength(2);
});

test('thirty requests for mails from one address, to different people, block further ones, and no attempts', async () => {
  const requestMail = (recipient: string, address: string) =>
    throttle.countMailRequest(
      { address, now: new Date(now).toISOString(), operation: { hasTriedPassword: false } } as Parameters<
        Throttle['countMailRequest']
      >[0],
      recipient,
    );
  for (let time = 0; time < 30; time += 1) await requestMail(`${time}@example.org`, here);

  await expect(requestMail('another@example.org', here)).rejects.toMatchObject({ retryAfterSeconds: 30 });
  await requestMail('another@example.org', elsewhere);
  expect(await waitOf('door', here)).toBe(0);
});

test('a hundred invitations by one inviter, to different people, block further ones', async () => {
  const invite = (inviter: string, recipient: string) =>
    throttle.countInvitation({ now: new Date(now).toISOString() }, inviter, recipient);
  for (let time = 0; time < 100; time += 1) await invite('account 1', `${time}@example.org`);

  await expect(invite('account 1', 'another@example.org')).rejects.toMatchObject({ retryAfterSeconds: 30 });
  await invite('account 2', 'another@example.org');
});

test('instances share counts, which survive the end of an instance', async () => {
  const other = await Database.open(parseDatabaseUrl(storage.url)!, entities);
  const throttles = [throttle, new Throttle(other, secret)];
  for (let time = 0; time < 5; time += 1) await begin('door', here, throttles[time % 2]);
  await other.close();
  expect(await waitOf('door', here)).toBe(30);
});

describe('an address counts', () => {
  test.each([
    ['by its /56 network, if it is IPv6', '2001:db8:1:200::1', '2001:0db8:1:2ff:ffff:1:2:3', true],
    ['apart from the next network', '2001:db8:1:2ff::1', '2001:db8:1:300::1', false],
    ['as IPv4, if it is IPv4 mapped to IPv6', '192.0.2.7', '::ffff:192.0.2.7', true],
    ['alone, if it is IPv4', '192.0.2.7', '192.0.2.8', false],
    ['apart from other IPv4 addresses mapped to IPv6', '::ffff:192.0.2.8', '::ffff:192.0.2.7', false],
    ['as it is, if it is not an IP address', 'unknown', 'unknown', true],
  ])('%s: %s and %s', async (_how, one, other, together) => {
    await fail('door', one, 5);
    expect(await waitOf('door', other)).toBe(together ? 30 : 0);
  });
});

test('the table contains neither targets nor addresses', async () => {
  await fail('account:someone@example.org', here);
  const isHash = expect.stringMatching(/^[0-9a-f]{64}$/);
  expect((await rows()).map(({ subject }) => subject)).toEqual([isHash, isHash]);
});

test('the hashes of the table cannot be computed without the secret', async () => {
  await begin('door', here);
  const withSecret = await rows();
  await database.write((manager) => manager.query('DELETE FROM failed_attempts'));
  await begin('door', here, new Throttle(database, () => Promise.resolve(Buffer.from('guessed'))));

  const hashes = [...withSecret, ...(await rows())].map(({ subject }) => subject);
  expect(new Set(hashes).size).toBe(4);
});
