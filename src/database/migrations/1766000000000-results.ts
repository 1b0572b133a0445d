import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { nullable, primary, reference, tableColumns, uniqueIndex } from './table-columns';

/** Creates results of activities, their indicators, and the periods and measurements of these. */
export class Results1766000000000 implements MigrationInterface {
  readonly name = 'Results1766000000000';

  async up(runner: QueryRunner): Promise<void> {
    const { id, keyText, prose, integer } = tableColumns(runner);
    const ofIndicator = reference('indicator_id', 'indicator', 'CASCADE');
    await runner.createTable(
      new Table({
        name: 'activity_result',
        columns: [
          id(),
          integer('activity_id'),
          integer('position'),
          keyText('type', 7),
          prose('title'),
          prose('description', nullable),
        ],
        foreignKeys: [reference('activity_id', 'activity', 'CASCADE')],
        indices: [uniqueIndex('activity_id', 'position')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'indicator',
        columns: [
          id(),
          integer('result_id'),
          integer('position'),
          prose('title'),
          keyText('measure', 11),
          integer('is_ascending'),
        ],
        foreignKeys: [reference('result_id', 'activity_result', 'CASCADE')],
        indices: [uniqueIndex('result_id', 'position')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'indicator_period',
        columns: [
          integer('indicator_id', primary),
          integer('position', primary),
          keyText('first_day', 10),
          keyText('last_day', 10),
        ],
        foreignKeys: [ofIndicator],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'measurement',
        columns: [
          integer('indicator_id', primary),
          integer('period', primary),
          keyText('kind', 8, primary),
          integer('position', primary),
          prose('value'),
          keyText('day', 10, nullable),
          prose('comment', nullable),
          prose('dimensions'),
        ],
        foreignKeys: [ofIndicator],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['measurement', 'indicator_period', 'indicator', 'activity_result']) {
      await runner.dropTable(table);
    }
  }
}
