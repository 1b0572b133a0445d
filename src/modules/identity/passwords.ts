import { availableParallelism } from 'node:os';
import { compare, genSaltSync, getRounds, hash } from 'bcrypt';
import pLimit from 'p-limit';
import { BadUserInputError, TooManyRequestsError } from '../../errors';
import { addressGroup } from './throttle';
import { guessability } from './guessability';

/** bcrypt reads no more than this; what is longer would be cut in silence. */
const mostBytes = 72;

const leastCharacters = 12;

/** Of zxcvbn's 0 to 4: at 3, some 10^8 to 10^10 guesses find it. */
const leastScore = 3;

/**
 * How many passwords are hashed at once. Hashing runs on libuv's four threads, which also read files and look up names:
 * one stays free for those, and a processor for the requests.
 */
const mostAtOnce = Math.min(Math.max(availableParallelism() - 1, 1), 3);

/** How many more may wait for their turn. */
const mostWaiting = 50;

/** How many of those that are compared or wait may come from one address, so that others have their turn. */
const mostFromOne = 8;

const retryAfterSeconds = 5;

/** What people choose as their secret: hashes it with bcrypt, compares it, and refuses what others would guess. */
export class Passwords {
  private readonly inTurn = pLimit(mostAtOnce);

  /** How many are compared or wait, by where they come from. */
  private readonly pendingFrom = new Map<string, number>();

  /** No password has this hash, yet comparing with it costs what every comparison costs. */
  private readonly decoy: string;

  /** @param cost bcrypt's: each step doubles the time of one password */
  constructor(private readonly cost: number) {
    this.decoy = genSaltSync(cost) + '.'.repeat(31);
  }

  /**
   * The hash to keep of a password that was found acceptable.
   *
   * @throws TooManyRequestsError when too many are waiting to be hashed already
   */
  async hash(password: string): Promise<string> {
    const text = normalised(password);
    if (!fitsBcrypt(text)) throw new Error('A password was to be hashed that bcrypt would cut');
    this.assertRoom();
    return this.inTurn(() => hash(text, this.cost));
  }

  /**
   * Whether a password has this hash. Without one (null: there is no such account) it costs the same time, which
   * hides that, and matches nothing.
   *
   * @param address whence the password comes
   * @throws TooManyRequestsError when too many are waiting to be compared already
   */
  async matches(password: string, hashed: string | null, address: string): Promise<boolean> {
    const text = normalised(password);
    const target = fitsBcrypt(text) ? hashed : null;
    this.assertRoom(address);
    const from = addressGroup(address);
    this.pendingFrom.set(from, (this.pendingFrom.get(from) ?? 0) + 1);
    try {
      return (await this.inTurn(() => compare(text, target ?? this.decoy))) && target !== null;
    } finally {
      const left = this.pendingFrom.get(from)! - 1;
      if (left === 0) this.pendingFrom.delete(from);
      else this.pendingFrom.set(from, left);
    }
  }

  /** Whether a hash was made at another cost than passwords are hashed at now. */
  isOutdated(hashed: string): boolean {
    return getRounds(hashed) !== this.cost;
  }

  /**
   * Asked before anything is done for one more password.
   *
   * @param address whence it comes; absent: it is not a guess
   * @throws TooManyRequestsError when too many passwords are waiting already, from there or altogether
   */
  assertRoom(address?: string): void {
    const fromThere = address === undefined ? 0 : (this.pendingFrom.get(addressGroup(address)) ?? 0);
    if (this.inTurn.pendingCount < mostWaiting && fromThere < mostFromOne) return;
    throw new TooManyRequestsError('Too many passwords are being checked: try again soon', retryAfterSeconds);
  }

  /**
   * Refuses, with the reason, what cannot be kept whole and what would be guessed.
   *
   * @param field the argument's path
   * @param personal what others know of whoever will use it: a password made of that is guessed first
   * @throws BadUserInputError
   */
  async assertAcceptable(password: string, field: string, personal: readonly string[]): Promise<void> {
    const text = normalised(password);
    if (text.includes('\0')) throw new BadUserInputError('A password must not contain the NUL character', field);
    if (!fitsBcrypt(text)) {
      throw new BadUserInputError(`A password must not be longer than ${mostBytes} bytes of UTF-8`, field);
    }
    if (Array.from(text).length < leastCharacters) {
      throw new BadUserInputError(`A password has at least ${leastCharacters} characters`, field);
    }
    const { score, advice } = await guessability(text, personal);
    if (score < leastScore) {
      throw new BadUserInputError(['This password would be guessed.', ...advice].join(' '), field);
    }
  }
}

/** One text for what looks alike, however a keyboard composes it (NIST SP 800-63B, section 5.1.1.2). */
function normalised(password: string): string {
  return password.normalize('NFKC');
}

function fitsBcrypt(text: string): boolean {
  return Buffer.byteLength(text) <= mostBytes && !text.includes('\0');
}
