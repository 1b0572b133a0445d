import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'pg';
import { firstLineOf } from '../../errors';
import { PostgresConnections } from './postgres-connections';
import { READ_POOL } from './postgres-pools';
import { type ServerState, type WalPosition, WalProbe } from './wal-probe';

/** How long a query waits until the replica has replayed what it has to see. Then it goes to the primary. */
const MAX_WAIT_MS = 100;

const LAGS = 'it lags behind the primary';

const CONNECT_TIMEOUT_MS = 1_000;

/** The interval between two questions while a query waits, in milliseconds. */
const POLL_MS = 2;

/** How long a replica is left out before it is tried again, in milliseconds. */
const RETRY_MS = 1_000;

/** A streaming replica of the primary. It is in service while it responds and keeps up. */
export class Replica {
  readonly connections: PostgresConnections;
  private readonly pool: Pool;
  private readonly probe: WalProbe;
  private replayed: WalPosition = -1;
  private timeline = 0;
  private timer: NodeJS.Timeout | undefined;
  /** Why the replica is left out; null while it is in service. */
  problem: string | null = 'it has not been asked yet';
  /** The host and the port, without credentials. */
  readonly host: string;
  private isClosed = false;

  /**
   * @param primary asks the primary for its state
   * @param onChange called when the replica is put into service (null) or left out (the reason)
   */
  constructor(
    url: string,
    private readonly primary: () => Promise<ServerState>,
    private readonly onChange: (host: string, problem: string | null) => void,
  ) {
    this.host = new URL(url).host;
    this.probe = new WalProbe(url, () => {
      // After a crash, a replica shows an earlier position until it has replayed its log again.
      this.replayed = -1;
    });
    this.pool = new Pool({
      connectionString: url,
      application_name: 'entente',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      ...READ_POOL,
    });
    // Compiling a statement takes longer than it saves (docs/adr/0024-turns-and-deadlines.md). If this fails, so does the
    // statement that the connection is for.
    this.pool.on('connect', (client) => void client.query('SET jit = off').catch(() => undefined));
    this.connections = new PostgresConnections(this.pool);
    // An idle connection that is lost is replaced. Without a listener, it would end the process.
    this.pool.on('error', () => undefined);
  }

  /** Asks the replica, and puts it into service or tries again later. */
  async start(): Promise<void> {
    try {
      const primary = await this.primary();
      await this.update(primary);
      if (!(await this.reaches(primary))) throw new Error(LAGS);
      this.change(null);
    } catch (error) {
      this.leaveOut(firstLineOf(error));
    }
  }

  /** Waits for a moment until the replica shows everything that the primary has. If it does not, leaves it out. */
  async hasReplayed(primary: ServerState): Promise<boolean> {
    try {
      if (await this.reaches(primary)) return true;
      this.leaveOut(LAGS);
    } catch (error) {
      this.leaveOut(firstLineOf(error));
    }
    return false;
  }

  /** Sends no query to the replica until it responds again and has caught up. */
  leaveOut(problem: string): void {
    if (this.isClosed) return;
    this.change(problem);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.start(), RETRY_MS).unref();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    await this.probe.close();
    await this.pool.end();
  }

  /** @throws Error when the replica does not respond, or is not a replica */
  private async reaches(primary: ServerState): Promise<boolean> {
    if (primary.isReplica) throw new Error('DATABASE_URL is a replica itself');
    if (primary.acknowledgesEarly) throw new Error('the primary has synchronous_commit = off');
    if (primary.timeline !== this.timeline) this.replayed = -1;
    const deadline = performance.now() + MAX_WAIT_MS;
    while (this.replayed < primary.position) {
      await this.update(primary);
      if (this.replayed >= primary.position) break;
      if (performance.now() > deadline) return false;
      await delay(POLL_MS);
    }
    return true;
  }

  /** @throws Error when the server is no replica: after a promotion, its positions mean something else */
  private async update({ databaseId, timeline }: ServerState): Promise<void> {
    const state = await this.probe.state();
    if (!state.isReplica) throw new Error('it is not a streaming replica');
    if (state.databaseId !== databaseId) throw new Error('it is a replica of another database');
    // It may have what the primary lost when it was promoted, and will never have what the primary writes.
    if (state.timeline !== timeline) throw new Error('it follows another timeline than the primary');
    this.timeline = timeline;
    this.replayed = state.position;
  }

  private change(problem: string | null): void {
    const isChange = (problem === null) !== (this.problem === null);
    this.problem = problem;
    if (isChange) this.onChange(this.host, problem);
  }
}
