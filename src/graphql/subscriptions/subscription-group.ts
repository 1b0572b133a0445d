import type { ExecutionResult } from 'graphql';
import { TooManyRequestsError } from '../../errors';
import { takeTurn } from '../../event-loop';
import type { Subject } from '../../modules/identity/rate-limit/rate-limits';

/** Maximum results that wait for one member. Members share the results, so that each costs one reference. */
const MAX_WAITING = 1_000;

const RETRY_AFTER_SECONDS = 10;

/** Members of all groups that receive a result in one turn of the event loop. To write to their connections takes about five milliseconds. */
const MEMBERS_IN_TURN = 200;

/** Counts the members that have received a result, and waits for another turn after each 200 of them. */
class Deliveries {
  private given = 0;
  private turn: Promise<void> | null = null;

  /** Counts a member. Returns null if the next one may follow at once; otherwise, a promise after which to ask again. */
  next(): Promise<void> | null {
    if (this.given < MEMBERS_IN_TURN) {
      this.given += 1;
      return null;
    }
    this.turn ??= takeTurn(this).then(() => {
      this.given = 0;
      this.turn = null;
    });
    return this.turn;
  }
}

const deliveries = new Deliveries();

/** A result, and the position of its event in the feed. */
export interface PositionedResult {
  readonly position: number;
  readonly result: ExecutionResult;
}

interface GroupListener {
  /** Called when a member has joined. */
  readonly onJoin: () => void;
  /** Called when the last member has left. */
  readonly onEmpty: () => void;
  /** Charges a subject for a result that its members receive. Returns the error that ends them if its budget does not suffice. */
  readonly charge: (payer: Subject) => Error | null;
}

/**
 * Subscriptions of the same operation by subscribers with the same rights. Each event is evaluated once, and all members
 * receive the same result.
 */
export class SubscriptionGroup {
  private readonly members = new Set<Member>();

  constructor(private readonly listener: GroupListener) {}

  /**
   * Adds a member, which receives the results of events after this position, until its iterator is returned.
   *
   * @param payer whose budget each result is charged to, once for all of its members
   */
  join(position: number, payer: Subject, onLeave: () => void): Member {
    const member = new Member(position, payer, () => {
      if (!this.members.delete(member)) return;
      onLeave();
      if (this.members.size === 0) this.listener.onEmpty();
    });
    this.members.add(member);
    this.listener.onJoin();
    return member;
  }

  /** Gives the results to the members until they end. An error ends the subscriptions of all members. */
  async run(results: AsyncIterable<PositionedResult>): Promise<void> {
    let error: unknown = null;
    try {
      for await (const { position, result } of results) {
        const refusals = new Map<string, Error | null>();
        // Those who join meanwhile have a position that is not before this one.
        for (const member of this.members) {
          const { payer } = member;
          if (position <= member.position) continue;
          if (!refusals.has(payer.key)) refusals.set(payer.key, this.listener.charge(payer));
          const refusal = refusals.get(payer.key) ?? null;
          if (refusal === null) member.push(result);
          else member.end(refusal);
          for (let turn = deliveries.next(); turn !== null; turn = deliveries.next()) await turn;
        }
      }
    } catch (reason) {
      error = reason;
    }
    for (const member of [...this.members]) member.end(error);
  }
}

interface Receiver {
  readonly resolve: (result: IteratorResult<ExecutionResult, void>) => void;
  readonly reject: (error: unknown) => void;
}

/** The results for one member, in their order. */
export class Member implements AsyncIterableIterator<ExecutionResult, void, void> {
  private readonly waiting: ExecutionResult[] = [];
  private receiver: Receiver | null = null;
  private ended: { readonly error: unknown } | null = null;

  constructor(
    readonly position: number,
    readonly payer: Subject,
    private readonly leave: () => void,
  ) {}

  push(result: ExecutionResult): void {
    const receiver = this.takeReceiver();
    if (receiver !== null) receiver.resolve({ done: false, value: result });
    else if (this.waiting.length < MAX_WAITING) this.waiting.push(result);
    else this.end(new TooManyRequestsError('The client reads too slowly: subscribe again', RETRY_AFTER_SECONDS));
  }

  /** @param error null if the results have ended without an error */
  end(error: unknown): void {
    this.ended = { error };
    this.leave();
    const receiver = this.takeReceiver();
    if (receiver !== null) this.settle(receiver, error);
  }

  next(): Promise<IteratorResult<ExecutionResult, void>> {
    const value = this.waiting.shift();
    if (value !== undefined) return Promise.resolve({ done: false, value });
    return new Promise((resolve, reject) => {
      const receiver = { resolve, reject };
      if (this.ended === null) this.receiver = receiver;
      else this.settle(receiver, this.ended.error);
    });
  }

  return(): Promise<IteratorResult<ExecutionResult, void>> {
    this.waiting.length = 0;
    this.end(null);
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private takeReceiver(): Receiver | null {
    const { receiver } = this;
    this.receiver = null;
    return receiver;
  }

  private settle({ resolve, reject }: Receiver, error: unknown): void {
    // The error is reported once.
    this.ended = { error: null };
    if (error === null) resolve({ done: true, value: undefined });
    else reject(error);
  }
}
