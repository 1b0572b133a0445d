import type { QueryRunner } from 'typeorm';
import { isPostgres } from '../dialect';

/** The tables that have rows, about which PostgreSQL's planner knows nothing, and that the user may analyse. */
const WITHOUT_STATISTICS = `
  SELECT c.relname AS name FROM pg_class c
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND pg_relation_size(c.oid) > 0
    AND pg_has_role(c.relowner, 'USAGE')
    AND NOT EXISTS (SELECT 1 FROM pg_stats s WHERE s.schemaname = current_schema() AND s.tablename = c.relname)`;

const SQLITE_STATISTICS = `SELECT name FROM sqlite_master WHERE name IN ('sqlite_stat1', 'sqlite_stat4')`;

/**
 * Gives the planner the statistics that the statements are written for (docs/adr/0038-planner-statistics.md).
 *
 * On PostgreSQL, it collects the statistics of tables without any: a restored dump has none before PostgreSQL 18, and
 * autovacuum comes up to minutes after a large import. Tables that another user owns, or that another session analyses,
 * are left out. On SQLite, statements are written for a planner without statistics, so it removes those that somebody has collected.
 */
export async function prepareStatistics(runner: QueryRunner): Promise<void> {
  const onPostgres = isPostgres(runner);
  const tables = (await runner.query(onPostgres ? WITHOUT_STATISTICS : SQLITE_STATISTICS)) as { name: string }[];
  const names = tables.map(({ name }) => `"${name}"`);
  if (!onPostgres) for (const name of names) await runner.query(`DROP TABLE ${name}`);
  else if (names.length > 0) await runner.query(`ANALYZE (SKIP_LOCKED) ${names.join()}`);
}
