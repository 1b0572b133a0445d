import { hostname } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { FileClaims } from '../../../src/domain/content/document-upload.claims';
import { DocumentUpload } from '../../../src/domain/content/document-upload.entity';
import { newFileKey } from '../../../src/storage/file-store';
import { openStorage, type Storage } from '../../../src/storage/open-storage';
import { createDocument, storedFiles, type NewDocument } from '../../support/contents';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;
let storage: Storage;
let claims: FileClaims;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  storage = await openStorage({
    fileStore: { kind: 'local', directory: path.join(server.directory, 'files') },
    documentKey: null,
    documentKeyFile: path.join(server.directory, 'document.key'),
  });
  claims = new FileClaims(server.app.database, storage.files, () => new Date());
});

afterAll(() => server.close());

const notThere = 4_194_303;

/** The upload of a document whose file a process has taken in part; gives what is left of it after a reclaim. */
async function reclaimed(takenBy: string, untouchedForMs = 0): Promise<{ file: boolean; takenBy: string | null }> {
  const document = await createDocument(server);
  const fileKey = newFileKey();
  await storage.files.write(fileKey, Readable.from([Buffer.from('half of it')]));
  const touchedAt = new Date(Date.now() - untouchedForMs).toISOString();
  await server.app.database.write((manager) =>
    manager.update(DocumentUpload, { documentId: document.id }, { fileKey, takenBy, touchedAt }),
  );
  await claims.reclaim();
  const upload = await uploadOf(document);
  return { file: await isStored(fileKey), takenBy: upload.takenBy };
}

async function uploadOf({ id }: NewDocument): Promise<DocumentUpload> {
  return server.app.database.write((manager) => manager.findOneByOrFail(DocumentUpload, { documentId: id }));
}

async function isStored(fileKey: string): Promise<boolean> {
  return (await storedFiles(server)).some((name) => path.basename(name) === fileKey);
}

test.each<[string, string, number]>([
  ['a process of this host that is gone', `${hostname()}:${notThere}`, 0],
  ['an earlier process of this number', `${hostname()}:${process.pid}`, 0],
  ['a process of another host that has not been heard of for two minutes', 'elsewhere:1', 121_000],
  ['a process of this host whose number another one has now', `${hostname()}:${process.ppid}`, 121_000],
])('the file of %s is deleted, and its upload is open again', async (_, takenBy, untouchedForMs) => {
  expect(await reclaimed(takenBy, untouchedForMs)).toEqual({ file: false, takenBy: null });
});

test.each<[string, string, number]>([
  ['a process of this host that lives', `${hostname()}:${process.ppid}`, 0],
  ['a process of another host that was heard of a minute ago', 'elsewhere:1', 60_000],
])('the file of %s stays', async (_, takenBy, untouchedForMs) => {
  expect(await reclaimed(takenBy, untouchedForMs)).toEqual({ file: true, takenBy });
});

test('the file that this process works on stays, however long it takes', async () => {
  const document = await createDocument(server);
  const fileKey = newFileKey();
  const { id: uploadId } = await uploadOf(document);
  await claims.during({ uploadId, fileKey }, async () => {
    await storage.files.write(fileKey, Readable.from([Buffer.from('half of it')]));
    await server.app.database.write((manager) =>
      manager.update(DocumentUpload, { id: uploadId }, { touchedAt: new Date(0).toISOString() }),
    );
    await claims.reclaim();
    expect(await isStored(fileKey)).toBe(true);
  });
});

test('a process that was taken for dead cannot finish the file that was deleted', async () => {
  const document = await createDocument(server);
  const { uploadUrl } = document;
  const body = new ReadableStream({
    pull: async (controller) => {
      const { takenBy } = await uploadOf(document);
      if (takenBy === null) {
        controller.enqueue(Buffer.from('x'.repeat(5000)));
        return;
      }
      await server.app.database.write((manager) =>
        manager.update(DocumentUpload, { documentId: document.id }, { takenBy: 'elsewhere:1' }),
      );
      controller.close();
    },
  });
  const answer = await fetch(uploadUrl, { method: 'PUT', body, duplex: 'half' });
  expect(answer.status).toBe(409);
  expect((await uploadOf(document)).completedAt).toBeNull();
});
