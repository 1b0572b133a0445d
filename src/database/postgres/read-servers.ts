import type { Pool } from 'pg';
import { DomainError, firstLineOf } from '../../errors';
import { isConnectionError } from '../database-errors';
import type { PostgresUrl } from '../database-url';
import type { ReadOperation } from '../operations/read-operation';
import type { StatementLoad } from '../operations/turn-queue';
import { PostgresConnections } from './postgres-connections';
import type { Statement } from './postgres-operation';
import { isNameMismatch } from './prepared-names';
import { Replica } from './replica';
import { WalProbe } from './wal-probe';

/** Called when a replica is put into service (`problem` is null) or left out. `host` names it without credentials. */
export type ReplicaListener = (host: string, problem: string | null) => void;

/**
 * Runs statements on the PostgreSQL servers. Each query of a client runs on one server: the replicas in turn, as long as
 * they show everything that was committed anywhere before its first statement, and otherwise the primary. So no reader
 * misses a write that any instance has acknowledged, and the answer cache may compare the primary's
 * revisions with a response of a replica (docs/adr/0029-replicas.md). Everything else runs on the primary.
 */
export class ReadServers {
  private readonly primary: PostgresConnections;
  private readonly probe: WalProbe;
  private readonly replicas: readonly Replica[];
  /** The replica of each query that has one; null after it has failed. */
  private readonly chosen = new WeakMap<ReadOperation, Promise<Replica | null>>();
  private turn = 0;
  private listener: ReplicaListener = () => {};

  /** @param pool the pool of connections to the primary */
  constructor(
    private readonly pool: Pool,
    { url, directUrl = url, readUrls = [] }: PostgresUrl,
  ) {
    this.primary = new PostgresConnections(pool);
    this.probe = new WalProbe(directUrl);
    this.replicas = readUrls.map((readUrl) => this.createReplica(readUrl));
  }

  /** Asks every replica once. One that does not respond is tried again while the server runs. */
  async start(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.start()));
  }

  onReplicaChange(listener: ReplicaListener): void {
    this.listener = listener;
  }

  /** The replicas that are left out, with the reasons. */
  problems(): { host: string; problem: string }[] {
    return this.replicas.flatMap(({ host, problem }) => (problem === null ? [] : [{ host, problem }]));
  }

  /** The load on all servers. */
  get load(): StatementLoad {
    const loads = [this.primary, ...this.replicas.map(({ connections }) => connections)].map(({ load }) => load);
    return {
      running: loads.reduce((sum, { running }) => sum + running, 0),
      waiting: loads.reduce((sum, { waiting }) => sum + waiting, 0),
    };
  }

  /**
   * Runs a statement of an operation, or of none.
   *
   * @throws DomainError when the operation has been stopped
   */
  async run<T>(operation: ReadOperation | null, statement: Statement<T>): Promise<T> {
    if (operation === null) return this.primary.runWithoutOperation(statement, isConnectionError);
    const replica = operation.isOngoing ? await this.replicaOf(operation) : null;
    if (replica === null) return this.primary.run(operation, statement);
    try {
      return await replica.connections.run(operation, statement);
    } catch (error) {
      if (error instanceof DomainError || isNameMismatch(error)) throw error;
      // The primary runs the rest of the query, at a later moment than the replica. If the statement itself is wrong, it
      // fails there as well.
      this.chosen.set(operation, Promise.resolve(null));
      replica.connections.abandon(operation);
      if (isConnectionError(error)) replica.leaveOut(firstLineOf(error));
      return this.primary.run(operation, statement);
    }
  }

  /** Gives up the connection and the snapshot of an operation after an error. Its next statement gets others. */
  abandon(operation: ReadOperation | null): void {
    if (operation === null) return;
    for (const { connections } of [...this.replicas, { connections: this.primary }]) connections.abandon(operation);
  }

  async close(): Promise<void> {
    await Promise.all([this.probe.close(), ...this.replicas.map((replica) => replica.close())]);
  }

  private createReplica(url: string): Replica {
    return new Replica(
      url,
      () => this.probe.state(),
      (host, problem) => {
        this.listener(host, problem);
      },
    );
  }

  private replicaOf(operation: ReadOperation): Promise<Replica | null> {
    let chosen = this.chosen.get(operation);
    if (chosen === undefined) {
      chosen = this.choose();
      this.chosen.set(operation, chosen);
    }
    return chosen;
  }

  private async choose(): Promise<Replica | null> {
    const inService = this.replicas.filter(({ problem }) => problem === null);
    if (inService.length === 0) return null;
    this.turn += 1;
    const replica = inService[this.turn % inService.length]!;
    const primary = await this.probe.state().catch(() => null);
    return primary !== null && (await replica.hasReplayed(primary)) ? replica : null;
  }
}
