import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { index, nullable, reference, tableColumns, unique, uniqueIndex } from './table-columns';

/** Creates images, their files, and the tickets to upload them. */
export class Images1764620000000 implements MigrationInterface {
  readonly name = 'Images1764620000000';

  async up(runner: QueryRunner): Promise<void> {
    const { id, keyText, prose, integer, safeInteger } = tableColumns(runner);
    const instant = (name: string, more = {}) => keyText(name, 24, more);
    await runner.createTable(
      new Table({
        name: 'image',
        columns: [
          id(),
          prose('alt', nullable),
          prose('caption', nullable),
          prose('credit', nullable),
          integer('width', { default: 0 }),
          integer('height', { default: 0 }),
          keyText('placeholder', 200, { default: "''" }),
          safeInteger('focal_x', nullable),
          safeInteger('focal_y', nullable),
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
        name: 'image_file',
        columns: [
          id(),
          integer('image_id'),
          keyText('variant', 20),
          prose('media_type'),
          safeInteger('byte_size'),
          keyText('sha256', 64),
          keyText('file_key', 32, unique),
          keyText('key_id', 62),
        ],
        foreignKeys: [reference('image_id', 'image', 'RESTRICT')],
        indices: [uniqueIndex('image_id', 'variant'), index('key_id')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'image_upload',
        columns: [
          id(),
          keyText('token_hash', 64, unique),
          prose('file_name'),
          keyText('made_for', 11),
          instant('expires_at'),
          keyText('file_key', 32, { ...nullable, ...unique }),
          instant('completed_at', nullable),
          integer('image_id'),
        ],
        foreignKeys: [
          reference('image_id', 'image', 'RESTRICT'),
          {
            columnNames: ['file_key'],
            referencedTableName: 'file_claim',
            referencedColumnNames: ['file_key'],
            onDelete: 'SET NULL',
          },
        ],
        indices: [index('image_id')],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('image_upload');
    await runner.dropTable('image_file');
    await runner.dropTable('image');
  }
}
