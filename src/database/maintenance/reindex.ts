import type { QueryRunner } from 'typeorm';
import type { Database } from '../database';
import { isDamage } from '../database-errors';
import {
  assertIntact,
  countEntries,
  createFullText,
  dropSqliteIndexes,
  type FullTextTable,
  fullTextTables,
  idRanges,
  rebuildEntries,
} from '../full-text/full-text-index';
import { raiseRevision } from '../triggers/revision-triggers';
import { mergeAllSegments } from './full-text-merge';

type OnDone = (table: FullTextTable, entries: number) => void;

/**
 * Rebuilds the full-text index from the rows, a thousand per unit of work, so that a running server never waits
 * long and search keeps its old entries until the new ones are there. An index that is too damaged to take entries is
 * recreated first.
 *
 * @param onDone called for each finished table with its number of entries
 */
export async function reindex(database: Database, onDone: OnDone): Promise<void> {
  await write(database, createFullText);
  try {
    await rebuildAll(database, onDone);
  } catch (error) {
    // Without an index, no change can be written. So it is not dropped because of a full disk or a lock.
    if (!isDamage(error)) throw error;
    for (const { drop, removeFromSchema } of dropSqliteIndexes) {
      await write(database, drop).catch(() => write(database, removeFromSchema));
    }
    await write(database, createFullText);
    await rebuildAll(database, onDone);
  }
  await mergeAllSegments(database);
}

async function rebuildAll(database: Database, onDone: OnDone): Promise<void> {
  await write(database, assertIntact);
  for (const table of fullTextTables) {
    const ranges = await write(database, (runner) => idRanges(runner, table));
    for (const { first, last } of ranges) {
      await write(database, async (runner) => {
        await rebuildEntries(runner, table, first, last);
        // Cached responses to searches must not outlive the entries that they were made from.
        await raiseRevision(runner, table);
      });
    }
    onDone(table, await write(database, (runner) => countEntries(runner, table)));
  }
}

/** Locks whole tables for a moment, so that there may be a deadlock with a change of the server. */
function write<T>(database: Database, work: (runner: QueryRunner) => Promise<T>): Promise<T> {
  return database.writeWithRetries(({ queryRunner }) => work(queryRunner!));
}
