import { MutationRunner } from '../../../../src/core/mutations/mutation-runner';
import { RestrictedDocument } from '../../../../src/modules/documents/document/restricted-document.entity';
import { DocumentUpload } from '../../../../src/modules/documents/files/document-upload.entity';
import { DocumentUploads } from '../../../../src/modules/documents/files/document-upload.service';
import { FileLease } from '../../../../src/modules/files/file-leases';
import { assertNotEnded } from '../../../../src/modules/identity/credentials';
import { newFileKey } from '../../../../src/storage/file-store';
import { createDocument, createDocumentWith, type NewDocument, textOf } from '../../../support/contents';
import { startTestServer, type TestServer } from '../../../support/test-server';

let server: TestServer;
let uploads: DocumentUploads;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  uploads = new DocumentUploads(server.app.database, new MutationRunner(server.app.database, 'en', assertNotEnded));
});

afterAll(() => server.close());

async function uploadOf({ id }: NewDocument): Promise<DocumentUpload | null> {
  return server.app.database.write((manager) => manager.findOneBy(DocumentUpload, { documentId: id }));
}

test('an upload ticket is deleted when it has expired, whether it was used or not', async () => {
  const [unused, used] = [await createDocument(server), await createDocumentWith(server, textOf(10))];
  const end = Math.max(
    ...(await Promise.all([unused, used].map(async (one) => Date.parse((await uploadOf(one))!.expiresAt)))),
  );

  await uploads.deleteExpired(new Date(end - 60_000).toISOString());
  expect([await uploadOf(unused), await uploadOf(used)]).toEqual([expect.anything(), expect.anything()]);

  await uploads.deleteExpired(new Date(end).toISOString());
  expect([await uploadOf(unused), await uploadOf(used)]).toEqual([null, null]);
});

test('an expired upload ticket stays while its upload is in progress', async () => {
  const document = await createDocument(server);
  const { id, expiresAt } = (await uploadOf(document))!;
  const fileKey = newFileKey();
  await server.app.database.write(async (manager) => {
    await manager.insert(FileLease, { fileKey, holder: 'elsewhere:1', renewedAt: expiresAt });
    await manager.update(DocumentUpload, { id }, { fileKey });
  });
  await uploads.deleteExpired(expiresAt);
  expect(await uploadOf(document)).not.toBeNull();
});

test.each([
  ['files', async () => createDocumentWith(server, textOf(10))],
  ['an upload ticket', async () => createDocument(server)],
])('the database rejects the deletion of a document with %s', async (what, create) => {
  const { id, ...rest } = await create();
  if (what === 'files') await uploads.deleteExpired(new Date(Date.now() + 7_200_000).toISOString());
  expect((await uploadOf({ id, ...rest })) === null).toBe(what === 'files');

  const deletion = server.app.database.write((manager) => manager.delete(RestrictedDocument, { id }));

  await expect(deletion).rejects.toThrow(/constraint/i);
  expect(await server.app.database.write((manager) => manager.existsBy(RestrictedDocument, { id }))).toBe(true);
});
