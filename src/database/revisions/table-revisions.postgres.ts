import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { DatabaseUnavailableError, DomainError, OverloadedError } from '../../errors';
import { isUnavailable } from '../database-errors';
import { KEEP_ALIVE } from '../postgres/postgres-keep-alive';
import { READ_ONLY, withSettings } from '../postgres/postgres-pools';
import { PreparedRow, type TextRow } from '../postgres/prepared-row';
import { SharedCall } from '../postgres/shared-call';
import { MARK_MODULUS, type Revision, type TableRevisions } from './table-revisions';

/** With more rows than this, the rows of each table are merged. */
const MAX_ROWS = 100;

/** How long a revision may take. After that, answers are computed without the cache. */
const TIMEOUT_MS = 2_000;

const RETRY_AFTER_SECONDS = 2;

/**
 * Identifies all rows: the sums of 64-bit hashes of different rows are equal with a probability of 2^-64. A sum of marks would not do, because
 * a change that nobody sees takes back the marks that it has made. PostgreSQL takes a third of the time that the values of all tables take.
 */
const DIGEST = 'SELECT coalesce(sum(hashtextextended(table_name, mark)), 0) FROM table_revision';

/** Prepared on each connection, by name: planning takes longer than all the rest. */
const STATEMENTS = {
  entente_revisions_digest: DIGEST,
  // The digest belongs to the same snapshot as the values. All values are one text, so that they are compared at once.
  entente_revisions: `
    SELECT (${DIGEST}), coalesce(string_agg(table_name || ' ' || mark, ',' ORDER BY table_name), ''), coalesce(sum(row_count), 0)
    FROM (
      SELECT table_name, mod(sum(mark), ${MARK_MODULUS}) AS mark, count(*) AS row_count FROM table_revision GROUP BY table_name
    ) by_table`,
};

/**
 * Replaces the rows of each table by one with the same sum. Each row is deleted by one transaction only, so concurrent
 * merges keep the sums, too.
 */
export const MERGE_REVISIONS = `
  WITH merged AS (DELETE FROM table_revision RETURNING table_name, mark)
  INSERT INTO table_revision (table_name, transaction_id, mark)
  SELECT table_name, pg_current_xact_id()::text::bigint, mod(sum(mark), ${MARK_MODULUS}) FROM merged GROUP BY table_name`;

/**
 * Reads revisions on a connection of its own, so that they never wait for the pool. Callers of the same moment share one
 * statement: it begins after each of them has called, so it sees everything that was committed before.
 */
export class PostgresTableRevisions implements TableRevisions {
  private client: Promise<Client> | null = null;
  private readonly call = new SharedCall(() =>
    this.read().catch((error: unknown) => {
      throw !(error instanceof DomainError) && isUnavailable('postgres', error)
        ? new DatabaseUnavailableError(error)
        : error;
    }),
  );
  private digest = '';
  private text = '';
  private revision: Revision = new Map();
  /** The merge that runs, or waits for a connection. */
  private merging: Promise<unknown> | null = null;

  /** @param merge runs MERGE_REVISIONS in a unit of work */
  constructor(
    private readonly url: string,
    private readonly merge: () => Promise<unknown>,
  ) {}

  current(): Promise<Revision> {
    return this.call.run();
  }

  async close(): Promise<void> {
    await this.call.ended();
    await this.client?.then((client) => client.end()).catch(() => undefined);
  }

  private async read(): Promise<Revision> {
    const client = await this.connected();
    try {
      const [digest] = await readRow(client, 'entente_revisions_digest');
      if (digest !== this.digest) await this.readValues(client);
      return this.revision;
    } catch (error) {
      // The next revision connects again: this connection may be lost, or still busy with the statement.
      this.client = null;
      void client.end().catch(() => undefined);
      throw error;
    }
  }

  private async readValues(client: Client): Promise<void> {
    const [digest, text, rowCount] = await readRow(client, 'entente_revisions');
    if (text !== this.text) {
      this.revision = new Map(text!.split(',').map((entry) => entry.split(' ', 2) as [string, string]));
      this.text = text!;
    }
    this.digest = digest!;
    if (Number(rowCount) <= MAX_ROWS) return;
    // If it fails, the rows stay. The next revision reads the values again, and tries again.
    this.mergeOnce().catch(() => {
      this.digest = '';
    });
  }

  private mergeOnce(): Promise<unknown> {
    this.merging ??= this.merge().finally(() => {
      this.merging = null;
    });
    return this.merging;
  }

  private async connected(): Promise<Client> {
    this.client ??= this.open();
    try {
      return await this.client;
    } catch (error) {
      this.client = null;
      throw error;
    }
  }

  /** Forgets a connection that is lost while it is idle, so that the next revision connects again, and does not fail. */
  private open(): Promise<Client> {
    const opening = this.connect();
    opening.then(
      (client) =>
        client.once('end', () => {
          if (this.client === opening) this.client = null;
        }),
      () => undefined,
    );
    return opening;
  }

  private async connect(): Promise<Client> {
    // A merge waits while all connections of the pool are in use. Requests must not wait with it.
    if (this.merging !== null) throw busy();
    const { Client } = await import('pg');
    const client = new Client({
      connectionString: withSettings(this.url, READ_ONLY),
      application_name: 'entente revisions',
      connectionTimeoutMillis: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS,
      ...KEEP_ALIVE,
    });
    // A lost connection also ends.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await assertIsPrimary(client);
      // Rows that a dump of another cluster has brought may have the ids of transactions that are still to come here, whose
      // changes would then not count. Merged rows have an id of this cluster.
      await this.mergeInTime();
      for (const [name, text] of Object.entries(STATEMENTS)) await client.query({ name, text });
      return client;
    } catch (error) {
      void client.end().catch(() => undefined);
      throw error;
    }
  }

  private async mergeInTime(): Promise<void> {
    const ended = new AbortController();
    const timeout = delay(TIMEOUT_MS, null, { ref: false, signal: ended.signal }).then(() => {
      throw busy();
    });
    try {
      await Promise.race([this.mergeOnce(), timeout]);
    } finally {
      timeout.catch(() => undefined);
      ended.abort();
    }
  }
}

function readRow(client: Client, statement: keyof typeof STATEMENTS): Promise<TextRow> {
  return PreparedRow.read(client, statement);
}

/** A standby shows changes late. It cannot become one again without ending this connection. */
async function assertIsPrimary(client: Client): Promise<void> {
  const { rows } = await client.query<{ isStandby: boolean }>('SELECT pg_is_in_recovery() AS "isStandby"');
  if (rows[0]!.isStandby) throw new Error('The database for revisions is a standby');
}

/** The answer cache computes answers instead. Files, which need a revision, cannot be sent. */
function busy(): OverloadedError {
  return new OverloadedError('The database is busy: try again later', RETRY_AFTER_SECONDS);
}
