import type { Client } from 'pg';
import type { EntityManager } from 'typeorm';
import type { DatabaseUrl } from '../database-url';
import { isPostgres } from '../dialect';
import { sql } from '../sql/sql';
import { executeSql } from '../sql/write-sql';
import { KEEP_ALIVE } from './postgres-keep-alive';

/** The PostgreSQL channel on which instances of the server notify each other of new events. */
const EVENTS_CHANNEL = 'entente_events';

/** The PostgreSQL channel with messages between instances that are not stored. */
const MESSAGES_CHANNEL = 'entente_messages';

/** Time before reconnecting, in milliseconds. */
const RECONNECT_MS = 1_000;

/**
 * Notifies every instance on the same PostgreSQL database once this unit of work is committed. Does nothing on SQLite.
 */
export async function notify(manager: EntityManager): Promise<void> {
  if (isPostgres(manager)) await executeSql(manager, sql`SELECT pg_notify(${EVENTS_CHANNEL}, '')`);
}

/** Sends a message of less than 8,000 bytes to every instance on the same PostgreSQL database. Does nothing on SQLite. */
export async function sendMessage(manager: EntityManager, message: string): Promise<void> {
  if (isPostgres(manager)) await executeSql(manager, sql`SELECT pg_notify(${MESSAGES_CHANNEL}, ${message})`);
}

/** Listens for `notify` and `sendMessage` on a connection of its own, and reconnects when it is lost. */
export class Notifications {
  private client: Client | null = null;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(
    private readonly url: DatabaseUrl,
    private readonly listeners: {
      /** Also called after each connect, for notifications that were missed before. */
      readonly onNotification: () => void;
      /** Receives the messages of all instances, also of this one. */
      readonly onMessage: (message: string) => void;
      readonly onError: (error: unknown) => void;
    },
  ) {}

  /** Starts to listen; does nothing on SQLite. Returns after the first attempt to connect, successful or not. */
  async start(): Promise<void> {
    if (this.url.dialect !== 'postgres') return;
    const { Client } = await import('pg');
    if (this.isStopped) return;
    const { onNotification, onMessage, onError } = this.listeners;
    const client = new Client({
      connectionString: this.url.directUrl ?? this.url.url,
      application_name: 'entente events',
      connectionTimeoutMillis: 5_000,
      ...KEEP_ALIVE,
    });
    this.client = client;
    client.on('error', onError);
    client.once('end', () => {
      if (!this.isStopped) this.timer = setTimeout(() => void this.start(), RECONNECT_MS).unref();
    });
    client.on('notification', ({ channel, payload = '' }) => {
      if (channel === MESSAGES_CHANNEL) onMessage(payload);
      else onNotification();
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${EVENTS_CHANNEL}; LISTEN ${MESSAGES_CHANNEL}`);
      onNotification();
    } catch (error) {
      onError(error);
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
