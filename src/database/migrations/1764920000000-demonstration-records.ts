import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { nullable, reference, tableColumns } from './table-columns';

const tables = [
  'activity',
  'news_item',
  'network',
  'restricted_document',
  'component',
  'programme',
  'organisation',
  'region',
  'image',
  'account',
];

/** Adds the records of what belongs to the demonstration. One that was loaded before has none. */
export class DemonstrationRecords1764920000000 implements MigrationInterface {
  readonly name = 'DemonstrationRecords1764920000000';

  async up(runner: QueryRunner): Promise<void> {
    const { id, integer } = tableColumns(runner);
    await runner.createTable(
      new Table({
        name: 'demonstration_record',
        columns: [id(), ...tables.map((table) => integer(`${table}_id`, nullable))],
        foreignKeys: tables.map((table) => reference(`${table}_id`, table, 'CASCADE')),
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('demonstration_record');
  }
}
