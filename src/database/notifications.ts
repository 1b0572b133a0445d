import { Client } from 'pg';
import type { EntityManager } from 'typeorm';
import type { DatabaseUrl } from './database-url';

/** PostgreSQL's channel by which the instances of the server tell each other that events are there. */
const CHANNEL = 'entente_events';

/** Milliseconds. */
const RECONNECT_MS = 1_000;

/** Wakes every instance on the same PostgreSQL database once this unit of work is committed. SQLite has no such means. */
export async function notify(manager: EntityManager): Promise<void> {
  if (manager.dataSource.options.type === 'postgres') await manager.query('SELECT pg_notify($1, $2)', [CHANNEL, '']);
}

/** Hears of what `notify` tells, on a connection of its own, which is made again whenever it is lost. */
export class Notifications {
  private client: Client | null = null;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  /** @param onNotification told also once it hears, for what it may have missed until then */
  constructor(
    private readonly url: DatabaseUrl,
    private readonly onNotification: () => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Hears from here on; on SQLite, nothing. The first connection is there when this is done, if there can be one. */
  async start(): Promise<void> {
    if (this.url.dialect !== 'postgres') return;
    const client = new Client({
      connectionString: this.url.url,
      application_name: 'entente events',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    this.client = client;
    client.on('error', this.onError);
    client.once('end', () => {
      if (!this.isStopped) this.timer = setTimeout(() => void this.start(), RECONNECT_MS).unref();
    });
    client.on('notification', this.onNotification);
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.onNotification();
    } catch (error) {
      this.onError(error);
      // `end` follows, be there a connection or none.
      void client.end();
    }
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.client?.end();
  }
}
