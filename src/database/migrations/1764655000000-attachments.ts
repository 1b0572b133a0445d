import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { index, nullable, primary, reference, tableColumns, unique } from './table-columns';

/** The tables that link content and attachments, with the tables of the content. */
const LINKS = [
  { name: 'activity_attachment', table: 'activity' },
  { name: 'news_attachment', table: 'news_item' },
];

/** Creates attachments, their files, the tickets to upload them, and their links to activities and news items. */
export class Attachments1764655000000 implements MigrationInterface {
  readonly name = 'Attachments1764655000000';

  async up(runner: QueryRunner): Promise<void> {
    const { id, keyText, prose, integer, safeInteger } = tableColumns(runner);
    const instant = (name: string, more = {}) => keyText(name, 24, more);
    await runner.createTable(
      new Table({
        name: 'attachment',
        columns: [
          id(),
          prose('title'),
          keyText('language', 35, nullable),
          keyText('published_on', 10, nullable),
          prose('file_name'),
          prose('media_type'),
          safeInteger('byte_size', { default: 0 }),
          integer('version', { default: 1 }),
          keyText('content_hash', 64, nullable),
          integer('network_id', nullable),
          instant('created_at'),
          instant('updated_at'),
          instant('unused_since', nullable),
        ],
        foreignKeys: [reference('network_id', 'network', 'SET NULL')],
        indices: [index('content_hash'), index('network_id'), index('unused_since')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'attachment_file',
        columns: [
          id(),
          integer('attachment_id', unique),
          safeInteger('byte_size'),
          keyText('sha256', 64),
          keyText('file_key', 32, unique),
          keyText('key_id', 62),
        ],
        foreignKeys: [reference('attachment_id', 'attachment', 'RESTRICT')],
        indices: [index('key_id')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'attachment_upload',
        columns: [
          id(),
          keyText('token_hash', 64, unique),
          prose('file_name'),
          keyText('made_for', 11),
          instant('expires_at'),
          keyText('file_key', 32, { ...nullable, ...unique }),
          instant('completed_at', nullable),
          integer('attachment_id'),
        ],
        foreignKeys: [
          reference('attachment_id', 'attachment', 'RESTRICT'),
          {
            columnNames: ['file_key'],
            referencedTableName: 'file_claim',
            referencedColumnNames: ['file_key'],
            onDelete: 'SET NULL',
          },
        ],
        indices: [index('attachment_id')],
      }),
    );
    for (const { name, table } of LINKS) {
      const owner = `${table}_id`;
      await runner.createTable(
        new Table({
          name,
          columns: [integer(owner, primary), integer('position', primary), integer('attachment_id')],
          foreignKeys: [reference(owner, table, 'CASCADE'), reference('attachment_id', 'attachment', 'RESTRICT')],
          indices: [index('attachment_id')],
        }),
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of LINKS) await runner.dropTable(name);
    await runner.dropTable('attachment_upload');
    await runner.dropTable('attachment_file');
    await runner.dropTable('attachment');
  }
}
