import path from 'node:path';
import { Database } from '../../../../src/database/database';
import { sql } from '../../../../src/database/sql/sql';
import { FileLease, FileLeases } from '../../../../src/modules/files/file-leases';
import { KeyRotation } from '../../../../src/modules/files/key-rotation';
import type { Storage } from '../../../../src/storage/open-storage';
import {
  createDocumentWith,
  downloadUrlOf,
  type NewDocument,
  sha256Of,
  storageOf,
  storedFiles,
  textOf,
} from '../../../support/contents';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { member } from '../../../support/viewers';

const bytes = textOf(200_000);

let server: TestServer;
/** The server's, as the rotation alone uses it: what a test lets fail is no other unit of work. */
let database: Database;
let storage: Storage;
let leases: FileLeases;
let rotation: KeyRotation;
let document: NewDocument;
let oldKey: string;

beforeEach(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  storage = await storageOf(server);
  database = Object.create(server.app.database) as Database;
  leases = new FileLeases(database, storage.files, () => new Date());
  rotation = new KeyRotation(database, storage.files, leases);
  document = await createDocumentWith(server, bytes);
  oldKey = (await version()).fileKey;
});

afterEach(async () => {
  jest.restoreAllMocks();
  await server.close();
});

async function version(): Promise<{ fileKey: string; keyId: string }> {
  const [found] = await server.app.database.read.query<{ fileKey: string; keyId: string }>(
    sql`SELECT file_key, key_id FROM document_content_version WHERE document_id = ${document.id}`,
  );
  return found!;
}

/** Encrypts the only file with a new key. */
async function rotate(onBytes: () => void = () => undefined): Promise<boolean> {
  const [file] = await rotation.findOutdated(await storage.keyRing.addKey());
  return rotation.reencrypt(file!, new AbortController().signal, onBytes);
}

async function stored(): Promise<string[]> {
  return (await storedFiles(server)).map((name) => path.basename(name)).sort();
}

async function leased(): Promise<string[]> {
  const rows = await server.app.database.read.query<{ fileKey: string }>(sql`SELECT file_key FROM file_claim`);
  return rows.map(({ fileKey }) => fileKey);
}

async function expectServed(): Promise<void> {
  const answer = await fetch(await downloadUrlOf(server, document.globalId, member));
  expect([answer.status, sha256Of(Buffer.from(await answer.arrayBuffer()))]).toEqual([200, sha256Of(bytes)]);
}

async function expectOnlyNewFile(): Promise<void> {
  const { fileKey } = await version();
  expect(fileKey).not.toBe(oldKey);
  expect(await stored()).toEqual([fileKey]);
  expect(await leased()).toEqual([]);
  await expectServed();
}

test('serves the new file if the old one cannot be deleted, and deletes the old one later', async () => {
  const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
  jest.spyOn(storage.files, 'delete').mockRejectedValueOnce(denied);

  expect(await rotate()).toBe(true);

  const { fileKey } = await version();
  expect(await stored()).toEqual([oldKey, fileKey].sort());
  expect(await leased()).toEqual([oldKey]);
  await expectServed();

  await leases.deleteAbandoned();
  await expectOnlyNewFile();
});

test('deletes nothing else if the lease of the deleted old file cannot be deleted', async () => {
  const deleteFile = storage.files.delete.bind(storage.files);
  jest.spyOn(storage.files, 'delete').mockImplementationOnce(async (key) => {
    await deleteFile(key);
    jest.spyOn(database, 'write').mockRejectedValueOnce(new Error('The disk is full.'));
  });

  expect(await rotate()).toBe(true);

  expect(await stored()).toEqual([(await version()).fileKey]);
  expect(await leased()).toEqual([oldKey]);
  await expectServed();

  await leases.deleteAbandoned();
  await expectOnlyNewFile();
});

test('still serves the file if the answer to the commit of the new version was lost', async () => {
  const write = <T>(work: Parameters<typeof database.write<T>>[0]) => Database.prototype.write.call(database, work);
  jest
    .spyOn(database, 'write')
    .mockImplementationOnce(write)
    .mockImplementationOnce(async (work) => {
      await write(work);
      throw new Error('Connection terminated unexpectedly');
    });

  await expect(rotate()).rejects.toThrow('Connection terminated unexpectedly');

  expect(await stored()).toEqual([oldKey, (await version()).fileKey].sort());
  await expectServed();
  await leases.deleteAbandoned();
  await expectOnlyNewFile();
});

test('leaves the version unchanged if another process has taken over the lease', async () => {
  const copy = storage.files.write.bind(storage.files);
  jest.spyOn(storage.files, 'write').mockImplementationOnce(async (key, content, signal) => {
    const written = await copy(key, content, signal);
    // Do what deleteAbandoned does in another process when it takes this one for dead.
    await server.app.database.write((manager) =>
      manager.update(FileLease, { fileKey: key }, { holder: 'elsewhere:1' }),
    );
    await storage.files.delete(key);
    await server.app.database.write((manager) => manager.delete(FileLease, { fileKey: key }));
    return written;
  });
  const before = await version();

  await expect(rotate()).rejects.toThrow('The operation took too long and was cancelled: try again');

  expect(await version()).toEqual(before);
  expect(await stored()).toEqual([oldKey]);
  await expectServed();
});

test('keeps the file of a version that another process has re-encrypted meanwhile', async () => {
  const copy = storage.files.write.bind(storage.files);
  jest.spyOn(storage.files, 'write').mockImplementationOnce(async (key, content, signal) => {
    const written = await copy(key, content, signal);
    await rotate();
    return written;
  });

  expect(await rotate()).toBe(true);
  await expectOnlyNewFile();
});
