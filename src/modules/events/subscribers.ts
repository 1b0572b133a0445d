import { addressGroup } from '../../core/access/address-group';
import { createRequestContext, type RequestContext, type RequestFacts } from '../../core/access/request-context';
import { hashToken } from '../../core/access/token';
import { anonymous, callerOf, type Viewer } from '../../core/access/viewer';
import type { Clock } from '../../core/time';
import type { Database } from '../../database/database';
import { UnauthenticatedError } from '../../errors';
import type { Grants } from '../documents/unlocking/grants';
import type { Credentials } from '../identity/credentials';
import type { EventFeed, FeedEvent } from './event-feed';
import type { PresenceBoard } from './presence/presence-board';

/** The credentials of a subscriber, and the account that it subscribes for, with the values of the headers of the same names. */
export interface SubscriberCredentials {
  readonly authorization?: string | undefined;
  readonly 'entente-account'?: string | undefined;
  readonly 'entente-grants'?: string | undefined;
}

/** An active subscription. */
export interface Subscription {
  /**
   * Equal for subscribers who have the same rights at every instant, whatever happens to their account, key or grants:
   * they presented the same session, API key or nothing, and the same grants, to the same origin. Nothing else of a
   * request has an influence on a response.
   */
  readonly rightsKey: string;
  /** Whose subscription it is: the account, the API key, or the group of addresses of someone who is not signed in. */
  readonly owner: string;
  /** The position of the event that was delivered last. */
  readonly position: () => number;
  /** Aborts when the subscription ends. */
  readonly signal: AbortSignal;
  /**
   * Emits `join` when another subscriber starts to share the events of this subscription. A source that begins with the
   * current state repeats it then.
   */
  readonly joins: EventTarget;
  /** Where the subscriber can be present. */
  readonly board: PresenceBoard;
  /** The events from the call on, until `end`. */
  readonly events: () => AsyncIterable<FeedEvent>;
  /**
   * Creates the context for an event, with the current rights of the subscriber.
   *
   * @throws UnauthenticatedError when the session or API key has ended
   */
  readonly renew: () => Promise<RequestContext>;
  /** Ends the events. */
  readonly end: () => void;
}

/** An event that subscribers with the same rights receive. */
export interface SubscribedEvent {
  /** The context in which they receive it. */
  readonly context: RequestContext;
  /** The position of the event in the feed. */
  readonly position: number;
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
    private readonly board: PresenceBoard,
    private readonly clock: Clock,
    private readonly identity: { readonly credentials: Credentials; readonly grants: Grants },
  ) {}

  /**
   * Authenticates a subscriber, and creates the context of the subscription.
   *
   * @throws UnauthenticatedError when the credential is not a valid session token or API key, or is of another account
   * @throws BadUserInputError when there are too many grants
   */
  async admit(presented: SubscriberCredentials, facts: RequestFacts): Promise<SubscriptionContext> {
    const { requestId, address, origin, now, languages, acceptedLocales } = facts;
    const account = presented['entente-account'];
    const admitted = await this.identity.credentials.identify(presented.authorization, account, now);
    const grants = presented['entente-grants'];
    const ended = new AbortController();
    const subscription: Subscription = {
      rightsKey: hashToken(JSON.stringify([admitted.credential, grants ?? null, origin])),
      owner: callerOf(admitted) ?? `address ${addressGroup(address)}`,
      position: () => this.feed.position,
      signal: ended.signal,
      joins: new EventTarget(),
      board: this.board,
      events: () => this.feed.events(ended.signal),
      renew: async () => {
        const current = { requestId, address, origin, languages, acceptedLocales, now: this.clock().toISOString() };
        return this.contextOf(await this.reidentify(admitted, current.now), grants, current);
      },
      end: () => {
        ended.abort();
      },
    };
    return Object.assign(await this.contextOf(admitted, grants, facts), { subscription });
  }

  /** Receiving events does not count as use of a session, so a session without other use still ends. */
  private async reidentify({ credential }: Viewer, now: string): Promise<Viewer> {
    if (credential === null) return anonymous;
    const viewer = await this.identity.credentials.findById(credential, now);
    if (viewer === null) throw new UnauthenticatedError('The session or API key has ended');
    return viewer;
  }

  private async contextOf(viewer: Viewer, header: string | undefined, facts: RequestFacts): Promise<RequestContext> {
    const grants = await this.identity.grants.present(header, viewer, facts.now);
    return createRequestContext(facts, this.database.read, { ...viewer, grants });
  }
}
