import type { StoredTable, StoredValue } from '../database/backup/stored-table';

type ColumnsByTable = Readonly<Record<string, string>>;

/** The columns with the keys of stored files, by table. */
const FILE_COLUMNS: ColumnsByTable = {
  attachment_file: 'file_key',
  document_content_version: 'file_key',
  image_file: 'file_key',
};

/** The columns with the id of the key that encrypts a file or a secret, by table. */
const KEY_COLUMNS: ColumnsByTable = {
  attachment_file: 'key_id',
  document_content_version: 'key_id',
  image_file: 'key_id',
  webhook: 'key_id',
  mail: 'key_id',
};

/** What the rows of a backup refer to outside the database. */
export class References {
  readonly files = new Set<string>();
  readonly keyIds = new Set<string>();

  add(table: StoredTable, rows: readonly StoredValue[][]): void {
    addColumn(this.files, FILE_COLUMNS, table, rows);
    addColumn(this.keyIds, KEY_COLUMNS, table, rows);
  }
}

function addColumn(
  found: Set<string>,
  columns: ColumnsByTable,
  { name, columns: names }: StoredTable,
  rows: readonly StoredValue[][],
): void {
  const column = columns[name];
  if (column === undefined) return;
  const place = names.indexOf(column);
  for (const row of rows) if (row[place] !== null) found.add(String(row[place]));
}
