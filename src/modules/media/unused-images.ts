import type { EntityManager } from 'typeorm';
import { DAY_MS, later } from '../../core/time';
import type { Database } from '../../database/database';
import { raw, type Sql, sql } from '../../database/sql';
import { executeSql, forUpdate } from '../../database/write-sql';
import type { FileLeases } from '../files/file-leases';
import { removeImage } from './images';
import { isUsed, type MediaOwner } from './media-owner';

/** An image stays for at least this long after it was found unused: an editor may be about to place it. */
const MIN_DAYS = 1;

/** Images that no item shows, not even one in the trash. They are noted when they are found, and later deleted. */
export class UnusedImages {
  private readonly isShown: Sql;

  constructor(
    private readonly database: Database,
    private readonly leases: FileLeases,
    owners: readonly MediaOwner[],
  ) {
    this.isShown = isUsed(owners, 'image', raw('i.id'));
  }

  /** Notes since when images are unused, and forgets it for those that are shown again. */
  async note(now: string): Promise<void> {
    const becameUnused = sql`i.unused_since IS NULL AND NOT ${this.isShown}`;
    const isUsedAgain = sql`i.unused_since IS NOT NULL AND ${this.isShown}`;
    const [changed] = await this.database.read.query(
      sql`SELECT 1 AS found FROM image i WHERE (${becameUnused}) OR (${isUsedAgain}) LIMIT 1`,
    );
    if (changed === undefined) return;
    await this.database.write(async (manager) => {
      await setUnusedSince(manager, now, becameUnused);
      await setUnusedSince(manager, null, isUsedAgain);
    });
  }

  /**
   * Deletes images with their files. Returns their number.
   *
   * @param days deletes images that have been unused for at least this many days before `now`, and at least one
   */
  async purge(now: string, days: number): Promise<number> {
    await this.note(now);
    const before = later(now, -Math.max(days, MIN_DAYS) * DAY_MS);
    const unused = await this.database.read.query<{ id: number }>(
      sql`SELECT id FROM image WHERE unused_since <= ${before} ORDER BY id`,
    );
    let count = 0;
    for (const { id } of unused) {
      const fileKeys = await this.database.writeWithRetries((manager) => this.remove(manager, id, before));
      if (fileKeys === null) continue;
      count += 1;
      for (const fileKey of fileKeys) await this.leases.discard(fileKey);
    }
    return count;
  }

  /** Returns the keys of the files, which now have leases; null if an item shows the image by now. */
  private async remove(manager: EntityManager, id: number, before: string): Promise<string[] | null> {
    const [unused] = await executeSql(
      manager,
      sql`SELECT i.id FROM image i
        WHERE i.id = ${id} AND i.unused_since <= ${before} AND NOT ${this.isShown} ${forUpdate(manager, { of: 'i' })}`,
    );
    return unused === undefined ? null : removeImage(manager, this.leases, id);
  }
}

async function setUnusedSince(manager: EntityManager, instant: string | null, condition: Sql): Promise<void> {
  await executeSql(
    manager,
    sql`UPDATE image SET unused_since = ${instant} WHERE id IN (SELECT i.id FROM image i WHERE ${condition})`,
  );
}
