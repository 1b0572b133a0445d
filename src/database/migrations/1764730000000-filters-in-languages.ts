import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { raw, sql } from '../sql/sql';
import { executeSql } from '../sql/write-sql';
import { foldText } from '../text/folding';
import { index } from './table-columns';

const created = [
  ['activity_translation', index('title_folded', 'state', 'activity_id')],
  ['activity_translation', index('place_folded', 'state', 'activity_id')],
  ['news_item_translation', index('title_folded', 'state', 'news_item_id')],
] as const;

/** Adds the folded places of translations, and indexes that find translations by texts. */
export class FiltersInLanguages1764730000000 implements MigrationInterface {
  readonly name = 'FiltersInLanguages1764730000000';

  async up(runner: QueryRunner): Promise<void> {
    const collation = runner.dataSource.options.type === 'postgres' ? 'COLLATE "C"' : '';
    // Plain SQL: on SQLite, the table API would rebuild the table.
    await runner.query(`ALTER TABLE activity_translation ADD COLUMN place_folded varchar(400) ${collation}`);
    // For this migration only: there are many translations, and few places.
    await runner.query('CREATE INDEX folded_places ON activity_translation (place)');
    const places = await executeSql<{ place: string }>(
      runner.manager,
      raw('SELECT DISTINCT place FROM activity_translation WHERE place IS NOT NULL'),
    );
    for (const { place } of places) {
      await executeSql(
        runner.manager,
        sql`UPDATE activity_translation SET place_folded = ${foldText(place)} WHERE place = ${place}`,
      );
    }
    await runner.query('DROP INDEX folded_places');
    for (const [table, options] of created) await runner.createIndex(table, new TableIndex(options));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, options] of created) await runner.dropIndex(table, new TableIndex(options));
    await runner.query('ALTER TABLE activity_translation DROP COLUMN place_folded');
  }
}
