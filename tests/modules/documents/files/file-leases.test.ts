import { hostname } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../../src/database/database';
import { sql } from '../../../../src/database/sql/sql';
import { DocumentUpload } from '../../../../src/modules/documents/files/document-upload.entity';
import { FileLease, FileLeases } from '../../../../src/modules/files/file-leases';
import { newFileKey } from '../../../../src/storage/file-store';
import type { Storage } from '../../../../src/storage/open-storage';
import { createDocument, type NewDocument, storageOf, storedFiles } from '../../../support/contents';
import { startTestServer, type TestServer } from '../../../support/test-server';

let server: TestServer;
let storage: Storage;
let leases: FileLeases;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  storage = await storageOf(server);
  leases = new FileLeases(server.app.database, storage.files, () => new Date());
});

afterAll(() => server.close());

afterEach(() => {
  jest.restoreAllMocks();
});

const unusedPid = 4_194_303;

/** Stores an incomplete file with a lease of the given process. Returns its key. */
async function leaseHeldBy(process: string, notRenewedForMs = 0): Promise<string> {
  const fileKey = newFileKey();
  await storage.files.write(fileKey, Readable.from([Buffer.from('half of it')]));
  const renewedAt = new Date(Date.now() - notRenewedForMs).toISOString();
  await server.app.database.write((manager) => manager.insert(FileLease, { fileKey, holder: process, renewedAt }));
  return fileKey;
}

async function leaseOf(fileKey: string): Promise<FileLease | null> {
  return server.app.database.write((manager) => manager.findOneBy(FileLease, { fileKey }));
}

async function uploadOf({ id }: NewDocument): Promise<DocumentUpload> {
  return server.app.database.write((manager) => manager.findOneByOrFail(DocumentUpload, { documentId: id }));
}

async function isStored(fileKey: string): Promise<boolean> {
  return (await storedFiles(server)).some((name) => path.basename(name) === fileKey);
}

test.each<[string, string, number]>([
  ['a dead process of this host', `${hostname()}:${unusedPid}`, 0],
  ['an earlier process with the id of this one', `${hostname()}:${process.pid}`, 0],
  ['a process of another host that has not renewed its lease for two minutes', 'elsewhere:1', 121_000],
  ['a process of this host whose id another one has now', `${hostname()}:${process.ppid}`, 121_000],
])('the file of %s is deleted, and its upload ticket can be used again', async (_, process, notRenewedForMs) => {
  const document = await createDocument(server);
  const fileKey = await leaseHeldBy(process, notRenewedForMs);
  await server.app.database.write((manager) =>
    manager.update(DocumentUpload, { documentId: document.id }, { fileKey }),
  );

  await leases.deleteAbandoned();

  expect([await isStored(fileKey), await leaseOf(fileKey)]).toEqual([false, null]);
  expect((await uploadOf(document)).fileKey).toBeNull();
});

test.each<[string, string, number]>([
  ['a running process of this host', `${hostname()}:${process.ppid}`, 0],
  ['a process of another host that renewed its lease a minute ago', 'elsewhere:1', 60_000],
])('the file of %s is not deleted', async (_, process, notRenewedForMs) => {
  const fileKey = await leaseHeldBy(process, notRenewedForMs);
  await leases.deleteAbandoned();
  expect(await isStored(fileKey)).toBe(true);
  expect(await leaseOf(fileKey)).toMatchObject({ holder: process });
});

test('a file that this process works on is not deleted, however old its lease is', async () => {
  const fileKey = newFileKey();
  await leases.runWithLease(fileKey, async () => {
    await storage.files.write(fileKey, Readable.from([Buffer.from('half of it')]));
    await server.app.database.write((manager) =>
      manager.update(FileLease, { fileKey }, { renewedAt: new Date(0).toISOString() }),
    );
    await leases.deleteAbandoned();
    expect(await isStored(fileKey)).toBe(true);
  });
  await leases.discard(fileKey);
  expect([await isStored(fileKey), await leaseOf(fileKey)]).toEqual([false, null]);
});

test('a file that cannot be deleted does not prevent other deletions, and is deleted the next time', async () => {
  const stuck = await leaseHeldBy('elsewhere:1', 200_000);
  const other = await leaseHeldBy('elsewhere:1', 121_000);
  jest.spyOn(storage.files, 'delete').mockRejectedValueOnce(new Error('503 Slow Down'));

  await expect(leases.deleteAbandoned()).rejects.toThrow('Files that could not be deleted: 1');
  expect([await isStored(stuck), await isStored(other)]).toEqual([true, false]);

  await leases.deleteAbandoned();
  expect([await isStored(stuck), await leaseOf(stuck)]).toEqual([false, null]);
});

test('the file is deleted if the work fails', async () => {
  const fileKey = newFileKey();
  const work = async (): Promise<never> => {
    await storage.files.write(fileKey, Readable.from([Buffer.from('all of it')]));
    throw new Error('The disk is full.');
  };
  await expect(leases.runWithLease(fileKey, work)).rejects.toThrow('The disk is full.');
  expect([await isStored(fileKey), await leaseOf(fileKey)]).toEqual([false, null]);
});

test('a file whose version was committed is not deleted, even if the answer to the commit was lost', async () => {
  const { database } = server.app;
  const document = await createDocument(server);
  const commit: Database['write'] = (work) => Database.prototype.write.call(database, work) as never;
  const versions = (): Promise<{ fileKey: string }[]> =>
    database.read.query(sql`SELECT file_key FROM document_content_version WHERE document_id = ${document.id}`);
  let isLost = false;
  jest.spyOn(database, 'write').mockImplementation(async (work) => {
    const result = await commit(work);
    if (isLost || (await versions()).length === 0) return result;
    isLost = true;
    throw new Error('The connection was lost.');
  });

  const answer = await fetch(document.uploadUrl, { method: 'PUT', body: 'all of it' });

  expect(answer.status).toBe(500);
  await leases.deleteAbandoned();
  const [version] = await versions();
  expect(await isStored(version!.fileKey)).toBe(true);
});

test.each(['deleted', 'taken over'])(
  'a file is deleted that was stored after another process had %s its lease',
  async (what) => {
    const fileKey = newFileKey();
    const change = (manager: EntityManager): Promise<unknown> =>
      what === 'deleted'
        ? manager.delete(FileLease, { fileKey })
        : manager.update(FileLease, { fileKey }, { holder: 'elsewhere:1' });
    const work = async (): Promise<void> => {
      await server.app.database.write(change);
      await storage.files.write(fileKey, Readable.from([Buffer.from('all of it')]));
      await server.app.database.write((manager) => leases.release(manager, fileKey));
    };
    await expect(leases.runWithLease(fileKey, work)).rejects.toThrow('The operation took too long');
    expect(await isStored(fileKey)).toBe(false);
  },
);

test('an upload fails if another process has taken over its lease', async () => {
  const document = await createDocument(server);
  const { uploadUrl } = document;
  const body = new ReadableStream({
    pull: async (controller) => {
      const { fileKey } = await uploadOf(document);
      if (fileKey === null) {
        controller.enqueue(Buffer.from('x'.repeat(5000)));
        return;
      }
      await server.app.database.write((manager) => manager.update(FileLease, { fileKey }, { holder: 'elsewhere:1' }));
      controller.close();
    },
  });
  const answer = await fetch(uploadUrl, { method: 'PUT', body, duplex: 'half' });
  expect(answer.status).toBe(409);
  expect((await uploadOf(document)).completedAt).toBeNull();
  const versions = await server.app.database.read.query(
    sql`SELECT id FROM document_content_version WHERE document_id = ${document.id}`,
  );
  expect(versions).toEqual([]);
});
