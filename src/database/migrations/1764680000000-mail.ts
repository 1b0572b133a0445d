import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { index, nullable, reference, tableColumns, unique } from './table-columns';

/** Adds mails, the single-use links of accounts, invitations that wait for their person, and what happened to accounts. */
export class Mail1764680000000 implements MigrationInterface {
  readonly name = 'Mail1764680000000';

  async up(runner: QueryRunner): Promise<void> {
    const { id, keyText, prose, integer } = tableColumns(runner);
    const collation = runner.dataSource.options.type === 'postgres' ? 'COLLATE "C"' : '';
    await runner.createTable(
      new Table({
        name: 'mail',
        columns: [
          id(),
          keyText('kind', 20),
          prose('sealed', nullable),
          keyText('key_id', 62, nullable),
          keyText('queued_at', 24),
          keyText('expires_at', 24),
          keyText('next_attempt_at', 24, nullable),
          integer('attempts', { default: 0 }),
          keyText('sent_at', 24, nullable),
        ],
        indices: [
          { name: 'mail_pending', columnNames: ['next_attempt_at'], where: 'next_attempt_at IS NOT NULL' },
          index('expires_at'),
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'account_link',
        columns: [
          id(),
          keyText('token_hash', 64, unique),
          keyText('purpose', 14),
          integer('account_id', nullable),
          keyText('created_at', 24),
          keyText('expires_at', 24),
          integer('created_by_id', nullable),
          integer('created_by_key_id', nullable),
        ],
        foreignKeys: [reference('account_id', 'account', 'CASCADE')],
        indices: [index('account_id'), index('expires_at')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'account_event',
        columns: [
          id(),
          keyText('at', 24),
          keyText('action', 20),
          keyText('email', 320),
          prose('actor', nullable),
          keyText('address', 45, nullable),
        ],
        indices: [index('at')],
      }),
    );
    // Plain SQL: on SQLite, the table API would rebuild the table.
    await runner.query(`ALTER TABLE account ADD COLUMN invited_at varchar(24) ${collation}`);
    await runner.query(`ALTER TABLE account ADD COLUMN locale varchar(35) ${collation}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE account DROP COLUMN locale');
    await runner.query('ALTER TABLE account DROP COLUMN invited_at');
    for (const table of ['account_event', 'account_link', 'mail']) await runner.dropTable(table);
  }
}
