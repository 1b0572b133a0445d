import { hostname } from 'node:os';
import { Entity, type EntityManager, PrimaryColumn } from 'typeorm';
import { type Clock, later, MINUTE_MS } from '../../core/time';
import type { Database } from '../../database/database';
import { Instant, KeyText } from '../../database/sql/columns';
import { sql } from '../../database/sql/sql';
import { ConflictError } from '../../errors';
import type { EncryptedFiles } from '../../storage/encrypted-files';
import { findReferencedKeys } from './stored-files';

const RENEWAL_INTERVAL_MS = 10_000;

/** A lease of another host's process counts as abandoned if it was not renewed for this long. */
const LEASE_DURATION_MS = 2 * MINUTE_MS;

const thisProcess = `${hostname()}:${process.pid}`;

/**
 * Files that this process works on. A lease of this process on any other file is left from an earlier process with its
 * id.
 */
const leasedHere = new Set<string>();

interface LeaseRow {
  readonly fileKey: string;
  readonly takenBy: string;
  readonly touchedAt: string;
}

/**
 * States which process works on a stored file that is not a version of a document. A process acquires the lease before
 * it stores the first byte. The unit of work that makes the file a version releases the lease, and the unit of work
 * that removes a file from its version acquires one. So every stored file either has a lease or is a version, never
 * both. If a process dies, its leases show which files to delete.
 */
export class FileLeases {
  constructor(
    private readonly database: Database,
    private readonly files: Pick<EncryptedFiles, 'delete'>,
    private readonly clock: Clock,
  ) {}

  /**
   * Holds a lease on a file while `work` stores the file and makes it a version. If `work` fails, the file is deleted.
   *
   * @param also runs in the unit of work that acquires the lease; if it fails, no lease is acquired
   * @throws OverloadedError before anything else, if too many changes wait
   */
  async runWithLease<T>(
    fileKey: string,
    work: () => Promise<T>,
    also?: (manager: EntityManager) => Promise<void>,
  ): Promise<T> {
    this.database.assertCapacity();
    leasedHere.add(fileKey);
    const timer = setInterval(() => {
      // A renewal that fails is repeated at the next interval.
      this.database.write((manager) => this.renew(manager, fileKey)).catch(() => undefined);
    }, RENEWAL_INTERVAL_MS).unref();
    try {
      await this.database.write(async (manager) => {
        await this.acquire(manager, fileKey);
        await also?.(manager);
      });
      return await work();
    } catch (error) {
      await this.discard(fileKey);
      throw error;
    } finally {
      clearInterval(timer);
      leasedHere.delete(fileKey);
    }
  }

  /** Acquires a lease in the unit of work that removes a file from its version. */
  async acquire(manager: EntityManager, fileKey: string): Promise<void> {
    await manager.insert(FileLease, { fileKey, holder: thisProcess, renewedAt: this.now() });
  }

  /**
   * Releases the lease in the unit of work that makes the file a version.
   *
   * @throws ConflictError if another process has taken over the lease to delete the file
   */
  async release(manager: EntityManager, fileKey: string): Promise<void> {
    const { affected } = await manager.delete(FileLease, { fileKey, holder: thisProcess });
    if (affected !== 1) throw new ConflictError('The operation took too long and was cancelled: try again');
  }

  /**
   * Deletes a file that this process holds a lease on, and the lease. A deletion that fails is repeated by
   * `deleteAbandoned`.
   */
  async discard(fileKey: string): Promise<void> {
    await this.delete(fileKey).catch(() => undefined);
  }

  /**
   * Deletes the files of processes that have died.
   *
   * @throws AggregateError if some files could not be deleted; the next call tries them again
   */
  async deleteAbandoned(): Promise<void> {
    const rows = await this.database.read
      .withoutListeners()
      .query<LeaseRow>(sql`SELECT file_key, taken_by, touched_at FROM file_claim ORDER BY touched_at, file_key`);
    const errors: unknown[] = [];
    for (const row of rows.filter((row) => !this.isActive(row))) {
      try {
        // Take over first: a process that only seemed dead must not make a deleted file a version.
        if (await this.takeOver(row)) await this.delete(row.fileKey);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, `Files that could not be deleted: ${errors.length}`);
  }

  /**
   * Deletes a file whose lease nobody works on any more, and the lease. Unlike `deleteAbandoned` it does so at once, for
   * a caller that waits for the file's place.
   *
   * @returns false if a process works on the file
   */
  async deleteIfAbandoned(fileKey: string): Promise<boolean> {
    const [row] = await this.database.read.query<LeaseRow>(
      sql`SELECT file_key, taken_by, touched_at FROM file_claim WHERE file_key = ${fileKey}`,
    );
    if (row === undefined) return true;
    if (this.isActive(row) || !(await this.takeOver(row))) return false;
    await this.delete(fileKey);
    return true;
  }

  private async delete(fileKey: string): Promise<void> {
    // The caller may have failed after a commit whose response was lost: then the file is a version and has no lease.
    // A unit of work that is about to release the lease has locked its row, and the renewal waits for it.
    const isLeased = await this.database.write((manager) => this.renew(manager, fileKey));
    // Or another process has taken this one for dead, and deletes the file and the lease, perhaps before the file was stored.
    const isUsed = !isLeased && (await findReferencedKeys(this.database.read.withoutListeners(), [fileKey])).size > 0;
    if (isUsed) return;
    await this.files.delete(fileKey);
    await this.database.write((manager) => manager.delete(FileLease, { fileKey, holder: thisProcess }));
  }

  private isActive({ fileKey, takenBy, touchedAt }: LeaseRow): boolean {
    if (takenBy === thisProcess) return leasedHere.has(fileKey);
    if (touchedAt < later(this.now(), -LEASE_DURATION_MS)) return false;
    const [, host, pid] = /^(.*):(\d+)$/.exec(takenBy) ?? [];
    return host !== hostname() || isRunning(Number(pid));
  }

  private async takeOver({ fileKey, takenBy, touchedAt }: LeaseRow): Promise<boolean> {
    const unchanged = { fileKey, holder: takenBy, renewedAt: touchedAt };
    const { affected } = await this.database.write((manager) =>
      manager.update(FileLease, unchanged, { holder: thisProcess, renewedAt: this.now() }),
    );
    return affected === 1;
  }

  /** Returns false if this process does not hold the lease. */
  private async renew(manager: EntityManager, fileKey: string): Promise<boolean> {
    const own = { fileKey, holder: thisProcess };
    const { affected } = await manager.update(FileLease, own, { renewedAt: this.now() });
    return affected === 1;
  }

  private now(): string {
    return this.clock().toISOString();
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process exists, and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The lease on a stored file that is about to become a version of a document, or to be deleted. */
@Entity('file_claim')
export class FileLease {
  /** The key of the file in the file store. */
  @PrimaryColumn({ type: 'varchar', length: 32, collation: 'C' })
  fileKey!: string;

  /** The process that works on the file, as `host:pid`. */
  @KeyText({ name: 'taken_by', length: 300 })
  holder!: string;

  @Instant({ name: 'touched_at' })
  renewedAt!: string;
}
