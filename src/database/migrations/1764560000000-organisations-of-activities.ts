import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { index, primary, reference, tableColumns } from './table-columns';

/** Adds the organisations of activities in their roles, and the web addresses of organisations. */
export class OrganisationsOfActivities1764560000000 implements MigrationInterface {
  readonly name = 'OrganisationsOfActivities1764560000000';

  async up(runner: QueryRunner): Promise<void> {
    const { integer, keyText } = tableColumns(runner);
    await runner.createTable(
      new Table({
        name: 'activity_organisation',
        columns: [integer('activity_id', primary), integer('organisation_id', primary), keyText('role', 12, primary)],
        foreignKeys: [
          reference('activity_id', 'activity', 'CASCADE'),
          reference('organisation_id', 'organisation', 'RESTRICT'),
        ],
        indices: [index('organisation_id', 'role', 'activity_id')],
      }),
    );
    await runner.query('ALTER TABLE organisation ADD COLUMN url text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE organisation DROP COLUMN url');
    await runner.dropTable('activity_organisation');
  }
}
