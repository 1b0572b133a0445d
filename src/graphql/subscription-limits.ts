import { TooManyRequestsError } from '../errors';

/** Maximum subscriptions of one instance. */
const MAX_SUBSCRIPTIONS = 20_000;

/**
 * Maximum different subscriptions of one owner: an account, an API key, or an address without either. Each costs an
 * evaluation of every event, while equal ones share it.
 */
const MAX_DIFFERENT = 100;

const RETRY_AFTER_SECONDS = 60;

/** Counts the subscriptions of this instance: in total, and the different ones of each owner. */
export class SubscriptionLimits {
  private total = 0;
  /** How many subscriptions each owner has in each group. */
  private readonly byOwner = new Map<string, Map<string, number>>();

  /**
   * Counts a subscription. Returns the function to call when it ends.
   *
   * @param group equal for subscriptions that share the evaluation of events
   * @throws TooManyRequestsError when a limit is reached
   */
  enter(owner: string, group: string): () => void {
    const groups = this.byOwner.get(owner) ?? new Map<string, number>();
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
    this.byOwner.set(owner, groups.set(group, (groups.get(group) ?? 0) + 1));
    return () => {
      this.total -= 1;
      const left = groups.get(group)! - 1;
      if (left > 0) groups.set(group, left);
      else groups.delete(group);
      if (groups.size === 0) this.byOwner.delete(owner);
    };
  }
}
