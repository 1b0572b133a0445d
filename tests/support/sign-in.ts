import { hash } from 'bcrypt';
import type { Account } from '../../src/modules/identity/account.entity';
import { make } from './factories';
import type { Answer, TestServer } from './test-server';

/** Nobody would guess it. */
export const password = 'wolmirstedt-ochre-98-lantern';

/** For servers that are to see where the tests' requests come from: they believe this machine's `X-Forwarded-For`. */
export const behindProxy = { TRUST_PROXY: '127.0.0.1' };

let networks = 0;

/** An address that no other call gives. */
export function newAddress(): string {
  networks += 1;
  return `198.18.${networks >> 8}.${networks & 255}`;
}

/** An account that this password opens. */
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

/** Signs in from an address, which a server `behindProxy` sees; one of its own when absent. */
export function signIn(
  server: TestServer,
  email: string,
  secret = password,
  from: string = newAddress(),
): Promise<Answer> {
  return server.query(signInMutation, { input: { email, password: secret } }, { headers: { 'x-forwarded-for': from } });
}

/** The headers of somebody who has just signed in. */
export async function signedIn(server: TestServer, email: string): Promise<{ headers: Record<string, string> }> {
  const { data, errors } = await signIn(server, email);
  if (data?.signIn === undefined) throw new Error(`Nobody could sign in: ${JSON.stringify(errors)}`);
  return bearer(data.signIn.token);
}

export function bearer(token: string): { headers: Record<string, string> } {
  return { headers: { authorization: `Bearer ${token}` } };
}

/** The codes of an answer's errors. */
export function codesOf({ errors = [] }: Answer): string[] {
  return errors.map(({ extensions }) => extensions.code);
}
