import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { primary, reference, tableColumns } from './table-columns';

/** Creates the scores of activities. The server adds those of existing activities when it starts. */
export class CompletenessScores1766200000000 implements MigrationInterface {
  readonly name = 'CompletenessScores1766200000000';

  async up(runner: QueryRunner): Promise<void> {
    const { keyText, integer } = tableColumns(runner);
    await runner.createTable(
      new Table({
        name: 'completeness_score',
        columns: [
          integer('activity_id', primary),
          keyText('since', 11, primary),
          keyText('until', 11),
          integer('score'),
        ],
        foreignKeys: [reference('activity_id', 'activity', 'CASCADE')],
        indices: [{ name: 'completeness_by_score', columnNames: ['score', 'since', 'until', 'activity_id'] }],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('completeness_score');
  }
}
