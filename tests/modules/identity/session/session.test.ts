import { sql } from '../../../../src/database/sql/sql';
import { deleteEndedSessions } from '../../../../src/modules/identity/session/session.service';
import { accountWithPassword, bearer, behindProxy, codesOf, signedIn, signIn } from '../../../support/sign-in';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { admin } from '../../../support/viewers';

const viewerQuery = '{ viewer { role account { email } } }';
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', ...behindProxy });
});

afterAll(() => server.close());

describe('a session', () => {
  test('continues while it is used, and ends after 12 hours without use', async () => {
    const { email } = await accountWithPassword(server);
    const asker = await signedIn(server, email);

    for (let turn = 0; turn < 3; turn += 1) {
      server.pass(11 * hour);
      expect(await server.data(viewerQuery, {}, asker)).toEqual({ viewer: { role: 'VIEWER', account: { email } } });
    }
    server.pass(12 * hour + minute);
    expect(codesOf(await server.query(viewerQuery, {}, asker))).toEqual(['UNAUTHENTICATED']);
  });

  test('ends after 14 days regardless of use, at the `expiresAt` of sign-in', async () => {
    const { email } = await accountWithPassword(server);
    const { data } = await signIn(server, email);
    const asker = bearer(data!.signIn.token);
    const ends = Date.parse(data!.signIn.expiresAt);
    const [now] = await server.app.database.read.query<{ at: string }>(sql`SELECT max(created_at) AS at FROM session`);
    expect(ends - Date.parse(now!.at)).toBe(14 * day);

    for (let half = 0; half < 27; half += 1) {
      server.pass(12 * hour - minute);
      expect((await server.query(viewerQuery, {}, asker)).errors).toBeUndefined();
    }
    server.pass(12 * hour - minute);
    expect((await server.query(viewerQuery, {}, asker)).errors).toBeUndefined();
    server.pass(28 * minute);
    expect(codesOf(await server.query(viewerQuery, {}, asker))).toEqual(['UNAUTHENTICATED']);
  });

  test('is deleted when the session has ended, whether or not the account signs in again', async () => {
    const { id, email } = await accountWithPassword(server);
    await signIn(server, email);
    server.pass(12 * hour + minute);
    const asker = await signedIn(server, email);
    const { database } = server.app;
    const sessions = () => database.read.query(sql`SELECT id FROM session WHERE account_id = ${id}`);
    const [latest] = await database.read.query<{ at: string }>(sql`SELECT max(created_at) AS at FROM session`);
    expect(await sessions()).toHaveLength(2);

    await database.write((manager) => deleteEndedSessions(manager, latest!.at));

    expect(await sessions()).toHaveLength(1);
    expect((await server.query(viewerQuery, {}, asker)).errors).toBeUndefined();
  });

  test('that has ended is deleted by every server that starts, as are invitations of long ago', async () => {
    const { id, email } = await accountWithPassword(server);
    await signIn(server, email);
    const { database } = server.app;
    await database.write(async (manager) => {
      await manager.query(`UPDATE session SET last_used_at = '2026-01-01' WHERE account_id = ${id}`);
      await manager.query(`UPDATE account SET invited_at = '2026-01-01' WHERE id = ${id}`);
    });

    await (await startTestServer({ DEMO_DATA: 'false', DATABASE_URL: server.databaseUrl })).close();

    expect(await database.read.query(sql`SELECT id FROM session WHERE account_id = ${id}`)).toEqual([]);
    expect(await database.read.query(sql`SELECT id FROM account WHERE id = ${id}`)).toEqual([]);
  });

  test('is updated at most every five minutes', async () => {
    const { email } = await accountWithPassword(server);
    const asker = await signedIn(server, email);
    const lastUse = async (): Promise<string> => {
      const [row] = await server.app.database.read.query<{ at: string }>(
        sql`SELECT s.last_used_at AS at FROM session s JOIN account a ON a.id = s.account_id WHERE a.email = ${email}`,
      );
      return row!.at;
    };
    const first = await lastUse();

    server.pass(4 * minute);
    await server.query(viewerQuery, {}, asker);
    expect(await lastUse()).toBe(first);
    server.pass(2 * minute);
    await server.query(viewerQuery, {}, asker);
    expect(await lastUse()).not.toBe(first);
  });

  test('ends with signOut, while other sessions of the account continue', async () => {
    const { email } = await accountWithPassword(server);
    const [one, other] = [await signedIn(server, email), await signedIn(server, email)];

    const data = await server.data('mutation { signOut { viewer { role account { id } } } }', {}, one);

    expect(data).toEqual({ signOut: { viewer: { role: null, account: null } } });
    expect(codesOf(await server.query(viewerQuery, {}, one))).toEqual(['UNAUTHENTICATED']);
    expect((await server.query(viewerQuery, {}, other)).errors).toBeUndefined();
  });

  test('ends with signOutEverywhere, as do all others of the account but none of other accounts', async () => {
    const { email } = await accountWithPassword(server);
    const askers = [await signedIn(server, email), await signedIn(server, email)];
    const stranger = await signedIn(server, (await accountWithPassword(server)).email);

    const data = await server.data('mutation { signOutEverywhere { viewer { role } } }', {}, askers[0]);

    expect(data).toEqual({ signOutEverywhere: { viewer: { role: null } } });
    for (const asker of askers) {
      expect(codesOf(await server.query(viewerQuery, {}, asker))).toEqual(['UNAUTHENTICATED']);
    }
    expect((await server.query(viewerQuery, {}, stranger)).errors).toBeUndefined();
  });

  test('is deleted with its account', async () => {
    const { id, email } = await accountWithPassword(server);
    const asker = await signedIn(server, email);
    await server.app.database.write((manager) => manager.query(`DELETE FROM account WHERE id = ${id}`));
    expect(codesOf(await server.query(viewerQuery, {}, asker))).toEqual(['UNAUTHENTICATED']);
  });

  test.each(['signOut { viewer { role } }', 'signOutEverywhere { viewer { role } }'])(
    'is required by %s, which anonymous viewers and API keys do not have',
    async (field) => {
      const nobody = await server.query(`mutation { ${field} }`);
      const apiKey = await server.query(`mutation { ${field} }`, {}, admin);
      expect([codesOf(nobody), codesOf(apiKey)]).toEqual([['UNAUTHENTICATED'], ['UNAUTHENTICATED']]);
    },
  );
});
