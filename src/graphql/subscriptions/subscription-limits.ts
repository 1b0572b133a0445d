import { TooManyRequestsError } from '../../errors';

/** Maximum subscriptions of one instance. */
const MAX_SUBSCRIPTIONS = 20_000;

/**
 * Maximum different subscriptions of one owner: an account, an API key, or an address without either. Each costs an
 * evaluation of every event, while equal ones share it.
 */
const MAX_DIFFERENT = 100;

/** A subscription of one owner: how often, and what the evaluation of an event costs. */
interface OwnGroup {
  readonly count: number;
  readonly cost: number;
}

const RETRY_AFTER_SECONDS = 60;

/** Counts the subscriptions of this instance: in total, and the different ones of each owner. */
export class SubscriptionLimits {
  private total = 0;
  /** The subscriptions of each owner in each group. */
  private readonly byOwner = new Map<string, Map<string, OwnGroup>>();

  /** @param maxCost what the evaluation of one event may cost for all subscriptions of one owner together */
  constructor(private readonly maxCost: number) {}

  /**
   * Counts a subscription. Returns the function to call when it ends.
   *
   * @param group equal for subscriptions that share the evaluation of events
   * @param cost what the evaluation of an event costs at most
   * @throws TooManyRequestsError when a limit is reached
   */
  enter(owner: string, group: string, cost: number): () => void {
    const groups = this.byOwner.get(owner) ?? new Map<string, OwnGroup>();
    const others = [...groups].filter(([key]) => key !== group).reduce((sum, [, own]) => sum + own.cost, 0);
    if (others + cost > this.maxCost) {
      throw new TooManyRequestsError(
        `The different subscriptions of an account, API key or address may together cost at most ${this.maxCost} for each event: complete one first, or request less`,
        RETRY_AFTER_SECONDS,
      );
    }
    if (!groups.has(group) && groups.size >= MAX_DIFFERENT) {
      throw new TooManyRequestsError(
        `An account, API key or address may have at most ${MAX_DIFFERENT} different subscriptions: complete one first`,
        RETRY_AFTER_SECONDS,
      );
    }
    if (this.total >= MAX_SUBSCRIPTIONS) {
      throw new TooManyRequestsError('The server has too many subscriptions: try again later', RETRY_AFTER_SECONDS);
    }
    this.total += 1;
    this.byOwner.set(owner, groups.set(group, { count: (groups.get(group)?.count ?? 0) + 1, cost }));
    return () => {
      this.total -= 1;
      const { count, cost: present } = groups.get(group)!;
      if (count > 1) groups.set(group, { count: count - 1, cost: present });
      else groups.delete(group);
      if (groups.size === 0) this.byOwner.delete(owner);
    };
  }
}
