import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const withAddress = new TableIndex({
  name: 'account_event_address',
  columnNames: ['at'],
  where: 'address IS NOT NULL',
});

/** The job that deletes old IP addresses from the log of accounts finds the entries that still have one. */
export class AddressesInTheLogOfAccounts1767930000000 implements MigrationInterface {
  readonly name = 'AddressesInTheLogOfAccounts1767930000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createIndex('account_event', withAddress);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('account_event', withAddress);
  }
}
