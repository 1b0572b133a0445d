import { hash } from 'bcrypt';

/** bcrypt's cost: 2^12 rounds, about a quarter of a second. */
const cost = 12;

/** bcrypt reads no more than 72 bytes: what is longer must be refused before it comes here. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}
