import { References } from '../../src/backup/encrypted-columns';
import { sealedTables } from '../../src/modules/files/sealed-rows';
import { startTestServer } from '../support/test-server';

test('a backup has the files and keys of every table that refers to some, and key rotation covers them', async () => {
  const server = await startTestServer({ DEMO_DATA: 'false' });
  const metadata = await server.app.database.write((manager) => Promise.resolve(manager.dataSource.entityMetadatas));
  await server.close();
  const columnsOf = new Map(
    metadata.map(({ tableName, columns }) => [tableName, columns.map(({ databaseName }) => databaseName)]),
  );
  const encrypted = [...columnsOf].filter(([, columns]) => columns.includes('key_id'));

  const found = encrypted.map(([name, columns]) => {
    const references = new References();
    references.add({ name, columns }, [columns]);
    return { name, files: [...references.files], keys: [...references.keyIds] };
  });

  expect(found).toEqual(
    encrypted.map(([name, columns]) => ({
      name,
      files: columns.filter((column) => column === 'file_key'),
      keys: ['key_id'],
    })),
  );
  const sealed = encrypted.filter(([, columns]) => !columns.includes('file_key')).map(([name]) => name);
  expect(sealedTables.map(({ table }) => table).sort()).toEqual(sealed.sort());
});
