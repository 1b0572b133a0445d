import { hash } from 'bcrypt';
import type { Account } from '../../src/modules/identity/account/account.entity';
import { make } from './factories';
import type { Answer, TestServer } from './test-server';

/** A password that is hard to guess. */
export const password = 'wolmirstedt-ochre-98-lantern';

/** For servers that need the addresses of the tests' requests: they trust `X-Forwarded-For` from this machine. */
export const behindProxy = { TRUST_PROXY: '127.0.0.1' };

let networks = 0;

/** Returns an address that no other call returns. */
export function newAddress(): string {
  networks += 1;
  return `198.18.${networks >> 8}.${networks & 255}`;
}

/** Creates an account with this password. */
export async function accountWithPassword(
  { app }: TestServer,
  values: Partial<Account> = {},
  { cost = 4, secret = password }: { cost?: number; secret?: string } = {},
): Promise<Account> {
  const passwordHash = await hash(secret, cost);
  return make(app, (create) => create.account({ passwordHash, ...values }));
}

export const signInMutation = `mutation ($input: SignInInput!) {
  signIn(input: $input) { token expiresAt viewer { role account { email } } }
}`;

/** Signs in from an address, by default a new one. The server must run `behindProxy` to see it. */
export function signIn(
  server: TestServer,
  email: string,
  secret = password,
  from: string = newAddress(),
): Promise<Answer> {
  return server.query(signInMutation, { input: { email, password: secret } }, { headers: { 'x-forwarded-for': from } });
}

/** Signs in and returns the headers of the session. */
export async function signedIn(server: TestServer, email: string): Promise<{ headers: Record<string, string> }> {
  const { data, errors } = await signIn(server, email);
  if (data?.signIn === undefined) throw new Error(`Nobody could sign in: ${JSON.stringify(errors)}`);
  return bearer(data.signIn.token);
}

export function bearer(token: string): { headers: Record<string, string> } {
  return { headers: { authorization: `Bearer ${token}` } };
}

/** The codes of a response's errors. */
export function codesOf({ errors = [] }: Answer): string[] {
  return errors.map(({ extensions }) => extensions.code);
}
