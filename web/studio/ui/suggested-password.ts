/** Letters and digits that cannot be mistaken for each other: 32 of them, so that each random byte is equally likely. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';

const GROUPS = 4;
const GROUP_LENGTH = 5;

/** A random password of 100 bits, in groups that are easy to read out. */
export function suggestPassword(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(GROUPS * GROUP_LENGTH));
  const letters = [...bytes].map((byte) => ALPHABET[byte % ALPHABET.length]!).join('');
  return letters.match(new RegExp(`.{${GROUP_LENGTH}}`, 'g'))!.join('-');
}
