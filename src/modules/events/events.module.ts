import type { Module, ModuleOptions, ResolverClass } from '../../core/module';
import type { DatabaseUrl } from '../../database/database-url';
import { Notifications, sendMessage } from '../../database/postgres/notifications';
import type { KeyRing } from '../../storage/key-ring';
import type { DocumentsModule } from '../documents/documents.module';
import type { IdentityModule } from '../identity/identity.module';
import { ContentChangeResolver } from './content-change.resolver';
import { EventFeed } from './event-feed';
import { type EventLag, findEventLag } from './event-lag';
import { PresenceResolver, PresentEditorResolver } from './presence/presence.resolver';
import { PresenceBoard } from './presence/presence-board';
import { Subscribers } from './subscribers';
import { SubscriptionResolver } from './subscription.resolver';
import { webhookById, webhookDeliveryById } from './webhook/webhook.loaders';
import { WebhookDeliveryResolver, WebhookResolver } from './webhook/webhook.resolver';
import { Webhooks } from './webhook/webhook.service';
import { WebhookDeliveries } from './webhook/webhook-deliveries';
import { WebhookQueue } from './webhook/webhook-queue';
import { WebhookSecrets } from './webhook/webhook-secrets';
import { WebhookSender } from './webhook/webhook-sender';
import { WebhookTargets } from './webhook/webhook-targets';

export const eventsResolvers: readonly ResolverClass[] = [
  ContentChangeResolver,
  PresenceResolver,
  PresentEditorResolver,
  SubscriptionResolver,
  WebhookDeliveryResolver,
  WebhookResolver,
];

interface EventsOptions extends ModuleOptions {
  readonly config: { readonly databaseUrl: DatabaseUrl; readonly webhookAllowedNetworks: readonly string[] };
  readonly keyRing: KeyRing;
  /** Aborted when a stop no longer waits for the responses of webhooks. */
  readonly ending: AbortSignal;
  readonly identity: IdentityModule;
  readonly documents: DocumentsModule;
}

export interface EventsModule extends Module {
  readonly subscribers: Subscribers;
  readonly lag: () => Promise<EventLag>;
}

/** Delivers events after a commit: every instance to its own subscribers, and one instance to webhooks. */
export function createEventsModule(options: EventsOptions): EventsModule {
  const { database, mutations, clock, logger, config, keyRing, ending, identity, documents } = options;
  const logAs =
    (message: string): ((error: unknown) => void) =>
    (error) => {
      logger.error({ err: error }, message);
    };
  const feed = new EventFeed(database, logAs('events could not be sent to subscribers'));
  const secrets = new WebhookSecrets(keyRing);
  const targets = new WebhookTargets(config.webhookAllowedNetworks);
  const deliveries = new WebhookDeliveries(database);
  const sender = new WebhookSender(deliveries, {
    secrets,
    targets,
    ending,
    clock,
    onError: logAs('a webhook delivery could not be sent or recorded'),
  });
  const queue = new WebhookQueue(database, clock, {
    onQueued: () => {
      sender.wake();
    },
    onError: logAs('events could not be queued for webhooks'),
  });
  const wake = (): void => {
    feed.wake();
    queue.wake();
    sender.wake();
  };
  const logLostConnection = (error: unknown): void => {
    logger.warn({ err: error }, 'the connection for notifications of events was lost');
  };
  const board = new PresenceBoard((message) =>
    database
      .write((manager) => sendMessage(manager, message))
      .catch(logAs('presence could not be sent to other instances')),
  );
  const notifications = new Notifications(config.databaseUrl, {
    onNotification: wake,
    onMessage: (message) => {
      board.receive(message);
    },
    onError: logLostConnection,
  });
  const read = database.read.withoutListeners();
  return {
    lag: () => findEventLag(read, clock().toISOString()),
    subscribers: new Subscribers(database, feed, board, clock, {
      credentials: identity.credentials,
      grants: documents.grants,
    }),
    resolvers: [new WebhookResolver(new Webhooks(mutations, secrets, targets))],
    nodes: { Webhook: webhookById, WebhookDelivery: webhookDeliveryById },
    jobs: [
      ['delete old events', (now) => feed.deleteExpired(now)],
      ['delete old webhook deliveries', (now) => deliveries.deleteExpired(now)],
    ],
    start: async () => {
      await feed.start();
      board.start();
      await notifications.start();
      // Not before: a feed that is woken before it starts would read all old events.
      mutations.onCommit(wake);
      wake();
    },
    stop: async () => {
      board.stop();
      await Promise.all([notifications.stop(), feed.stop(), queue.stop(), sender.stop()]);
    },
  };
}
