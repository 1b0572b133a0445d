import type { MigrationInterface, QueryRunner } from 'typeorm';
import { raw, sql } from '../sql/sql';
import { executeSql } from '../sql/write-sql';
import { fillActivities } from './1764740000000-outdated-translations';

/** The hash of an empty list, as a translation keeps it of the texts that it was made from. */
const NOTHING = 'T1PNoYwrqgwDVLtf';

const MADE_FROM = `"locations":"${NOTHING}","results":"${NOTHING}"`;

/**
 * Adds the translations of the texts within results and locations of activities. Activities that have some and were translated
 * before are listed as outdated.
 */
export class TranslatedResults1766500000000 implements MigrationInterface {
  readonly name = 'TranslatedResults1766500000000';

  async up(runner: QueryRunner): Promise<void> {
    // Plain SQL: on SQLite, the table API would rebuild the table.
    for (const column of ['locations_texts', 'results_texts']) {
      await runner.query(`ALTER TABLE activity_translation ADD COLUMN ${column} text NOT NULL DEFAULT '[]'`);
    }
    await runner.query(
      `UPDATE activity_translation SET
        base = CASE base WHEN '{}' THEN '{${MADE_FROM}}' ELSE substr(base, 1, length(base) - 1) || ',${MADE_FROM}}' END`,
    );
    await runner.query(
      `UPDATE activity_translation SET has_outdated_texts = 1 WHERE
        activity_id IN (SELECT activity_id FROM activity_result) OR
        activity_id IN (SELECT id FROM activity WHERE locations IS NOT NULL)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    const { manager } = runner;
    const rows = await executeSql<{ id: number; base: string }>(
      manager,
      raw('SELECT id, base FROM activity_translation'),
    );
    for (const { id, base } of rows) {
      const { locations, results, ...before } = JSON.parse(base) as Record<string, string>;
      if (locations === undefined && results === undefined) continue;
      await executeSql(manager, sql`UPDATE activity_translation SET base = ${JSON.stringify(before)} WHERE id = ${id}`);
    }
    await fillActivities(runner);
    for (const column of ['locations_texts', 'results_texts']) {
      await runner.query(`ALTER TABLE activity_translation DROP COLUMN ${column}`);
    }
  }
}
