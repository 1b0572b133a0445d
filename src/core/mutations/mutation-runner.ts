import type { EntityManager } from 'typeorm';
import type { Database } from '../../database/database';
import type { ReadDatabase } from '../../database/reading/read-database';
import { takeTurn } from '../../event-loop';
import { addressGroup } from '../access/address-group';
import type { RequestContext } from '../access/request-context';
import type { Viewer } from '../access/viewer';
import { deleteExpiredClientMutations, type MutationCall, runIdempotent } from './idempotency';

/** One transaction: the manager that reads and writes in it, the viewer it acts for, and the instant it happens at. */
export interface UnitOfWork {
  readonly manager: EntityManager;
  readonly viewer: Viewer;
  readonly now: string;
  /** The language of new content whose language nobody has stated. */
  readonly defaultLocale: string;
}

/** Runs mutations: each is one transaction, and a repeated call of the same client is not executed again. */
export class MutationRunner {
  private readonly listeners: (() => void)[] = [];
  /** The operations that have run a mutation. */
  private readonly begun = new WeakSet<RequestContext['operation']>();

  /** @param assertNotEnded throws an UnauthenticatedError if the session or API key of the viewer has ended since the request arrived */
  constructor(
    private readonly database: Database,
    private readonly defaultLocale: string,
    private readonly assertNotEnded: (
      manager: EntityManager,
      read: ReadDatabase,
      viewer: Viewer,
      now: string,
    ) => Promise<void>,
  ) {}

  /** Adds a listener that is called after each commit, when the transaction may have added events to the outbox. */
  onCommit(listener: () => void): void {
    this.listeners.push(listener);
  }

  /**
   * Runs a mutation in one transaction. A repeat with the same `clientMutationId` does not run `work`.
   *
   * @param work returns the changed item or its id
   * @param afterwards runs in the same transaction with that id, for a repeat as well
   * @returns the id that `work` returned, now or in the call that is repeated
   * @throws BadUserInputError when the `clientMutationId` is too long or empty
   * @throws ConflictError when the `clientMutationId` belongs to another mutation or another input
   * @throws UnauthenticatedError when the session or API key of the viewer has ended since the request arrived
   */
  async run(
    context: RequestContext,
    call: MutationCall,
    work: (unit: UnitOfWork) => Promise<{ readonly id: number }>,
    afterwards?: (unit: UnitOfWork, id: number) => Promise<void>,
  ): Promise<number> {
    // Between the root fields of one mutation, other requests have turns.
    if (this.begun.has(context.operation)) await takeTurn(`mutation ${addressGroup(context.address)}`);
    this.begun.add(context.operation);
    const { viewer, now } = context;
    const id = await this.commit({ viewer, now }, async (unit) => {
      const changedId = await runIdempotent(unit.manager, call, viewer, now, () => work(unit));
      await afterwards?.(unit, changedId);
      return changedId;
    });
    // The payload must show what the transaction wrote.
    context.loaders.clear();
    return id;
  }

  /**
   * Runs a transaction that is not repeatable by a `clientMutationId`, or that no client has sent, such as the publication of scheduled
   * content. It runs again from its start after a conflict with a concurrent transaction.
   *
   * @throws UnauthenticatedError when the session or API key of the viewer has ended since the request arrived
   */
  async commit<T>(caller: Pick<UnitOfWork, 'viewer' | 'now'>, work: (unit: UnitOfWork) => Promise<T>): Promise<T> {
    const result = await this.database.writeWithRetries(async (manager) => {
      // First, because no row can refer to an account that has been deleted.
      await this.assertNotEnded(manager, this.database.read, caller.viewer, caller.now);
      const done = await work({ manager, ...caller, defaultLocale: this.defaultLocale });
      // Last, because `work` may have waited for locks.
      await this.assertNotEnded(manager, this.database.read, caller.viewer, caller.now);
      return done;
    });
    for (const listener of this.listeners) listener();
    return result;
  }

  /** Deletes calls that are so old that a repeat is executed again. */
  async deleteExpired(now: string): Promise<void> {
    await this.database.write((manager) => deleteExpiredClientMutations(manager, now));
  }
}
