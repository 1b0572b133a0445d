import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database';
import { fullTextIndexes } from '../full-text/full-text-index';
import { raw, sql } from '../sql/sql';
import { executeSql } from '../sql/write-sql';

/*
 * SQLite's full-text index consists of segments, and a search looks every word up in each of them: hundreds of words, if
 * typing errors count. A commit adds a segment. FTS5 by itself merges four segments of about the same size.
 */

/** Pages of 4 kB that one unit of work writes. Requests and other units of work run in between. */
const PAGES_PER_UNIT = 500;

/** How many segments of about the same size are merged. */
const SEGMENTS_PER_MERGE = 2;

/** Maximum units of work for each index in one call of `mergeSegments`, so that other periodic jobs do not wait for long. */
const MAX_UNITS_PER_CALL = 5;

/** Merges all segments of each index into one, which rewrites the index: call it after a large load. Does nothing on PostgreSQL. */
export function mergeAllSegments(database: Database): Promise<void> {
  // To FTS5, a negative number of pages means: begin to merge all segments.
  return mergeFrom(database, -PAGES_PER_UNIT, Infinity);
}

/**
 * Merges segments of about the same size, up to 10 MB at a time, so that few are left. Over time it writes each entry a few
 * times, whatever the size of the index. Does nothing on PostgreSQL.
 */
export function mergeSegments(database: Database): Promise<void> {
  return mergeFrom(database, PAGES_PER_UNIT, MAX_UNITS_PER_CALL);
}

async function mergeFrom(database: Database, firstPages: number, maxUnits: number): Promise<void> {
  if (database.dialect !== 'sqlite') return;
  for (const index of fullTextIndexes) {
    await setMergeSize(database, index);
    let pages = firstPages;
    for (let units = 0; units < maxUnits && (await mergePages(database, index, pages)); units++) {
      pages = PAGES_PER_UNIT;
      // SQLite's driver is synchronous. Requests have a turn here.
      await nextTurn();
    }
  }
}

/** Sets, once for each index, how many segments a merge needs. */
function setMergeSize(database: Database, index: string): Promise<void> {
  return database.write(async (manager) => {
    const isSet = sql`SELECT 1 FROM ${raw(`${index}_config`)} WHERE k = 'usermerge' AND v = ${SEGMENTS_PER_MERGE}`;
    if ((await executeSql(manager, isSet)).length > 0) return;
    await command(manager, index, 'usermerge', SEGMENTS_PER_MERGE);
  });
}

/** Returns false if there was nothing to merge. */
function mergePages(database: Database, index: string, pages: number): Promise<boolean> {
  return database.write(async (manager) => {
    const countChanges = async (): Promise<number> => {
      const [row] = await executeSql<{ changes: number }>(manager, sql`SELECT total_changes() AS changes`);
      return row!.changes;
    };
    const before = await countChanges();
    await command(manager, index, 'merge', pages);
    // The command itself counts as one change.
    return (await countChanges()) - before > 1;
  });
}

/** Runs a command of FTS5. Its number is not a parameter: the driver binds numbers as reals, which FTS5 refuses. */
function command(manager: EntityManager, index: string, name: 'usermerge' | 'merge', value: number): Promise<unknown> {
  return executeSql(manager, raw(`INSERT INTO ${index} (${index}, rank) VALUES ('${name}', ${value})`));
}
