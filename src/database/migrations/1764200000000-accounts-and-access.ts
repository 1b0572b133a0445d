import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { appendOnly } from './append-only';
import { index, nullable, primary, reference, tableColumns, unique, uniqueIndex } from './table-columns';

/**
 * Creates sessions, API keys and failed attempts; document files, the access codes and passwords that unlock them, and
 * the access log.
 */
export class AccountsAndAccess1764200000000 implements MigrationInterface {
  readonly name = 'AccountsAndAccess1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    const { id, keyText, prose, integer, safeInteger } = tableColumns(runner);
    const instant = (name: string, more = {}) => keyText(name, 24, more);

    await runner.createTable(
      new Table({
        name: 'failed_attempts',
        columns: [
          keyText('subject', 64, primary),
          integer('failures'),
          instant('blocked_until', nullable),
          instant('last_failed_at'),
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'session',
        columns: [
          id(),
          keyText('token_hash', 64, unique),
          integer('account_id'),
          instant('created_at'),
          instant('last_used_at'),
          instant('expires_at'),
        ],
        foreignKeys: [reference('account_id', 'account', 'CASCADE')],
        indices: [index('account_id')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'api_key',
        columns: [
          id(),
          prose('name'),
          keyText('token_hash', 64, unique),
          keyText('role', 6),
          integer('network_id', nullable),
          integer('created_by_id', nullable),
          instant('created_at'),
          instant('expires_at', nullable),
          instant('last_used_at', nullable),
          instant('revoked_at', nullable),
        ],
        foreignKeys: [
          reference('network_id', 'network', 'RESTRICT'),
          reference('created_by_id', 'account', 'SET NULL'),
        ],
        indices: [index('network_id'), index('created_by_id')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'document_content_version',
        columns: [
          id(),
          integer('document_id'),
          integer('version'),
          prose('file_name'),
          prose('media_type'),
          safeInteger('byte_size'),
          keyText('sha256', 64),
          keyText('file_key', 32, unique),
          keyText('key_id', 62),
          instant('uploaded_at'),
          integer('uploaded_by_id', nullable),
        ],
        foreignKeys: [
          reference('document_id', 'restricted_document', 'RESTRICT'),
          reference('uploaded_by_id', 'account', 'SET NULL'),
        ],
        indices: [uniqueIndex('document_id', 'version'), index('key_id')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'file_claim',
        columns: [keyText('file_key', 32, primary), keyText('taken_by', 300), instant('touched_at')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'document_upload',
        columns: [
          id(),
          keyText('token_hash', 64, unique),
          integer('document_id'),
          prose('file_name'),
          keyText('made_for', 11),
          instant('expires_at'),
          keyText('file_key', 32, { ...nullable, ...unique }),
          instant('completed_at', nullable),
        ],
        foreignKeys: [
          reference('document_id', 'restricted_document', 'RESTRICT'),
          { ...reference('file_key', 'file_claim', 'SET NULL'), referencedColumnNames: ['file_key'] },
        ],
        indices: [index('document_id')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'document_access_code',
        columns: [
          id(),
          integer('document_id'),
          prose('recipient'),
          keyText('lookup', 16, unique),
          keyText('secret_hash', 64),
          instant('created_at'),
          integer('created_by_id', nullable),
          instant('expires_at', nullable),
          integer('max_uses', nullable),
          integer('uses', { default: 0 }),
          instant('revoked_at', nullable),
        ],
        foreignKeys: [
          reference('document_id', 'restricted_document', 'CASCADE'),
          reference('created_by_id', 'account', 'SET NULL'),
        ],
        indices: [index('document_id')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'activity_documents_password',
        columns: [
          id(),
          integer('activity_id'),
          keyText('password_hash', 60),
          instant('created_at'),
          integer('created_by_id', nullable),
          instant('replaced_at', nullable),
        ],
        foreignKeys: [
          reference('activity_id', 'activity', 'CASCADE'),
          reference('created_by_id', 'account', 'SET NULL'),
        ],
        indices: [index('activity_id', 'replaced_at')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'document_grant',
        columns: [
          id(),
          keyText('token_hash', 64, unique),
          integer('access_code_id', nullable),
          integer('activity_password_id', nullable),
          integer('account_id', nullable),
          instant('created_at'),
          instant('expires_at'),
        ],
        foreignKeys: [
          reference('access_code_id', 'document_access_code', 'CASCADE'),
          reference('activity_password_id', 'activity_documents_password', 'CASCADE'),
          reference('account_id', 'account', 'CASCADE'),
        ],
        indices: [index('access_code_id'), index('activity_password_id'), index('account_id')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'document_access_event',
        columns: [
          id(),
          keyText('action', 14),
          instant('at'),
          prose('actor'),
          keyText('address', 45, nullable),
          integer('document_id', nullable),
          keyText('previous_hash', 64, unique),
          keyText('hash', 64, unique),
        ],
        indices: [index('document_id', 'id')],
      }),
    );
    for (const statement of guardsOfLog(runner).create) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of guardsOfLog(runner).drop) await runner.query(statement);
    for (const table of [
      'document_access_event',
      'document_grant',
      'activity_documents_password',
      'document_access_code',
      'document_upload',
      'file_claim',
      'document_content_version',
      'api_key',
      'session',
      'failed_attempts',
    ]) {
      await runner.dropTable(table);
    }
  }
}

function guardsOfLog(runner: QueryRunner): ReturnType<typeof appendOnly> {
  return appendOnly(runner, 'document_access_event', ['id', 'previous_hash', 'hash']);
}
