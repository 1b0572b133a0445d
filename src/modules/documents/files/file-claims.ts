import { hostname } from 'node:os';
import sql from 'sql-template-tag';
import { type EntityManager, Entity, PrimaryColumn } from 'typeorm';
import type { Database } from '../../../database/database';
import { ConflictError } from '../../../errors';
import type { EncryptedFiles } from '../../../storage/encrypted-files';
import { later, MINUTE_MS, type Clock } from '../../../core/time';
import { Instant, KeyText } from '../../../database/columns';

/** How often a process says that it still works on a file. */
const touchedEveryMs = 10_000;

/** A process of another host that has not said so for this long is taken for dead. */
const deadAfterMs = 2 * MINUTE_MS;

const self = `${hostname()}:${process.pid}`;

/** The files that this process works on: in a row that names this process, any other file is of an earlier one. */
const heldHere = new Set<string>();

interface ClaimedRow {
  readonly file_key: string;
  readonly taken_by: string;
  readonly touched_at: string;
}

/**
 * Who is working on files that no version of a document names. A file is claimed before its first byte is stored; the
 * unit of work that makes it a version's releases it, and the one that takes it from a version claims it again. So every
 * file is claimed or a version's, never both: what a process that dies leaves behind is found, and only that is deleted.
 */
export class FileClaims {
  constructor(
    private readonly database: Database,
    private readonly files: Pick<EncryptedFiles, 'delete'>,
    private readonly clock: Clock,
  ) {}

  /**
   * Claims a file while `work` goes on, which stores it and makes it a version's. If work fails, the file is deleted.
   *
   * @param also what else belongs to the unit of work that claims it; if it fails, nothing is claimed
   */
  async hold<T>(fileKey: string, work: () => Promise<T>, also?: (manager: EntityManager) => Promise<void>): Promise<T> {
    heldHere.add(fileKey);
    const timer = setInterval(() => {
      // What cannot be said now is said in ten seconds.
      this.database.write((manager) => this.touch(manager, fileKey)).catch(() => undefined);
    }, touchedEveryMs).unref();
    try {
      await this.database.write(async (manager) => {
        await this.claim(manager, fileKey);
        await also?.(manager);
      });
      return await work();
    } catch (error) {
      await this.drop(fileKey);
      throw error;
    } finally {
      clearInterval(timer);
      heldHere.delete(fileKey);
    }
  }

  /** For the unit of work that takes a file from a version. */
  async claim(manager: EntityManager, fileKey: string): Promise<void> {
    await manager.insert(FileClaim, { fileKey, takenBy: self, touchedAt: this.now() });
  }

  /**
   * For the unit of work that makes a file a version's.
   *
   * @throws ConflictError when this process was taken for dead, and the file is another's to delete
   */
  async release(manager: EntityManager, fileKey: string): Promise<void> {
    const { affected } = await manager.delete(FileClaim, { fileKey, takenBy: self });
    if (affected !== 1) throw new ConflictError('This took too long, and was given up: try again.');
  }

  /** Deletes a file that this process has claimed, and the claim. What cannot be deleted now will be reclaimed. */
  async drop(fileKey: string): Promise<void> {
    await this.delete(fileKey).catch(() => undefined);
  }

  /**
   * Deletes the files of processes that have died.
   *
   * @throws AggregateError when some could not be deleted: they will be reclaimed the next time
   */
  async reclaim(): Promise<void> {
    const rows = await this.database.read.query<ClaimedRow>(
      sql`SELECT file_key, taken_by, touched_at FROM file_claim ORDER BY touched_at, file_key`,
    );
    const errors: unknown[] = [];
    for (const row of rows.filter((row) => !this.isAlive(row))) {
      try {
        // First: a process that only seemed dead must not finish a file that is gone.
        if (await this.takeOver(row)) await this.delete(row.file_key);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, `Files that could not be deleted: ${errors.length}.`);
  }

  private async delete(fileKey: string): Promise<void> {
    // What failed may be no more than the answer to a commit: then the file is a version's, and no longer claimed. A
    // unit of work that is about to make it one has the row locked, and is waited for.
    const isClaimed = await this.database.write((manager) => this.touch(manager, fileKey));
    if (!isClaimed) return;
    await this.files.delete(fileKey);
    await this.database.write((manager) => manager.delete(FileClaim, { fileKey, takenBy: self }));
  }

  private isAlive({ file_key, taken_by, touched_at }: ClaimedRow): boolean {
    if (taken_by === self) return heldHere.has(file_key);
    if (touched_at < later(this.now(), -deadAfterMs)) return false;
    const [, host, pid] = /^(.*):(\d+)$/.exec(taken_by) ?? [];
    return host !== hostname() || isRunning(Number(pid));
  }

  private async takeOver({ file_key, taken_by, touched_at }: ClaimedRow): Promise<boolean> {
    const isIt = { fileKey: file_key, takenBy: taken_by, touchedAt: touched_at };
    const { affected } = await this.database.write((manager) =>
      manager.update(FileClaim, isIt, { takenBy: self, touchedAt: this.now() }),
    );
    return affected === 1;
  }

  /** Whether this process has the file claimed; says that it lives. */
  private async touch(manager: EntityManager, fileKey: string): Promise<boolean> {
    const { affected } = await manager.update(FileClaim, { fileKey, takenBy: self }, { touchedAt: this.now() });
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
    // Not ours to signal, but there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A file in the store that is no version's: it is on its way to be one, or to be deleted. */
@Entity()
export class FileClaim {
  /** Where it is in the file store. */
  @PrimaryColumn({ type: 'varchar', length: 32, collation: 'C' })
  fileKey!: string;

  /** The process that works on it, as `host:pid`. */
  @KeyText({ length: 300 })
  takenBy!: string;

  /** Moves while the process lives. */
  @Instant()
  touchedAt!: string;
}
