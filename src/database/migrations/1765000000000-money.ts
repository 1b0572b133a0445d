import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';
import { index, nullable, primary, reference, tableColumns } from './table-columns';

/** Creates budgets and transactions of activities, and the shares that sums of money add. */
export class Money1765000000000 implements MigrationInterface {
  readonly name = 'Money1765000000000';

  async up(runner: QueryRunner): Promise<void> {
    const { id, keyText, prose, integer } = tableColumns(runner);
    const bigInteger = (name: string): TableColumnOptions => ({ name, type: 'bigint' });
    const day = (name: string) => keyText(name, 10);
    const owner = reference('activity_id', 'activity', 'CASCADE');
    // Plain SQL: on SQLite, the table API would rebuild the table.
    await runner.query('ALTER TABLE activity ADD COLUMN transactions_state integer NOT NULL DEFAULT 0');
    await runner.createTable(
      new Table({
        name: 'activity_budget',
        columns: [
          integer('activity_id', primary),
          integer('position', primary),
          keyText('type', 8),
          keyText('status', 10),
          day('period_start'),
          day('period_end'),
          keyText('amount', 30),
          keyText('currency', 3),
          day('value_date'),
        ],
        foreignKeys: [owner],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'money_transaction',
        columns: [
          id(),
          integer('activity_id'),
          keyText('kind', 22),
          keyText('reference', 100, nullable),
          day('day'),
          keyText('amount', 30),
          keyText('currency', 3),
          day('value_date'),
          prose('description', nullable),
          integer('provider_id', nullable),
          integer('receiver_id', nullable),
          keyText('country_code', 2, nullable),
          keyText('sector_code', 5, nullable),
          integer('since'),
        ],
        foreignKeys: [
          owner,
          reference('provider_id', 'organisation', 'RESTRICT'),
          reference('receiver_id', 'organisation', 'RESTRICT'),
        ],
        indices: [index('activity_id', 'day', 'id', 'kind'), index('provider_id'), index('receiver_id')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'past_transaction',
        columns: [
          integer('activity_id', primary),
          integer('transaction_id', primary),
          integer('since', primary),
          integer('until'),
          prose('columns'),
        ],
        foreignKeys: [owner],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'money_share',
        columns: [
          integer('activity_id', primary),
          integer('position', primary),
          keyText('kind', 22),
          keyText('currency', 3),
          integer('year'),
          day('value_date'),
          keyText('country_code', 2, nullable),
          keyText('region_code', 5, nullable),
          keyText('sector_code', 5, nullable),
          keyText('sector_category', 3, nullable),
          integer('provider_id', nullable),
          integer('receiver_id', nullable),
          bigInteger('units'),
          bigInteger('nanos'),
          integer('firsts'),
        ],
        foreignKeys: [owner],
        indices: [
          {
            name: 'money_share_by_kind',
            columnNames: ['kind', 'currency', 'year', 'country_code', 'activity_id', 'units', 'nanos', 'firsts'],
          },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('money_share');
    await runner.dropTable('past_transaction');
    await runner.dropTable('money_transaction');
    await runner.dropTable('activity_budget');
    await runner.query('ALTER TABLE activity DROP COLUMN transactions_state');
  }
}
