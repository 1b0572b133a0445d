import { z } from 'zod';
import { BadUserInputError } from '../../errors';

/** RFC 3696, erratum 1690, has 254; the column has room for the 320 that RFC 5321's parts add up to. */
const mostCharacters = 254;

/** An address as it is kept and compared: addresses are one whatever their case. */
export function foldEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** @throws BadUserInputError when a folded address could not receive mail */
export function assertEmail(email: string, field: string): void {
  if (email.length <= mostCharacters && z.email().safeParse(email).success) return;
  throw new BadUserInputError('This is not an e-mail address', field);
}
