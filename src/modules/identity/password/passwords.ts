import { availableParallelism } from 'node:os';
import { compare, genSaltSync, getRounds, hash } from 'bcrypt';
import pLimit from 'p-limit';
import { addressGroup } from '../../../core/access/address-group';
import { ConcurrencyLimit } from '../../../core/concurrency-limit';
import { BadUserInputError, TooManyRequestsError } from '../../../errors';
import { passwordStrength } from './password-strength';

/** Maximum bytes of a password. bcrypt silently ignores the rest. */
const MAX_BYTES = 72;

const MIN_CHARACTERS = 12;

/**
 * Minimum guesses, as a power of ten: zxcvbn's highest class, which resists guessing by those who have stolen the hashes.
 * A season, a year and punctuation, such as `Summer2026!!`, take about 10^8.
 */
const MIN_GUESSES_LOG10 = 10;

const GENERAL_ADVICE = 'Use four or more words that have nothing to do with each other, or random characters.';

/**
 * Maximum passwords that are hashed at the same time. Hashing runs on libuv's four threads, which also read files and
 * resolve names. One thread stays free for those, and one processor for requests.
 */
const MAX_CONCURRENT = Math.min(Math.max(availableParallelism() - 1, 1), 3);

/** Maximum passwords that wait to be hashed. */
const MAX_QUEUED = 50;

/** Maximum passwords from one address that are compared or wait, so that one address cannot fill the queue. */
const MAX_COMPARED = { total: Infinity, perSubject: 8 };

const RETRY_AFTER_SECONDS = 5;

/** Hashes passwords with bcrypt, compares them, and rejects passwords that are easy to guess. */
export class Passwords {
  private readonly queue = pLimit(MAX_CONCURRENT);

  /** The passwords that are compared or wait, by group of addresses. */
  private readonly compared = new ConcurrencyLimit(MAX_COMPARED, tooManyPasswords);

  /** A hash that no password matches. Comparing with it takes as long as with any other hash. */
  readonly decoy: string;

  /**
   * @param cost the cost factor of bcrypt; each step doubles the time of one hash
   * @param findPublicNames finds texts that everyone connects with this server, such as the names of its programmes
   */
  constructor(
    private readonly cost: number,
    private readonly findPublicNames: () => Promise<readonly string[]> = () => Promise.resolve([]),
  ) {
    this.decoy = genSaltSync(cost) + '.'.repeat(31);
  }

  /**
   * Hashes a password for storage. Check it with `assertAcceptable` first.
   *
   * @throws TooManyRequestsError when too many passwords are waiting
   */
  async hash(password: string): Promise<string> {
    const text = normalise(password);
    if (!fitsBcrypt(text)) throw new Error('bcrypt would cut this password: check it before hashing');
    this.assertCapacity();
    return this.queue(() => hash(text, this.cost));
  }

  /**
   * True if a password has this hash. For null (there is no such account) it takes the same time and returns false: equal
   * timing hides whether the account exists.
   *
   * @param address the IP address that sent the password
   * @throws TooManyRequestsError when too many passwords are waiting
   */
  async matches(password: string, hashed: string | null, address: string): Promise<boolean> {
    const text = normalise(password);
    const target = fitsBcrypt(text) ? hashed : null;
    this.assertCapacity(address);
    const end = this.compared.begin(addressGroup(address));
    try {
      return (await this.queue(() => compare(text, target ?? this.decoy))) && target !== null;
    } finally {
      end();
    }
  }

  /** The passwords that are hashed now, and those that wait. */
  get load(): { readonly running: number; readonly waiting: number } {
    return { running: this.queue.activeCount, waiting: this.queue.pendingCount };
  }

  /** True if a hash has another cost factor than the current one. */
  isOutdated(hashed: string): boolean {
    return getRounds(hashed) !== this.cost;
  }

  /**
   * Checks that one more password can be queued. Call it before any other work for a password.
   *
   * @param address the IP address that sent the password; absent for a password that is only hashed
   * @throws TooManyRequestsError when too many passwords are waiting, from this address or in total
   */
  assertCapacity(address?: string): void {
    if (this.queue.pendingCount >= MAX_QUEUED) throw tooManyPasswords();
    if (address !== undefined) this.compared.assertRoomFor(addressGroup(address));
  }

  /**
   * Rejects passwords that bcrypt cannot hash completely, that are too short, or that are easy to guess.
   *
   * @param field the path of the argument
   * @param personal texts that others know about the owner; passwords made of them are guessed first
   * @throws BadUserInputError with the reason
   */
  async assertAcceptable(password: string, field: string, personal: readonly string[]): Promise<void> {
    const text = normalise(password);
    if (text.includes('\0')) throw new BadUserInputError('A password must not contain the NUL character', field);
    if (!fitsBcrypt(text)) {
      throw new BadUserInputError(`A password must not be longer than ${MAX_BYTES} bytes of UTF-8`, field);
    }
    if (Array.from(text).length < MIN_CHARACTERS) {
      throw new BadUserInputError(`A password must have at least ${MIN_CHARACTERS} characters`, field);
    }
    const known = [...personal, ...(await this.findPublicNames())];
    const { guessesLog10, advice } = await passwordStrength(text, known, MIN_GUESSES_LOG10);
    if (guessesLog10 >= MIN_GUESSES_LOG10) return;
    const reasons = advice.length > 0 ? advice : [GENERAL_ADVICE];
    throw new BadUserInputError(['This password is easy to guess.', ...reasons].join(' '), field);
  }
}

/** Maps the Unicode spellings of one password to one text (NIST SP 800-63B, section 5.1.1.2). */
function normalise(password: string): string {
  return password.normalize('NFKC');
}

function fitsBcrypt(text: string): boolean {
  return Buffer.byteLength(text) <= MAX_BYTES && !text.includes('\0');
}

function tooManyPasswords(): TooManyRequestsError {
  return new TooManyRequestsError(
    `The server is checking too many passwords: try again in ${RETRY_AFTER_SECONDS} seconds`,
    RETRY_AFTER_SECONDS,
  );
}
