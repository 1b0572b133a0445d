import type { Database } from '../../database/database';
import { UnauthenticatedError } from '../../errors';
import { createRequestContext, type RequestContext, type RequestFacts } from '../../core/access/request-context';
import { anonymous, type Viewer } from '../../core/access/viewer';
import type { Credentials } from '../identity/credentials';
import type { Grants } from '../documents/unlocking/grants';
import type { EventFeed, ToldEvent } from './event-feed';

/** What subscribers send to prove who they are, as the headers of these names hold it. */
export interface Presented {
  readonly authorization?: string | undefined;
  readonly 'entente-grants'?: string | undefined;
}

/** A subscription, as long as it lasts. */
export interface Subscription {
  /** What is told from here on. */
  readonly events: () => AsyncIterable<ToldEvent>;
  /**
   * The context in which something is told now, to whoever subscribed as they are now.
   *
   * @throws UnauthenticatedError when their session or API key has ended
   */
  readonly renew: () => Promise<RequestContext>;
}

/** The context in which a subscription begins. */
export interface SubscriptionContext extends RequestContext {
  readonly subscription: Subscription;
}

export function isOfSubscription(context: object): context is SubscriptionContext {
  return 'subscription' in context;
}

/** Those who subscribe. */
export class Subscribers {
  constructor(
    private readonly database: Database,
    private readonly feed: EventFeed,
    private readonly credentials: Credentials,
    private readonly grants: Grants,
  ) {}

  /**
   * Has somebody subscribe.
   *
   * @param factsNow what the subscription's request tells of itself, at the instant of the call
   * @param signal ends it
   * @throws UnauthenticatedError when what is presented is no session token or API key that is valid
   * @throws BadUserInputError when it lists too many grants
   */
  async admit(presented: Presented, factsNow: () => RequestFacts, signal: AbortSignal): Promise<SubscriptionContext> {
    const facts = factsNow();
    const admitted = await this.credentials.identify(presented.authorization, facts.now);
    const subscription: Subscription = {
      events: () => this.feed.events(signal),
      renew: async () => {
        const renewed = factsNow();
        return this.contextOf(await this.identifyAgain(admitted, renewed.now), presented, renewed);
      },
    };
    return Object.assign(await this.contextOf(admitted, presented, facts), { subscription });
  }

  /** To be told something is no use of a session, so that it ends in time. */
  private async identifyAgain({ credential }: Viewer, now: string): Promise<Viewer> {
    if (credential === null) return anonymous;
    const viewer = await this.credentials.findById(credential, now);
    if (viewer === null) throw new UnauthenticatedError('The session or API key has ended');
    return viewer;
  }

  private async contextOf(viewer: Viewer, presented: Presented, facts: RequestFacts): Promise<RequestContext> {
    const grants = await this.grants.present(presented['entente-grants'], viewer, facts.now);
    return createRequestContext(facts, this.database.read, { ...viewer, grants });
  }
}
