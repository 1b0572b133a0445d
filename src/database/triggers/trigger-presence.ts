import type { QueryRunner } from 'typeorm';
import { isPostgres } from '../dialect';

/**
 * True if all triggers with these names exist.
 *
 * @param firing on PostgreSQL, whether they must also fire in sessions that disable ordinary ones
 */
export async function areTriggersPresent(
  runner: QueryRunner,
  names: readonly string[],
  firing: 'always' | 'ordinarily' = 'always',
): Promise<boolean> {
  const states = firing === 'always' ? `'A'` : `'A', 'O'`;
  const list = names.map((name) => `'${name}'`).join();
  const [row] = (await runner.query(
    isPostgres(runner)
      ? `SELECT count(*) AS present FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
         WHERE t.tgname IN (${list}) AND t.tgenabled IN (${states}) AND c.relnamespace = current_schema()::regnamespace`
      : `SELECT count(*) AS present FROM sqlite_master WHERE type = 'trigger' AND name IN (${list})`,
  )) as { present: number | string }[];
  return Number(row?.present) === names.length;
}
