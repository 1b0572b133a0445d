import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { index } from './table-columns';

const created = [index('ends_on_day', 'id', 'publication_state'), index('updated_at', 'id', 'publication_state')];

/** Adds the first day of the end of an activity, which filters and orders compare, and indexes for two orders. */
export class OrdersByEndAndUpdate1764590000000 implements MigrationInterface {
  readonly name = 'OrdersByEndAndUpdate1764590000000';

  async up(runner: QueryRunner): Promise<void> {
    const collation = runner.dataSource.options.type === 'postgres' ? 'COLLATE "C"' : '';
    await runner.query(`ALTER TABLE activity ADD COLUMN ends_on_day varchar(10) ${collation}`);
    await runner.query(
      "UPDATE activity SET ends_on_day = substr(ends_on || '-01-01', 1, 10) WHERE ends_on IS NOT NULL",
    );
    for (const options of created) await runner.createIndex('activity', new TableIndex(options));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const options of created) await runner.dropIndex('activity', new TableIndex(options));
    await runner.query('ALTER TABLE activity DROP COLUMN ends_on_day');
  }
}
