import { addressGroup } from '../../../core/access/address-group';
import type { BudgetLeft } from '../../../core/access/request-context';
import { callerOf, type Viewer } from '../../../core/access/viewer';
import { type Clock, MINUTE_MS } from '../../../core/time';
import { TooManyRequestsError } from '../../../errors';

/** The cost per minute of each kind of subject, in points. */
export interface RateLimitFigures {
  readonly address: number;
  readonly apiKey: number;
  readonly account: number;
}

/** The account, API key or address whose budget an operation uses. */
export interface Subject {
  readonly kind: keyof RateLimitFigures;
  /** Unique among all subjects. */
  readonly key: string;
}

/** What a subject has used in the current minute. */
export interface Use {
  /** By requests to this instance. */
  own: number;
  /** By requests to other instances, as far as they have reported it. */
  others: number;
  /** The part of `own` for checking documents that were rejected. */
  rejected: number;
}

/** Bits of an IPv6 address that are counted together: the network of one link. */
const IPV6_NETWORK_BITS = 64;

/**
 * What each subject may use in a minute, on each instance, for checking documents that are rejected, in points: some hundred typing
 * errors, or six documents that take 25 ms each.
 */
const MAX_REJECTED = 150_000;

/**
 * Maximum subjects that are told apart in one minute. Beyond that, new ones share one budget, so that a client with very
 * many IPv6 networks cannot fill the memory.
 */
const MAX_SUBJECTS = 50_000;

/** The account or API key of the viewer, or else the address that the request comes from. */
export function subjectOf(viewer: Viewer, address: string): Subject {
  const key = callerOf(viewer);
  if (key === null) return addressSubject(address);
  return { kind: viewer.accountId === null ? 'apiKey' : 'account', key };
}

export function addressSubject(address: string): Subject {
  return { kind: 'address', key: `address ${addressGroup(address, IPV6_NETWORK_BITS)}` };
}

/**
 * Counts what each subject uses in the current minute of the clock, in memory. All budgets begin anew with each minute
 * (docs/adr/0031-rate-limits.md).
 */
export class RateLimits {
  private minute = 0;
  private uses = new Map<string, Use>();
  private refusals = 0;

  constructor(
    private readonly figures: RateLimitFigures,
    private readonly clock: Clock,
  ) {}

  /** The number of refused requests since the start. */
  get refused(): number {
    return this.refusals;
  }

  /** The current minute, in minutes since 1970. */
  get currentMinute(): number {
    return Math.floor(this.clock().getTime() / MINUTE_MS);
  }

  /**
   * Charges a subject.
   *
   * @throws TooManyRequestsError when the cost exceeds the rest of the budget; nothing is charged then
   */
  charge(subject: Subject, cost: number): BudgetLeft {
    const use = this.useOf(subject);
    const { limit, remaining, resetSeconds } = this.budgetOf(subject, use);
    if (cost > remaining) {
      const left = `${Math.max(remaining, 0)} of ${limit} points are left in this minute`;
      throw this.refusal(`The request costs ${cost}, and ${left}`, resetSeconds);
    }
    use.own += cost;
    return { limit, remaining: remaining - cost, resetSeconds };
  }

  /** @throws TooManyRequestsError when the subject has used more than its budget */
  assertNotExceeded(subject: Subject): void {
    const { limit, remaining, resetSeconds } = this.budgetOf(subject, this.useOf(subject));
    if (remaining < 0) throw this.refusal(`None of ${limit} points is left in this minute`, resetSeconds);
  }

  /** False if checking documents that were rejected has cost too much in this minute. */
  canCheckDocuments(subject: Subject): boolean {
    return this.useOf(subject).rejected <= MAX_REJECTED;
  }

  /** The error for a document that is not checked. */
  refuseDocument(subject: Subject): TooManyRequestsError {
    const reason = `Checking documents that were rejected has cost more than ${MAX_REJECTED} points in this minute`;
    return this.refusal(reason, this.budgetOf(subject, this.useOf(subject)).resetSeconds);
  }

  /** Charges a subject for a document that has been rejected, even if its budget does not suffice. */
  addRejected(subject: Subject, cost: number): BudgetLeft {
    this.useOf(subject).rejected += cost;
    return this.add(subject, cost);
  }

  /** Charges a subject even if its budget does not suffice. */
  add(subject: Subject, cost: number): BudgetLeft {
    const use = this.useOf(subject);
    use.own += cost;
    return this.budgetOf(subject, use);
  }

  /** What subjects with at least this part of their limit have used by themselves on this instance. */
  usesFrom(part: number): Map<string, number> {
    this.renew();
    const { address, apiKey, account } = this.figures;
    const least = part * Math.min(address, apiKey, account);
    return new Map([...this.uses].filter(([, { own }]) => own >= least).map(([key, { own }]) => [key, own]));
  }

  /** Records what a subject has used on other instances in the current minute. */
  setOthers(key: string, others: number): void {
    const use = this.uses.get(key);
    if (use !== undefined) use.others = others;
  }

  private refusal(reason: string, resetSeconds: number): TooManyRequestsError {
    this.refusals += 1;
    return new TooManyRequestsError(`${reason}: try again in ${resetSeconds} seconds`, resetSeconds);
  }

  private useOf({ key }: Subject): Use {
    this.renew();
    const name = this.uses.has(key) || this.uses.size < MAX_SUBJECTS ? key : 'others';
    let use = this.uses.get(name);
    if (use === undefined) this.uses.set(name, (use = { own: 0, others: 0, rejected: 0 }));
    return use;
  }

  private budgetOf({ kind }: Subject, { own, others }: Use): BudgetLeft {
    const limit = this.figures[kind];
    const resetSeconds = Math.ceil(MINUTE_MS / 1000 - (this.clock().getTime() % MINUTE_MS) / 1000);
    return { limit, remaining: limit - own - others, resetSeconds };
  }

  private renew(): void {
    const minute = this.currentMinute;
    if (minute === this.minute) return;
    this.minute = minute;
    this.uses = new Map();
  }
}
