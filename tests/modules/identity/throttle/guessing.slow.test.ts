import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import { createApp } from '../../../../src/app';
import { loadConfig } from '../../../../src/config';
import { sql } from '../../../../src/database/sql/sql';
import { DatabaseUnavailableError, TooManyRequestsError } from '../../../../src/errors';
import { Passwords } from '../../../../src/modules/identity/password/passwords';
import { mutationsOf } from '../../../support/mutations';
import {
  accountWithPassword,
  behindProxy,
  codesOf,
  newAddress,
  password,
  signedIn,
  signIn,
  signInMutation,
} from '../../../support/sign-in';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { minimumsOf, processorMsOf, quantile, waitsDuring } from '../../../support/timing';

const wrong = 'not-the-password';

describe('guessing passwords', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer({ DEMO_DATA: 'false', ...behindProxy });
  });

  afterAll(() => server.close());

  test('is refused after five failures until the wait is over, for correct and wrong passwords', async () => {
    const { email } = await accountWithPassword(server);
    const from = newAddress();
    for (let time = 0; time < 5; time += 1) {
      expect(codesOf(await signIn(server, email, wrong, from))).toEqual(['UNAUTHENTICATED']);
    }
    for (const secret of [wrong, password]) {
      const { errors } = await signIn(server, email, secret, from);
      expect(errors).toMatchObject([{ extensions: { code: 'TOO_MANY_REQUESTS', retryAfterSeconds: 30 } }]);
    }
    server.pass(30_000);
    expect((await signIn(server, email, password, from)).errors).toBeUndefined();
  });

  test('is no longer counted after the correct password, which does not count itself', async () => {
    const { email } = await accountWithPassword(server);
    const from = newAddress();
    for (let time = 0; time < 32; time += 1) {
      expect((await signIn(server, email, password, from)).errors).toBeUndefined();
    }
    for (let round = 0; round < 2; round += 1) {
      for (let time = 0; time < 4; time += 1) {
        expect(codesOf(await signIn(server, email, wrong, from))).toEqual(['UNAUTHENTICATED']);
      }
      expect((await signIn(server, email, password, from)).errors).toBeUndefined();
    }
  });

  test('does not count a guess that was rejected because too many were waiting', async () => {
    const { email } = await accountWithPassword(server);
    const before = await countedFailures(server);
    const noRoom = jest
      .spyOn(Passwords.prototype, 'matches')
      .mockRejectedValueOnce(new TooManyRequestsError('There is no room', 5));
    try {
      expect(codesOf(await signIn(server, email, wrong))).toEqual(['TOO_MANY_REQUESTS']);
      expect(noRoom).toHaveBeenCalledTimes(1);
    } finally {
      noRoom.mockRestore();
    }
    expect(await countedFailures(server)).toBe(before);
  });

  test('does not count the correct password if the database cannot store the session', async () => {
    const { email } = await accountWithPassword(server);
    const from = newAddress();
    const before = await countedFailures(server);
    const { database } = server.app;
    const [write, failure] = [database.write.bind(database), new DatabaseUnavailableError(new Error('disk is full'))];

    for (let time = 0; time < 7; time += 1) {
      // The first unit of work counts the attempt, and the second one stores the session.
      const spy = jest.spyOn(database, 'write').mockImplementationOnce(write).mockRejectedValueOnce(failure);
      expect(codesOf(await signIn(server, email, password, from))).toEqual(['OVERLOADED']);
      spy.mockRestore();
    }

    expect(await countedFailures(server)).toEqual(before);
    expect((await signIn(server, email, password, from)).errors).toBeUndefined();
  });

  test('does not count the correct password if the database cannot store the new one', async () => {
    const { email } = await accountWithPassword(server);
    const { headers } = await signedIn(server, email);
    const from = newAddress();
    const before = await countedFailures(server);
    const failure = new DatabaseUnavailableError(new Error('disk is full'));
    const change = mutationsOf(server, 'changePassword', { headers: { ...headers, 'x-forwarded-for': from } });

    const spy = jest.spyOn(server.app.database, 'writeWithRetries').mockRejectedValueOnce(failure);
    try {
      const input = { currentPassword: password, newPassword: 'gravel-thicket-41-paraffin' };
      expect(await change.refused(input)).toMatchObject({ code: 'OVERLOADED' });
      expect(spy).toHaveBeenCalledTimes(1);
    } finally {
      spy.mockRestore();
    }

    expect(await countedFailures(server)).toBe(before);
  });

  test('is counted as before while the key file is missing', async () => {
    const { email } = await accountWithPassword(server);
    const from = newAddress();
    const keyFile = path.join(server.directory, 'document.key');
    for (let time = 0; time < 4; time += 1) await signIn(server, email, wrong, from);
    await rename(keyFile, `${keyFile}.away`);
    try {
      expect(codesOf(await signIn(server, email, wrong, from))).toEqual(['UNAUTHENTICATED']);
      expect(codesOf(await signIn(server, email, password, from))).toEqual(['TOO_MANY_REQUESTS']);
    } finally {
      await rename(`${keyFile}.away`, keyFile);
    }
  });

  test('is counted on a server whose key file is missing since before the first attempt', async () => {
    const started = await startTestServer({ DEMO_DATA: 'false' });
    try {
      const { email } = await accountWithPassword(started);
      await rm(path.join(started.directory, 'document.key'));
      expect(codesOf(await signIn(started, email, wrong))).toEqual(['UNAUTHENTICATED']);
      expect(await countedFailures(started)).toBe(2);
    } finally {
      await started.close();
    }
  });

  test('does not lock out the correct password from another address', async () => {
    const { email } = await accountWithPassword(server);
    const from = newAddress();
    await Promise.all(Array.from({ length: 10 }, () => signIn(server, email, wrong, from)));
    expect(codesOf(await signIn(server, email, password, from))).toEqual(['TOO_MANY_REQUESTS']);
    expect((await signIn(server, email, password, newAddress())).errors).toBeUndefined();
  });

  test('concurrently checks no more guesses than one after another', async () => {
    const { email } = await accountWithPassword(server);
    const from = newAddress();
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(server, email, wrong, from)));
    const codes = answers.flatMap(codesOf);
    expect(codes.filter((code) => code === 'UNAUTHENTICATED')).toHaveLength(5);
    expect(codes.filter((code) => code === 'TOO_MANY_REQUESTS')).toHaveLength(15);
  });

  test('for addresses without an account is refused in the same way', async () => {
    const from = newAddress();
    for (let time = 0; time < 5; time += 1) {
      expect(codesOf(await signIn(server, 'absent@example.org', wrong, from))).toEqual(['UNAUTHENTICATED']);
    }
    expect(codesOf(await signIn(server, ' ABSENT@example.org', wrong, from))).toEqual(['TOO_MANY_REQUESTS']);
  });

  test('one password for many accounts is refused after thirty failures', async () => {
    const from = newAddress();
    const { email } = await accountWithPassword(server);
    for (let time = 0; time < 30; time += 1) {
      expect(codesOf(await signIn(server, `someone-${time}@example.org`, wrong, from))).toEqual(['UNAUTHENTICATED']);
    }
    expect(codesOf(await signIn(server, email, password, from))).toEqual(['TOO_MANY_REQUESTS']);
    expect((await signIn(server, email, password, newAddress())).errors).toBeUndefined();
  });

  test('is still refused after the server has restarted', async () => {
    const { email } = await accountWithPassword(server);
    const from = newAddress();
    for (let time = 0; time < 5; time += 1) await signIn(server, email, wrong, from);

    const app = await createApp({
      config: loadConfig({
        DATABASE_URL: server.databaseUrl,
        FILES_DIR: `${server.directory}/files`,
        DOCUMENT_KEY_FILE: `${server.directory}/document.key`,
        BCRYPT_COST: '4',
        PORT: '0',
        DEMO_DATA: 'false',
        ...behindProxy,
      }),
      logger: pino({ level: 'silent' }),
    });
    try {
      const response = await fetch(`${await app.listen()}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
        body: JSON.stringify({ query: signInMutation, variables: { input: { email, password } } }),
      });
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'TOO_MANY_REQUESTS' } }] });
    } finally {
      await app.close();
    }
  });
});

test('a server without trusted proxies ignores forwarded addresses', async () => {
  const server = await startTestServer({ DEMO_DATA: 'false' });
  try {
    const { email } = await accountWithPassword(server);
    const codes: string[] = [];
    for (let time = 0; time < 6; time += 1) codes.push(...codesOf(await signIn(server, email, wrong, newAddress())));
    expect(codes).toEqual([...Array<string>(5).fill('UNAUTHENTICATED'), 'TOO_MANY_REQUESTS']);
  } finally {
    await server.close();
  }
});

describe('at a cost that makes timing measurable', () => {
  let server: TestServer;
  const cost = 10;

  beforeAll(async () => {
    server = await startTestServer({ DEMO_DATA: 'false', BCRYPT_COST: String(cost), ...behindProxy });
  });

  afterAll(() => server.close());

  test('an unknown account takes as long as a wrong password', async () => {
    const { email } = await accountWithPassword(server, {}, { cost });
    const attempt = async (tried: string): Promise<void> => {
      expect(codesOf(await signIn(server, tried, wrong))).toEqual(['UNAUTHENTICATED']);
    };
    let accounts = 0;
    const [known, unknown] = await minimumsOf(1.6, [
      () => attempt(email),
      () => attempt(`nobody-${(accounts += 1)}@example.org`),
    ]);
    // The minimum time of one hash.
    expect(known).toBeGreaterThan(15);
    expect(unknown! / known!).toBeGreaterThan(0.6);
    expect(unknown! / known!).toBeLessThan(1.6);
  });

  test('a flood of sign-ins is partly rejected, while other requests are served', async () => {
    const { email } = await accountWithPassword(server, {}, { cost });
    const before = await countedFailures(server);
    const comparisonMs = await processorMsOf(() => new Passwords(cost).matches(wrong, null, '192.0.2.1'));
    const codes: string[] = [];
    const waits = await waitsDuring(server, 10, async () => {
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, number) => signIn(server, number % 2 ? email : 'nobody@example.org', wrong)),
      );
      codes.push(...answers.flatMap(codesOf));
    });

    expect(codes).toHaveLength(200);
    expect(new Set(codes)).toEqual(new Set(['UNAUTHENTICATED', 'TOO_MANY_REQUESTS']));
    expect(waits.length).toBeGreaterThan(20);
    // Were passwords compared in this thread, most requests would wait for at least one.
    expect(quantile(waits, 0.9)).toBeLessThan(comparisonMs);
    // A rejected sign-in is not counted. Each of the others counts for the pair and for the address.
    const failed = codes.filter((code) => code === 'UNAUTHENTICATED').length;
    expect((await countedFailures(server)) - before).toBe(2 * failed);
    expect((await signIn(server, email)).errors).toBeUndefined();
  });
});

async function countedFailures({ app }: TestServer): Promise<number> {
  const [row] = await app.database.read.query<{ n: number | string }>(
    sql`SELECT coalesce(sum(failures), 0) AS n FROM failed_attempts`,
  );
  return Number(row!.n);
}
