import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { index, tableColumns, unique } from './table-columns';

/** Creates preview links, which show a draft to any link holder. */
export class Previews1764310000000 implements MigrationInterface {
  readonly name = 'Previews1764310000000';

  async up(runner: QueryRunner): Promise<void> {
    const { id, keyText, integer } = tableColumns(runner);
    await runner.createTable(
      new Table({
        name: 'preview',
        columns: [
          id(),
          keyText('token_hash', 64, unique),
          keyText('type', 20),
          integer('thing_id'),
          keyText('expires_at', 24),
        ],
        indices: [index('expires_at')],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('preview');
  }
}
