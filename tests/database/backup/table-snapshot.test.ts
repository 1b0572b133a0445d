import { openTableSnapshot } from '../../../src/database/backup/table-snapshot';
import { createDataSource } from '../../../src/database/data-source';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import { entities } from '../../../src/modules/entities';
import { createMigratedDatabase } from '../../support/test-database';

/** A server makes these of the shares of money. */
const DERIVED = ['changed_money', 'counted_share', 'money_total'];

test('a backup contains the tables of all entities with all their columns but derived ones, and no other table', async () => {
  const database = await createMigratedDatabase();
  const { url } = database;
  const dataSource = createDataSource(parseDatabaseUrl(url)!, entities, 'write');
  await dataSource.initialize();
  const snapshot = await openTableSnapshot(parseDatabaseUrl(url)!);
  try {
    const found = snapshot.tables.map(({ name, columns }) => [name, [...columns].sort()]);
    const stored = dataSource.entityMetadatas.filter(({ tableName }) => !DERIVED.includes(tableName));
    const expected = stored.map(({ tableName, columns }) => [
      tableName,
      columns.map(({ databaseName }) => databaseName).sort(),
    ]);

    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
    // src/backup/encrypted-columns.ts has all of them, except those of files that nothing refers to yet.
    const references = found.flatMap(([table, columns]) =>
      (columns as string[])
        .filter((name) => /^(file_key|key_id)$/.test(name))
        .map((name) => `${String(table)}.${name}`),
    );
    expect(references.sort()).toEqual([
      'attachment_file.file_key',
      'attachment_file.key_id',
      'attachment_upload.file_key',
      'document_content_version.file_key',
      'document_content_version.key_id',
      'document_upload.file_key',
      'file_claim.file_key',
      'image_file.file_key',
      'image_file.key_id',
      'image_upload.file_key',
      'mail.key_id',
      'webhook.key_id',
    ]);
  } finally {
    await snapshot.close();
    await dataSource.destroy();
    await database.drop();
  }
});
