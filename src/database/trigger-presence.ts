import type { QueryRunner } from 'typeorm';
import { isPostgres } from './dialect';

/** True if all triggers with these names exist. On PostgreSQL, they must also fire in sessions that disable ordinary ones. */
export async function areTriggersPresent(runner: QueryRunner, names: readonly string[]): Promise<boolean> {
  const list = names.map((name) => `'${name}'`).join();
  const [row] = (await runner.query(
    isPostgres(runner)
      ? `SELECT count(*) AS present FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
         WHERE t.tgname IN (${list}) AND t.tgenabled = 'A' AND c.relnamespace = current_schema()::regnamespace`
      : `SELECT count(*) AS present FROM sqlite_master WHERE type = 'trigger' AND name IN (${list})`,
  )) as { present: number | string }[];
  return Number(row?.present) === names.length;
}
