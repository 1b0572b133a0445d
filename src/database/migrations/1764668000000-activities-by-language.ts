import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { index } from './table-columns';

const created = [
  ['activity', index('original_locale')],
  ['activity_translation', index('locale', 'state', 'activity_id')],
] as const;

/** Adds indexes that find activities by the languages in which they are available. */
export class ActivitiesByLanguage1764668000000 implements MigrationInterface {
  readonly name = 'ActivitiesByLanguage1764668000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, options] of created) await runner.createIndex(table, new TableIndex(options));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, options] of created) await runner.dropIndex(table, new TableIndex(options));
  }
}
