import { type MigrationInterface, type QueryRunner, TableForeignKey, TableIndex } from 'typeorm';
import { index, reference } from './table-columns';

const byItem = index('type', 'thing_id');
const toCreator = reference('created_by_id', 'account', 'SET NULL');

/**
 * Records the account or API key that created a preview or an access code. The ids have no foreign keys, so that they
 * stay when the account is deleted. Rows from before have no creator if an API key created them, or if the account has
 * been deleted since.
 */
export class CreatorsOfPreviewsAndCodes1764510000000 implements MigrationInterface {
  readonly name = 'CreatorsOfPreviewsAndCodes1764510000000';

  async up(runner: QueryRunner): Promise<void> {
    const codes = (await runner.getTable('document_access_code'))!;
    const [name] = toCreator.columnNames;
    await runner.dropForeignKey(
      codes,
      codes.foreignKeys.find(({ columnNames }) => columnNames[0] === name)!,
    );
    await runner.query('ALTER TABLE document_access_code ADD COLUMN created_by_key_id integer');
    await runner.query('ALTER TABLE preview ADD COLUMN created_by_id integer');
    await runner.query('ALTER TABLE preview ADD COLUMN created_by_key_id integer');
    await runner.createIndex('preview', new TableIndex(byItem));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('preview', new TableIndex(byItem));
    await runner.query('ALTER TABLE preview DROP COLUMN created_by_key_id');
    await runner.query('ALTER TABLE preview DROP COLUMN created_by_id');
    await runner.query('ALTER TABLE document_access_code DROP COLUMN created_by_key_id');
    await runner.query(
      `UPDATE document_access_code SET created_by_id = NULL
        WHERE created_by_id IS NOT NULL AND created_by_id NOT IN (SELECT id FROM account)`,
    );
    await runner.createForeignKey('document_access_code', new TableForeignKey(toCreator));
  }
}
