import { MINUTE_MS } from '../../../../src/core/time';
import { sql } from '../../../../src/database/sql/sql';
import { TooManyRequestsError } from '../../../../src/errors';
import { RateLimitSharing } from '../../../../src/modules/identity/rate-limit/rate-limit-sharing';
import { addressSubject, RateLimits } from '../../../../src/modules/identity/rate-limit/rate-limits';
import { startTestServer, type TestServer } from '../../../support/test-server';

const limit = 1_000;
const figures = { address: limit, apiKey: limit, account: limit };

let server: TestServer;
let now: number;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

beforeEach(() => {
  now = Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS;
});

/** The limits of one instance, and their exchange with others. */
function instance(): { limits: RateLimits; sharing: RateLimitSharing } {
  const limits = new RateLimits(figures, () => new Date(now));
  const sharing = new RateLimitSharing(server.app.database, limits, (error) => {
    throw error;
  });
  return { limits, sharing };
}

async function reports(): Promise<number> {
  const [row] = await server.app.database.read.query<{ total: number | string }>(
    sql`SELECT count(*) AS total FROM rate_limit_use`,
  );
  return Number(row!.total);
}

if (__DATABASE__ === 'sqlite') {
  test('on SQLite, which has one instance, nothing is written', async () => {
    const { limits, sharing } = instance();
    limits.charge(addressSubject('192.0.2.1'), 700);

    sharing.start();
    await sharing.stop();

    expect(await reports()).toBe(0);
  });
} else {
  test('what an address uses on one instance is missing on the other, until the next minute', async () => {
    const [one, other] = [instance(), instance()];
    const subject = addressSubject('192.0.2.1');
    one.limits.charge(subject, 700);
    other.limits.charge(subject, 200);

    await one.sharing.exchange();
    await other.sharing.exchange();

    expect(() => other.limits.charge(subject, 101)).toThrow(TooManyRequestsError);
    expect(other.limits.charge(subject, 100)).toMatchObject({ remaining: 0 });
    await one.sharing.exchange();
    expect(one.limits.add(subject, 0).remaining).toBe(100);
    now += MINUTE_MS;
    expect(one.limits.add(subject, 0).remaining).toBe(limit);
  });

  test('an instance reports in each minute, also if a subject uses as much as in the last one', async () => {
    const [one, other] = [instance(), instance()];
    const subject = addressSubject('192.0.2.4');
    for (let minute = 0; minute < 2; minute += 1) {
      one.limits.charge(subject, 700);
      other.limits.charge(subject, 200);
      await one.sharing.exchange();
      await other.sharing.exchange();
      expect(other.limits.add(subject, 0).remaining).toBe(100);
      now += MINUTE_MS;
    }
  });

  test('what an address has used on other instances does not count in the next minute, if that begins meanwhile', async () => {
    const [one, other] = [instance(), instance()];
    const subject = addressSubject('192.0.2.5');
    for (const { limits } of [one, other]) limits.charge(subject, 700);
    await one.sharing.exchange();
    const exchanged = other.sharing.exchange();
    now += MINUTE_MS;
    other.limits.charge(subject, 200);
    await exchanged;

    expect(other.limits.add(subject, 0).remaining).toBe(800);
  });

  test('an instance whose subjects use little writes nothing', async () => {
    const before = await reports();
    const { limits, sharing } = instance();
    for (let number = 0; number < 50; number++) limits.charge(addressSubject(`192.0.3.${number}`), 49);

    await sharing.exchange();

    expect(await reports()).toBe(before);
  });

  test('old reports are deleted', async () => {
    const { limits, sharing } = instance();
    limits.charge(addressSubject('192.0.2.2'), 500);
    await sharing.exchange();
    now += 3 * MINUTE_MS;

    await sharing.deleteExpired();

    expect(await reports()).toBe(0);
  });
}
