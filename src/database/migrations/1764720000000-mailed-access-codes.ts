import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const mailed = new TableIndex({
  name: 'document_access_code_mailed',
  columnNames: ['created_at'],
  where: 'email IS NOT NULL',
});

/** Records where access codes were sent. */
export class MailedAccessCodes1764720000000 implements MigrationInterface {
  readonly name = 'MailedAccessCodes1764720000000';

  async up(runner: QueryRunner): Promise<void> {
    const collation = runner.dataSource.options.type === 'postgres' ? 'COLLATE "C"' : '';
    await runner.query(`ALTER TABLE document_access_code ADD COLUMN email varchar(320) ${collation}`);
    await runner.createIndex('document_access_code', mailed);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('document_access_code', mailed);
    await runner.query('ALTER TABLE document_access_code DROP COLUMN email');
  }
}
