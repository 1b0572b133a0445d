import type { EntityManager } from 'typeorm';
import { sql } from '../sql/sql';
import { executeSql } from '../sql/write-sql';

/** What subjects have used on one instance in one minute. */
export interface UseReport {
  readonly instance: string;
  /** In minutes since 1970. */
  readonly minute: number;
  /** The subjects to read, by their hashes. */
  readonly subjects: readonly string[];
  /** What has changed since the last report: hashes and points. */
  readonly changed: readonly (readonly [subject: string, used: number])[];
}

/** Records a report, and returns what the subjects have used on other instances, in one statement. */
export function exchangeUse(
  manager: EntityManager,
  { instance, minute, subjects, changed }: UseReport,
): Promise<{ subject: string; used: number }[]> {
  return executeSql(
    manager,
    sql`WITH report AS (
        INSERT INTO rate_limit_use (subject, minute, instance, used)
        SELECT changed.subject, ${minute}::integer, ${instance}::text, changed.used
        FROM unnest(${changed.map(([subject]) => subject)}::text[], ${changed.map(([, used]) => used)}::float8[])
          AS changed (subject, used)
        ON CONFLICT (subject, minute, instance) DO UPDATE SET used = excluded.used
      )
      SELECT subject, sum(used) AS used FROM rate_limit_use
      WHERE minute = ${minute} AND instance <> ${instance} AND subject = ANY(${subjects})
      GROUP BY subject`,
  );
}
