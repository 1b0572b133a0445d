import type { EntityManager } from 'typeorm';
import { DAY_MS, later } from '../../core/time';
import type { Database } from '../../database/database';
import { withoutPublicRevision } from '../../database/revisions/public-revision';
import { raw, type Sql, sql } from '../../database/sql/sql';
import { executeSql, forUpdate } from '../../database/sql/write-sql';
import type { FileLeases } from '../files/file-leases';
import { isUsed, type MediaKind, type MediaOwner } from './media-owner';
import { removeMedia } from './media-removal';

/** A file stays for at least this long after it was found unused: an editor may be about to place it. */
const MIN_DAYS = 1;

/**
 * Images or attachments that no item shows, not even one in the trash. They are noted when they are found, and later
 * deleted.
 */
export class UnusedMedia {
  private readonly table: Sql;
  private readonly isShown: Sql;

  constructor(
    private readonly database: Database,
    private readonly leases: FileLeases,
    owners: readonly MediaOwner[],
    private readonly kind: MediaKind,
  ) {
    this.table = raw(kind);
    this.isShown = isUsed(owners, kind, raw('m.id'));
  }

  /** Notes since when they are unused, and forgets it for those that are shown again. */
  async note(now: string): Promise<void> {
    const becameUnused = sql`m.unused_since IS NULL AND NOT ${this.isShown}`;
    const isUsedAgain = sql`m.unused_since IS NOT NULL AND ${this.isShown}`;
    const [changed] = await this.database.read.query(
      sql`SELECT 1 AS found FROM ${this.table} m WHERE (${becameUnused}) OR (${isUsedAgain}) LIMIT 1`,
    );
    if (changed === undefined) return;
    await this.database.write(async (manager) => {
      await this.setUnusedSince(manager, now, becameUnused);
      await this.setUnusedSince(manager, null, isUsedAgain);
    });
  }

  /**
   * Deletes images or attachments with their files. Returns their number.
   *
   * @param days deletes those that have been unused for at least this many days before `now`, and at least one
   */
  async purge(now: string, days: number): Promise<number> {
    await this.note(now);
    const before = later(now, -Math.max(days, MIN_DAYS) * DAY_MS);
    const unused = await this.database.read.query<{ id: number }>(
      sql`SELECT id FROM ${this.table} WHERE unused_since <= ${before} ORDER BY id`,
    );
    let count = 0;
    for (const { id } of unused) {
      const fileKeys = await this.database.writeWithRetries((manager) => this.removeOne(manager, id, before));
      if (fileKeys === null) continue;
      count += 1;
      for (const fileKey of fileKeys) await this.leases.discard(fileKey);
    }
    return count;
  }

  /** Returns the keys of the files, which now have leases; null if an item shows it by now. */
  private async removeOne(manager: EntityManager, id: number, before: string): Promise<string[] | null> {
    const isUnused = sql`m.unused_since <= ${before} AND NOT ${this.isShown}`;
    const [unused] = await executeSql(
      manager,
      sql`SELECT m.id FROM ${this.table} m WHERE m.id = ${id} AND ${isUnused} ${forUpdate(manager, { of: 'm' })}`,
    );
    return unused === undefined ? null : removeMedia(manager, this.leases, this.kind, id);
  }

  private async setUnusedSince(manager: EntityManager, instant: string | null, condition: Sql): Promise<void> {
    const change = sql`UPDATE ${this.table} SET unused_since = ${instant}
      WHERE id IN (SELECT m.id FROM ${this.table} m WHERE ${condition})`;
    await withoutPublicRevision(manager, () => executeSql(manager, change));
  }
}
