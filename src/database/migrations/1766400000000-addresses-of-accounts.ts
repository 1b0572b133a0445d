import { type MigrationInterface, type QueryRunner, TableIndex, TableUnique } from 'typeorm';
import { index } from './table-columns';

const ofAccounts = new TableIndex({
  name: 'account_address',
  columnNames: ['email'],
  isUnique: true,
  where: 'invited_at IS NULL',
});

/**
 * Addresses are unique among the accounts that can sign in. Invitations can have the address of an account, so that
 * inviting it does not reveal the account.
 */
export class AddressesOfAccounts1766400000000 implements MigrationInterface {
  readonly name = 'AddressesOfAccounts1766400000000';

  async up(runner: QueryRunner): Promise<void> {
    const table = await runner.getTable('account');
    const ofAll = table!.uniques.filter(({ columnNames }) => columnNames.includes('email'));
    await runner.dropUniqueConstraints('account', ofAll);
    await runner.createIndices('account', [ofAccounts, new TableIndex(index('email'))]);
  }

  async down(runner: QueryRunner): Promise<void> {
    // Accounts stay, and of the invitations of an address without one, the newest.
    await runner.query(`DELETE FROM account WHERE invited_at IS NOT NULL AND EXISTS (
      SELECT 1 FROM account other WHERE other.email = account.email
        AND (other.invited_at IS NULL OR other.id > account.id))`);
    // SQLite rebuilds the table without foreign keys.
    await runner.query('DELETE FROM account_link WHERE account_id NOT IN (SELECT id FROM account)');
    await runner.dropIndices('account', [ofAccounts, new TableIndex(index('email'))]);
    await runner.createUniqueConstraint('account', new TableUnique({ columnNames: ['email'] }));
  }
}
