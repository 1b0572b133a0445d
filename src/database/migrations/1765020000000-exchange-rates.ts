import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { primary, reference, tableColumns, unique } from './table-columns';

/** Creates tables of exchange rates. Shares of money know the earlier shares of their item, with which it is converted. */
export class ExchangeRates1765020000000 implements MigrationInterface {
  readonly name = 'ExchangeRates1765020000000';

  async up(runner: QueryRunner): Promise<void> {
    const { id, keyText, integer } = tableColumns(runner);
    await runner.createTable(
      new Table({
        name: 'rate_table',
        columns: [id(), keyText('name', 60, unique), keyText('base', 3), keyText('loaded_at', 24)],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'exchange_rate',
        columns: [
          integer('table_id', primary),
          keyText('currency', 3, primary),
          keyText('day', 10, primary),
          keyText('last_day', 10),
          keyText('rate', 32),
        ],
        foreignKeys: [reference('table_id', 'rate_table', 'CASCADE')],
      }),
    );
    // Plain SQL: on SQLite, the table API would rebuild the table.
    await runner.query('ALTER TABLE money_share ADD COLUMN preceding_units bigint NOT NULL DEFAULT 0');
    await runner.query('ALTER TABLE money_share ADD COLUMN preceding_nanos bigint NOT NULL DEFAULT 0');
    // The lowest bit of `firsts` marks the first share of an item.
    await runner.query(`
      UPDATE money_share SET preceding_units = p.units, preceding_nanos = p.nanos
      FROM (
        SELECT activity_id, position,
          sum(units) OVER (PARTITION BY activity_id, item ORDER BY position) - units AS units,
          sum(nanos) OVER (PARTITION BY activity_id, item ORDER BY position) - nanos AS nanos
        FROM (
          SELECT activity_id, position, units, nanos,
            sum(firsts & 1) OVER (PARTITION BY activity_id ORDER BY position) AS item
          FROM money_share
        ) numbered
      ) p
      WHERE p.activity_id = money_share.activity_id AND p.position = money_share.position`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE money_share DROP COLUMN preceding_nanos');
    await runner.query('ALTER TABLE money_share DROP COLUMN preceding_units');
    await runner.dropTable('exchange_rate');
    await runner.dropTable('rate_table');
  }
}
