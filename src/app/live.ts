import type { Logger } from 'pino';
import type { Config } from '../config';
import { type Database } from '../database/database';
import { Notifications } from '../database/notifications';
import { type Clock } from '../core/time';
import { EventFeed } from '../modules/events/event-feed';
import { scheduledTypes } from '../modules/editorial/scheduled-kinds';
import { Scheduling } from '../modules/editorial/scheduling';
import { WebhookDeliveries } from '../modules/events/webhook/webhook-deliveries';
import { WebhookQueue } from '../modules/events/webhook/webhook-queue';
import { WebhookSecrets } from '../modules/events/webhook/webhook-secrets';
import { WebhookSender } from '../modules/events/webhook/webhook-sender';
import { WebhookTargets } from '../modules/events/webhook/webhook-targets';
import type { KeyRing } from '../storage/key-ring';

interface LiveOptions {
  readonly config: Pick<Config, 'databaseUrl' | 'webhookAllowedNetworks'>;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly keyRing: KeyRing;
}

/** What goes on beside requests: things are published at their time, and whoever wants to is told, on every instance. */
export class Live {
  readonly feed: EventFeed;
  readonly secrets: WebhookSecrets;
  readonly targets: WebhookTargets;
  readonly deliveries: WebhookDeliveries;
  private readonly sender: WebhookSender;
  private readonly queue: WebhookQueue;
  private readonly scheduling: Scheduling;
  private readonly notifications: Notifications;

  constructor(database: Database, { config, logger, clock, keyRing }: LiveOptions) {
    const logged =
      (what: string): ((error: unknown) => void) =>
      (error) => {
        logger.error({ err: error }, what);
      };
    this.feed = new EventFeed(database, logged('events could not be told'));
    this.secrets = new WebhookSecrets(keyRing);
    this.targets = new WebhookTargets(config.webhookAllowedNetworks);
    this.deliveries = new WebhookDeliveries(database);
    this.sender = new WebhookSender(this.deliveries, {
      secrets: this.secrets,
      targets: this.targets,
      clock,
      onError: logged('a message to a webhook could not be sent or noted'),
    });
    this.queue = new WebhookQueue(database, clock, {
      onQueued: () => {
        this.sender.wake();
      },
      onError: logged('events could not be queued for webhooks'),
    });
    this.scheduling = new Scheduling(database, scheduledTypes, clock, {
      onPublished: this.wake,
      onError: logged('what is due could not be published'),
    });
    this.notifications = new Notifications(config.databaseUrl, this.wake, (error) => {
      logger.warn({ err: error }, 'the connection that tells of events was lost');
    });
  }

  /** To be called when there may be events that nobody was told yet. */
  readonly wake = (): void => {
    this.feed.wake();
    this.queue.wake();
    this.sender.wake();
  };

  async start(): Promise<void> {
    await this.feed.start();
    await this.notifications.start();
    this.scheduling.start();
    this.wake();
  }

  async stop(): Promise<void> {
    await this.scheduling.stop();
    await Promise.all([this.notifications.stop(), this.feed.stop(), this.queue.stop(), this.sender.stop()]);
  }
}
