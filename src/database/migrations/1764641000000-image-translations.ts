import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { nullable, reference, tableColumns, uniqueIndex } from './table-columns';

/** Adds the language of each image, and the table of its translations. Existing texts count as English. */
export class ImageTranslations1764641000000 implements MigrationInterface {
  readonly name = 'ImageTranslations1764641000000';

  async up(runner: QueryRunner): Promise<void> {
    const { id, keyText, prose, integer } = tableColumns(runner);
    const collation = runner.dataSource.options.type === 'postgres' ? 'COLLATE "C"' : '';
    // Plain SQL: on SQLite, the table API would rebuild the table.
    await runner.query(`ALTER TABLE image ADD COLUMN original_locale varchar(35) ${collation} NOT NULL DEFAULT 'en'`);
    await runner.createTable(
      new Table({
        name: 'image_translation',
        columns: [
          id(),
          keyText('locale', 35),
          keyText('state', 10),
          prose('base'),
          keyText('updated_at', 24),
          integer('image_id'),
          prose('alt', nullable),
          prose('caption', nullable),
        ],
        foreignKeys: [reference('image_id', 'image', 'CASCADE')],
        indices: [uniqueIndex('image_id', 'locale')],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('image_translation');
    await runner.query('ALTER TABLE image DROP COLUMN original_locale');
  }
}
