import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { index } from './table-columns';

const withoutFile = new TableIndex({
  name: 'restricted_document_without_file',
  ...index('id'),
  where: 'content_version IS NULL',
});
const expiring = new TableIndex(index('expires_at', 'id'));

/** Adds indexes for documents that wait for their file, and for access codes by the time at which they expire. */
export class WaitingDocumentsAndCodes1764712000000 implements MigrationInterface {
  readonly name = 'WaitingDocumentsAndCodes1764712000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createIndex('restricted_document', withoutFile);
    await runner.createIndex('document_access_code', expiring);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('document_access_code', expiring);
    await runner.dropIndex('restricted_document', withoutFile);
  }
}
