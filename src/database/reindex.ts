import type { QueryRunner } from 'typeorm';
import type { Database } from './database';
import { assertIntact, countEntries, recreateFullTextIndex, idRanges, rebuildEntries } from './full-text-index';
import { fullTextTables, type FullTextTable } from './migrations/1764390000000-full-text-search';
import { createFullText } from './migrations/1764450000000-search-folding';

type OnDone = (table: FullTextTable, entries: number) => void;

/**
 * Writes the full-text index anew from the rows, a few thousand to a unit of work, so that a server that runs meanwhile
 * waits for none of them long, and finds what it found before until the new entries are there. An index that is damaged
 * so far that it takes no entries is emptied first.
 *
 * @param onDone hears of each table that is dealt with, and how many entries it has
 */
export async function reindex(database: Database, onDone: OnDone): Promise<void> {
  await write(database, createFullText);
  try {
    await rebuildAll(database, onDone);
  } catch (error) {
    // On PostgreSQL it is an ordinary table, and what went wrong is something else.
    if (database.dialect !== 'sqlite') throw error;
    await write(database, recreateFullTextIndex);
    await rebuildAll(database, onDone);
  }
}

async function rebuildAll(database: Database, onDone: OnDone): Promise<void> {
  await write(database, assertIntact);
  for (const table of fullTextTables) {
    const ranges = await write(database, (runner) => idRanges(runner, table));
    for (const range of ranges) await write(database, (runner) => rebuildEntries(runner, table, range));
    onDone(table, await write(database, (runner) => countEntries(runner, table)));
  }
}

function write<T>(database: Database, work: (runner: QueryRunner) => Promise<T>): Promise<T> {
  return database.write(({ queryRunner }) => work(queryRunner!));
}
