import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';
import { nullable, primary, tableColumns } from './table-columns';

/** Creates the kept totals of money. `completeMoneyTriggers` creates the triggers, and has the server count what is there. */
export class KeptTotalsOfMoney1766700000000 implements MigrationInterface {
  readonly name = 'KeptTotalsOfMoney1766700000000';

  async up(runner: QueryRunner): Promise<void> {
    const { keyText, integer } = tableColumns(runner);
    const bigInteger = (name: string, more = {}): TableColumnOptions => ({ name, type: 'bigint', ...more });
    await runner.createTable(
      new Table({
        name: 'changed_money',
        columns: [integer('activity_id', primary), bigInteger('transaction_id', primary)],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'counted_share',
        columns: [
          integer('activity_id', primary),
          integer('position', primary),
          keyText('kind', 22),
          keyText('currency', 3),
          integer('year'),
          keyText('country_code', 2, nullable),
          keyText('region_code', 5, nullable),
          keyText('sector_code', 5, nullable),
          keyText('sector_category', 3, nullable),
          integer('provider_id', nullable),
          integer('receiver_id', nullable),
          integer('programme_id', nullable),
          integer('network_id', nullable),
          keyText('status', 20, nullable),
          bigInteger('units'),
          bigInteger('nanos'),
          integer('firsts'),
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'money_total',
        columns: [
          keyText('dimensions', 40, primary),
          keyText('kind', 22, primary),
          keyText('currency', 3, primary),
          keyText('first_key', 20, primary),
          keyText('second_key', 20, primary),
          bigInteger('units_high'),
          bigInteger('units_low'),
          bigInteger('nanos'),
          integer('items'),
          integer('activities'),
        ],
        indices: [{ name: 'money_total_empty', columnNames: ['dimensions'], where: 'items = 0' }],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    const dropped = (await runner.query(
      runner.dataSource.options.type === 'postgres'
        ? `SELECT 'FUNCTION ' || oid::regprocedure || ' CASCADE' AS dropped FROM pg_proc
           WHERE proname LIKE 'list\\_money\\_%' AND pronamespace = current_schema()::regnamespace`
        : `SELECT 'TRIGGER ' || name AS dropped FROM sqlite_master
           WHERE type = 'trigger' AND name LIKE 'money\\_after\\_%' ESCAPE '\\'`,
    )) as { dropped: string }[];
    for (const one of dropped) await runner.query(`DROP ${one.dropped}`);
    for (const table of ['money_total', 'counted_share', 'changed_money']) await runner.dropTable(table);
  }
}
