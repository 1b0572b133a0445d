import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const onceKey = new TableIndex({ name: 'mail_once_key', columnNames: ['once_key'], isUnique: true });

/** Access codes whose creator is told when they are used, and mails that are sent once for several causes. */
export class NoticesOfAccessCodes1764721000000 implements MigrationInterface {
  readonly name = 'NoticesOfAccessCodes1764721000000';

  async up(runner: QueryRunner): Promise<void> {
    const collation = runner.dataSource.options.type === 'postgres' ? 'COLLATE "C"' : '';
    await runner.query('ALTER TABLE document_access_code ADD COLUMN notifies_on_open integer NOT NULL DEFAULT 0');
    await runner.query(`ALTER TABLE mail ADD COLUMN once_key varchar(100) ${collation}`);
    await runner.createIndex('mail', onceKey);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('mail', onceKey);
    await runner.query('ALTER TABLE mail DROP COLUMN once_key');
    await runner.query('ALTER TABLE document_access_code DROP COLUMN notifies_on_open');
  }
}
