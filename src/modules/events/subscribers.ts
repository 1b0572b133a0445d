import type { Database } from '../../database/database';
import { UnauthenticatedError } from '../../errors';
import { createRequestContext, type RequestContext, type RequestFacts } from '../../core/access/request-context';
import { anonymous, type Viewer } from '../../core/access/viewer';
import type { Credentials } from '../identity/credentials';
import type { Grants } from '../documents/unlocking/grants';
import type { EventFeed, FeedEvent } from './event-feed';

/** The credentials of a subscriber, with the values of the headers of the same names. */
export interface SubscriberCredentials {
  readonly authorization?: string | undefined;
  readonly 'entente-grants'?: string | undefined;
}

/** An active subscription. */
export interface Subscription {
  /** Aborts when the subscription ends. */
  readonly signal: AbortSignal;
  /** The events from the call on. */
  readonly events: () => AsyncIterable<FeedEvent>;
  /**
   * Creates the context for an event, with the current rights of the subscriber.
   *
   * @throws UnauthenticatedError when the session or API key has ended
   */
  readonly renew: () => Promise<RequestContext>;
}

/** The context in which a subscription starts. */
export interface SubscriptionContext extends RequestContext {
  readonly subscription: Subscription;
}

export function isSubscriptionContext(context: object): context is SubscriptionContext {
  return 'subscription' in context;
}

/** Authenticates subscribers when they subscribe, and again for each event. */
export class Subscribers {
  constructor(
    private readonly database: Database,
    private readonly feed: EventFeed,
    private readonly credentials: Credentials,
    private readonly grants: Grants,
  ) {}

  /**
   * Authenticates a subscriber, and creates the context of the subscription.
   *
   * @param factsNow returns the facts of the subscription's request at the instant of the call
   * @param signal ends the subscription
   * @throws UnauthenticatedError when the credential is not a valid session token or API key
   * @throws BadUserInputError when there are too many grants
   */
  async admit(
    presented: SubscriberCredentials,
    factsNow: () => RequestFacts,
    signal: AbortSignal,
  ): Promise<SubscriptionContext> {
    const facts = factsNow();
    const admitted = await this.credentials.identify(presented.authorization, facts.now);
    const subscription: Subscription = {
      signal,
      events: () => this.feed.events(signal),
      renew: async () => {
        const renewed = factsNow();
        return this.contextOf(await this.reidentify(admitted, renewed.now), presented, renewed);
      },
    };
    return Object.assign(await this.contextOf(admitted, presented, facts), { subscription });
  }

  /** Receiving events does not count as use of a session, so a session without other use still ends. */
  private async reidentify({ credential }: Viewer, now: string): Promise<Viewer> {
    if (credential === null) return anonymous;
    const viewer = await this.credentials.findById(credential, now);
    if (viewer === null) throw new UnauthenticatedError('The session or API key has ended');
    return viewer;
  }

  private async contextOf(
    viewer: Viewer,
    presented: SubscriberCredentials,
    facts: RequestFacts,
  ): Promise<RequestContext> {
    const grants = await this.grants.present(presented['entente-grants'], viewer, facts.now);
    return createRequestContext(facts, this.database.read, { ...viewer, grants });
  }
}
