import { type MigrationInterface, type QueryRunner, TableColumn, TableForeignKey, TableIndex } from 'typeorm';
import { index, nullable, reference, tableColumns } from './table-columns';

const table = 'document_grant';
const toApiKey = reference('api_key_id', 'api_key', 'CASCADE');
const byApiKey = index('api_key_id');

/** Adds grants that belong to an API key. */
export class GrantsOfApiKeys1764460000000 implements MigrationInterface {
  readonly name = 'GrantsOfApiKeys1764460000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumn(table, new TableColumn(tableColumns(runner).integer('api_key_id', nullable)));
    await runner.createForeignKey(table, new TableForeignKey(toApiKey));
    await runner.createIndex(table, new TableIndex(byApiKey));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex(table, new TableIndex(byApiKey));
    await runner.dropForeignKey(table, new TableForeignKey(toApiKey));
    await runner.dropColumn(table, 'api_key_id');
  }
}
