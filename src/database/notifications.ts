import { Client } from 'pg';
import { sql } from './sql';
import type { EntityManager } from 'typeorm';
import { isPostgres } from './dialect';
import { executeSql } from './write-sql';
import type { DatabaseUrl } from './database-url';

/** The PostgreSQL channel on which instances of the server notify each other of new events. */
const CHANNEL = 'entente_events';

/** Delay before reconnecting, in milliseconds. */
const RECONNECT_MS = 1_000;

/**
 * Notifies every instance on the same PostgreSQL database once this unit of work is committed. Does nothing on SQLite.
 */
export async function notify(manager: EntityManager): Promise<void> {
  if (isPostgres(manager)) await executeSql(manager, sql`SELECT pg_notify(${CHANNEL}, '')`);
}

/** Listens for `notify` on a connection of its own, and reconnects when it is lost. */
export class Notifications {
  private client: Client | null = null;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  /** @param onNotification also called after each connect, for notifications that were missed before */
  constructor(
    private readonly url: DatabaseUrl,
    private readonly onNotification: () => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Starts to listen; does nothing on SQLite. Returns after the first attempt to connect, successful or not. */
  async start(): Promise<void> {
    if (this.url.dialect !== 'postgres') return;
    const client = new Client({
      connectionString: this.url.directUrl ?? this.url.url,
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
      // The `end` event follows whether or not there was a connection.
      void client.end();
    }
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.client?.end();
  }
}
