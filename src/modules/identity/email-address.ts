import { z } from 'zod';

/** RFC 3696, erratum 1690, has 254; the column has room for the 320 that RFC 5321's parts add up to. */
const mostCharacters = 254;

/** An address as it is kept and compared: addresses are one whatever their case. */
export function foldEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Whether a folded address could receive mail. */
export function isEmail(email: string): boolean {
  return email.length <= mostCharacters && z.email().safeParse(email).success;
}
