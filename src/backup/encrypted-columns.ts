import type { StoredTable, StoredValue } from '../database/backup/stored-table';

/** The tables whose rows refer to stored files, by the column `file_key`. */
const FILE_TABLES = ['attachment_file', 'document_content_version', 'image_file'];

/** The tables of files and of encrypted secrets, with the id of the key in the column `key_id`. */
const KEY_TABLES = [...FILE_TABLES, 'webhook', 'mail'];

/** What the rows of a backup refer to outside the database. */
export class References {
  readonly files = new Set<string>();
  readonly keyIds = new Set<string>();

  add(table: StoredTable, rows: readonly StoredValue[][]): void {
    if (FILE_TABLES.includes(table.name)) addColumn(this.files, 'file_key', table, rows);
    if (KEY_TABLES.includes(table.name)) addColumn(this.keyIds, 'key_id', table, rows);
  }
}

function addColumn(found: Set<string>, column: string, { columns }: StoredTable, rows: readonly StoredValue[][]): void {
  const place = columns.indexOf(column);
  for (const row of rows) if (row[place] !== null) found.add(String(row[place]));
}
