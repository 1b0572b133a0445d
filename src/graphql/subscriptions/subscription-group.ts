import type { ExecutionResult } from 'graphql';
import { TooManyRequestsError } from '../../errors';
import { takeTurn } from '../../event-loop';
import type { Subject } from '../../modules/identity/rate-limit/rate-limits';

/** Maximum results that wait for one member, and their characters. Members share the results, so that each costs one reference. */
const MAX_WAITING = 1_000;
const MAX_WAITING_CHARACTERS = 1_000_000;

const RETRY_AFTER_SECONDS = 10;

/** Points of the results that members of all groups receive in one turn of the event loop, which takes about five milliseconds. */
const COST_IN_TURN = 5_000;

/** Points for sending a result to one member, and for each character of the result. */
const DELIVERY_COST = 25;
const CHARACTER_COST = 0.004;

/** Adds up what the results cost that members have received, and waits for another turn when it is enough for one. */
class Deliveries {
  private cost = 0;
  private turn: Promise<void> | null = null;

  /** Counts a result. Returns null if the next one may follow at once; otherwise, a promise after which to ask again. */
  next(cost: number): Promise<void> | null {
    if (this.cost < COST_IN_TURN) {
      this.cost += cost;
      return null;
    }
    this.turn ??= takeTurn(this).then(() => {
      this.cost = 0;
      this.turn = null;
    });
    return this.turn;
  }
}

const deliveries = new Deliveries();

/** A result, and the length of its text in UTF-16 code units. */
export interface MeasuredResult {
  readonly result: ExecutionResult;
  readonly characters: number;
}

/** A result, and the position of its event in the feed. */
export interface PositionedResult extends MeasuredResult {
  readonly position: number;
}

interface GroupListener {
  /** Called when a member has joined. */
  readonly onJoin: () => void;
  /** Called when the last member has left. */
  readonly onEmpty: () => void;
  /** Cost of evaluating an event, in points. */
  readonly evaluationCost: number;
  /** Charges a subject. Returns the error that ends its members if its budget does not suffice. */
  readonly charge: (payer: Subject, cost: number) => Error | null;
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
   * @param payer whose budget is charged for each result: for its evaluation once, and for sending it to each member
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
      for await (const result of results) {
        const { position } = result;
        const deliveryCost = DELIVERY_COST + Math.ceil(result.characters * CHARACTER_COST);
        const charged = new Set<string>();
        // Those who join meanwhile have a position that is not before this one.
        for (const member of this.members) {
          const { payer } = member;
          if (position <= member.position) continue;
          const evaluationCost = charged.has(payer.key) ? 0 : this.listener.evaluationCost;
          const refusal = this.listener.charge(payer, evaluationCost + deliveryCost);
          if (refusal === null) {
            charged.add(payer.key);
            member.push(result);
          } else {
            member.end(refusal);
          }
          for (let turn = deliveries.next(deliveryCost); turn !== null; turn = deliveries.next(deliveryCost))
            await turn;
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
  private readonly waiting: MeasuredResult[] = [];
  private waitingCharacters = 0;
  private receiver: Receiver | null = null;
  private ended: { readonly error: unknown } | null = null;

  constructor(
    readonly position: number,
    readonly payer: Subject,
    private readonly leave: () => void,
  ) {}

  push(result: MeasuredResult): void {
    const receiver = this.takeReceiver();
    if (receiver !== null) {
      receiver.resolve({ done: false, value: result.result });
    } else if (this.waiting.length < MAX_WAITING && this.waitingCharacters < MAX_WAITING_CHARACTERS) {
      this.waiting.push(result);
      this.waitingCharacters += result.characters;
    } else {
      this.end(new TooManyRequestsError('The client reads too slowly: subscribe again', RETRY_AFTER_SECONDS));
    }
  }

  /** @param error null if the results have ended without an error */
  end(error: unknown): void {
    this.ended = { error };
    this.leave();
    const receiver = this.takeReceiver();
    if (receiver !== null) this.settle(receiver, error);
  }

  next(): Promise<IteratorResult<ExecutionResult, void>> {
    const next = this.waiting.shift();
    if (next !== undefined) {
      this.waitingCharacters -= next.characters;
      return Promise.resolve({ done: false, value: next.result });
    }
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
