import { Role } from '../../../../src/core/access/role';
import { sql } from '../../../../src/database/sql/sql';
import { make } from '../../../support/factories';
import {
  accountWithPassword,
  bearer,
  behindProxy,
  codesOf,
  newAddress,
  password,
  signIn,
  signInMutation,
} from '../../../support/sign-in';
import { startTestServer, type TestServer } from '../../../support/test-server';

const viewerQuery = '{ viewer { role account { email } } }';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', ...behindProxy });
});

afterAll(() => server.close());

describe('signing in', () => {
  test('returns a token that authenticates requests, and shows the viewer', async () => {
    const { email } = await accountWithPassword(server, { role: Role.EDITOR });

    const { data } = await signIn(server, email);

    expect(data!.signIn.viewer).toEqual({ role: 'EDITOR', account: { email } });
    expect(await server.data(viewerQuery, {}, bearer(data!.signIn.token))).toEqual({
      viewer: { role: 'EDITOR', account: { email } },
    });
  });

  test('shows an account the network that it is bound to', async () => {
    const network = await make(server.app, (create) => create.network());
    const { email } = await accountWithPassword(server, { role: Role.MEMBER, networkId: network.id });

    const answer = await server.query(
      'mutation ($input: SignInInput!) { signIn(input: $input) { viewer { account { network { slug } } } } }',
      { input: { email, password } },
    );

    expect(answer.data!.signIn.viewer.account).toEqual({ network: { slug: network.slug } });
  });

  test('lets the rest of the operation run as the account', async () => {
    const { email } = await accountWithPassword(server, { role: Role.ADMIN });

    const { data } = await server.query(
      `mutation ($input: SignInInput!, $key: CreateApiKeyInput!) {
        signIn(input: $input) { token }
        createApiKey(input: $key) { apiKey { createdBy { email } } }
      }`,
      { input: { email, password }, key: { name: 'A dashboard', role: 'VIEWER' } },
    );

    expect(data!.createApiKey.apiKey.createdBy).toEqual({ email });
  });

  test('accepts the address in any case and with surrounding spaces', async () => {
    const { email } = await accountWithPassword(server);
    expect((await signIn(server, `  ${email.toUpperCase()} `)).data!.signIn.viewer.account).toEqual({ email });
  });

  test('accepts the password in any Unicode composition of its letters', async () => {
    const secret = 'Kün-Čölüñ-1234';
    const { email } = await accountWithPassword(server, {}, { secret: secret.normalize('NFC') });
    expect((await signIn(server, email, secret.normalize('NFD'))).errors).toBeUndefined();
  });

  test('gives an unknown account the same response as a wrong password, after the same statements', async () => {
    const { email } = await accountWithPassword(server);
    const answers = await Promise.all(
      [email, 'nobody@example.org'].map(async (tried) => {
        const { headers, body } = await post({ email: tried, password: 'not-the-password' });
        // The rest of the budget, and when it is whole again, depend on the length of the address that was sent, on the time
        // that checking the document took, and on the requests before.
        const individual = ['x-request-id', 'date', 'ratelimit-remaining', 'ratelimit-reset'];
        return { body, headers: headers.filter(([name]) => !individual.includes(name)) };
      }),
    );
    expect(answers[1]).toEqual(answers[0]);
    expect(JSON.parse(answers[0]!.body)).toEqual({
      data: null,
      errors: [
        {
          message: 'The email address or the password is wrong',
          locations: [{ line: 2, column: 3 }],
          path: ['signIn'],
          extensions: { code: 'UNAUTHENTICATED' },
        },
      ],
    });

    const wrong = await server.statementsOf(() => signIn(server, email, 'not-the-password'));
    const unknown = await server.statementsOf(() => signIn(server, 'nobody@example.org', 'not-the-password'));
    expect(unknown).toEqual(wrong);
    expect(wrong).toHaveLength(2);
  });

  test('rejects a password that differs only after its first 72 bytes', async () => {
    const long = 'x1'.repeat(36);
    const { email } = await accountWithPassword(server, {}, { secret: long });

    expect((await signIn(server, email, long)).errors).toBeUndefined();
    expect(codesOf(await signIn(server, email, `${long}y`))).toEqual(['UNAUTHENTICATED']);
  });

  test('hashes the password again if it was hashed at another cost', async () => {
    const { id, email } = await accountWithPassword(server, {}, { cost: 5 });
    const hashOf = async (): Promise<string> => {
      const [row] = await server.app.database.read.query<{ hash: string }>(
        sql`SELECT password_hash AS hash FROM account WHERE id = ${id}`,
      );
      return row!.hash;
    };
    const before = await hashOf();

    await signIn(server, email, 'not-the-password');
    expect(await hashOf()).toBe(before);
    await signIn(server, email);

    expect(before).toMatch(/^\$2b\$05/);
    expect(await hashOf()).toMatch(/^\$2b\$04/);
    expect((await signIn(server, email)).errors).toBeUndefined();
  });

  test('checks only one password per operation', async () => {
    const { email } = await accountWithPassword(server);
    const wrong = 'not-the-password';

    const answer = await server.query(
      `mutation ($wrong: SignInInput!, $right: SignInInput!) {
        one: signIn(input: $wrong) { token }
        two: signIn(input: $right) { token }
      }`,
      { wrong: { email, password: wrong }, right: { email, password } },
    );
    expect(codesOf(answer)).toEqual(['UNAUTHENTICATED']);

    // If the first one succeeds, the others run and are refused.
    const second = await server.query(
      `mutation ($right: SignInInput!) {
        one: signIn(input: $right) { token }
        two: signIn(input: $right) { token }
      }`,
      { right: { email, password } },
    );
    expect(second.errors).toMatchObject([
      { path: ['two'], extensions: { code: 'TOO_MANY_REQUESTS', retryAfterSeconds: 0 } },
    ]);
  });

  /** The complete response as sent. */
  async function post(input: object): Promise<{ headers: [string, string][]; body: string }> {
    const response = await fetch(`${server.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': newAddress() },
      body: JSON.stringify({ query: signInMutation, variables: { input } }),
    });
    return { headers: [...response.headers], body: await response.text() };
  }
});
