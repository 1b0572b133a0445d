import type { Client } from 'pg';
import { KEEP_ALIVE } from './postgres-keep-alive';
import { SharedCall } from './shared-call';

/**
 * A position in PostgreSQL's write-ahead log (pg_lsn), as the number of bytes before it. A replica that has replayed the
 * position shows everything that was committed before it.
 */
export type WalPosition = number;

/** What a server says about itself. */
export interface ServerState {
  /** On a primary: everything that was acknowledged is before it. On a replica: everything before it is visible. */
  readonly position: WalPosition;
  /** The positions of two servers can be compared only on the same timeline: each promotion of a standby begins another one. */
  readonly timeline: number;
  readonly isReplica: boolean;
  /** True if a commit is acknowledged before it is in the log, with `synchronous_commit = off`. */
  readonly acknowledgesEarly: boolean;
  /** Identifies the database. It is equal on a primary and its replicas. */
  readonly databaseId: string;
}

/** The expression for `databaseId`. */
export const DATABASE_ID = `(SELECT system_identifier || ' ' || current_database() FROM pg_control_system())`;

/** How long a response may take, in milliseconds. */
const TIMEOUT_MS = 1_000;

/**
 * The timeline. A primary has it in the names of its log files, in hexadecimal. A replica has it in its control file, which
 * changes some minutes after the replica has followed its primary to another timeline.
 */
const TIMELINE = `
  CASE WHEN pg_is_in_recovery()
    THEN (SELECT greatest(timeline_id, min_recovery_end_timeline) FROM pg_control_checkpoint(), pg_control_recovery())
    ELSE ('x' || left(pg_walfile_name(pg_current_wal_flush_lsn()), 8))::bit(32)::integer
  END`;

/** Sent without parameters, so that no pooler has to know a prepared statement. */
const READ_STATE = `
  SELECT pg_is_in_recovery(),
    CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END,
    ${DATABASE_ID}, current_setting('synchronous_commit') = 'off', ${TIMELINE}`;

type StateRow = [
  isReplica: boolean,
  position: string,
  databaseId: string,
  acknowledgesEarly: boolean,
  timeline: number,
];

/**
 * Asks one server for its state, on a connection of its own, so that the question never waits for the pool. Callers of
 * the same moment share one statement.
 */
export class WalProbe {
  private client: Promise<Client> | null = null;
  private readonly call = new SharedCall(() => this.read());

  /** @param onLost called when the connection is lost while nobody asks: the server may have restarted */
  constructor(
    private readonly url: string,
    private readonly onLost: () => void = () => {},
  ) {}

  /** The state at a moment after the call. */
  state(): Promise<ServerState> {
    return this.call.run();
  }

  async close(): Promise<void> {
    await this.client?.then((client) => client.end()).catch(() => undefined);
  }

  private async read(): Promise<ServerState> {
    this.client ??= this.connect();
    const opening = this.client;
    try {
      const client = await opening;
      const { rows } = await client.query<StateRow>({ text: READ_STATE, rowMode: 'array' });
      const [isReplica, position, databaseId, acknowledgesEarly, timeline] = rows[0]!;
      return { isReplica, position: toPosition(position), timeline, databaseId, acknowledgesEarly };
    } catch (error) {
      // The response may still come, and must not be taken for that of a later question.
      if (this.client === opening) this.client = null;
      void opening.then((client) => client.end()).catch(() => undefined);
      throw error;
    }
  }

  private async connect(): Promise<Client> {
    const { Client } = await import('pg');
    const client = new Client({
      connectionString: this.url,
      application_name: 'entente replication',
      connectionTimeoutMillis: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS,
      ...KEEP_ALIVE,
    });
    // A lost connection also fails the next statement.
    client.on('error', this.onLost);
    await client.connect();
    return client;
  }
}

/** Parses pg_lsn's text, two hexadecimal numbers of 32 bits such as `16/B374D848`. Exact up to 8 PiB. */
function toPosition(text: string): WalPosition {
  const [high, low] = text.split('/', 2);
  return parseInt(high!, 16) * 2 ** 32 + parseInt(low!, 16);
}
