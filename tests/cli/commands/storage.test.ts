import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { FileLeases } from '../../../src/modules/files/file-leases';
import { orphanedFiles } from '../../../src/modules/files/file-verification';
import { newFileKey } from '../../../src/storage/file-store';
import { LocalFileStore } from '../../../src/storage/local-file-store';
import { uploadedAttachment } from '../../support/attachments';
import { runCommand } from '../../support/command-in-process';
import { createDocumentWith, storageOf, storedFiles, textOf } from '../../support/contents';
import { picture, uploadedImage } from '../../support/images';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

function verify() {
  return runCommand(['storage', 'verify'], {
    env: {
      DATABASE_URL: server.databaseUrl,
      FILES_DIR: path.join(server.directory, 'files'),
      DOCUMENT_KEY_FILE: path.join(server.directory, 'document.key'),
    },
  });
}

/** The files that are stored while `work` runs. */
async function storedBy(work: () => Promise<unknown>): Promise<string[]> {
  const before = new Set(await storedFiles(server));
  await work();
  return (await storedFiles(server)).filter((file) => !before.has(file));
}

test('names missing and damaged files of documents, images and attachments, and files that nothing refers to', async () => {
  const { files } = await storageOf(server);
  const [document] = await storedBy(() => createDocumentWith(server, textOf(100)));
  const [attachment] = await storedBy(() => uploadedAttachment(server, textOf(100)));
  let image = '';
  const [original] = await storedBy(async () => {
    image = await uploadedImage(server, await picture(400, 30).jpeg().toBuffer());
  });
  const { node } = await server.data(
    'query ($id: ID!) { node(id: $id) { ... on Image { url(width: 320) } } }',
    { id: image },
    editor,
  );
  const [derivative] = await storedBy(() => fetch(node.url));
  expect(await verify()).toMatchObject({ code: 0, output: 'Files: 4\n' });

  const [orphan] = await storedBy(() => files.write(newFileKey(), Readable.from([Buffer.from('x')])));
  for (const file of [document!, attachment!, derivative!]) await rename(file, `${file}.away`);
  await writeFile(original!, 'damaged');
  const { code, output } = await verify();

  expect(code).toBe(1);
  const [count, ...problems] = output.trim().split('\n');
  expect(count).toBe('Files: 4');
  expect(problems).toHaveLength(5);
  expect(problems).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^PROBLEM +file 320\.webp of image \d+: .* does not exist$/),
      `PROBLEM  file ${path.basename(orphan!)}: nothing refers to it`,
      expect.stringMatching(/^PROBLEM +file of attachment \d+: .* does not exist$/),
      expect.stringMatching(/^PROBLEM +file original of image \d+: .* cannot be decrypted/),
      expect.stringMatching(/^PROBLEM +version 1 of document \d+: .* does not exist$/),
    ]),
  );
});

test('reads several files at a time, and names them in their order', async () => {
  const written = await storedBy(async () => {
    for (let i = 0; i < 20; i++) await createDocumentWith(server, textOf(100));
  });
  for (const file of written) await writeFile(file, 'damaged');
  const store = new LocalFileStore(path.join(server.directory, 'files'));
  const read = store.read.bind(store);
  let waiting = 0;
  let mostWaiting = 0;
  const spy = jest.spyOn(LocalFileStore.prototype, 'read').mockImplementation(async (...file) => {
    mostWaiting = Math.max(mostWaiting, ++waiting);
    // The first one takes longest.
    await delay(100 / waiting);
    waiting -= 1;
    return read(...file);
  });
  const { output } = await verify().finally(() => {
    spy.mockRestore();
  });

  expect(mostWaiting).toBe(16);
  const damaged = [...output.matchAll(/document (\d+): .* cannot be decrypted/g)].map(([, id]) => Number(id));
  expect(damaged).toHaveLength(20);
  expect(damaged).toEqual([...damaged].sort((one, other) => one - other));
});

test('a file that an upload or a deletion is working on is no orphan', async () => {
  const { database } = server.app;
  const { files } = await storageOf(server);
  const leases = new FileLeases(database, files, () => new Date());
  const key = newFileKey();
  const outputs: string[] = [];
  const upload = leases.runWithLease(key, async () => {
    await files.write(key, Readable.from([Buffer.from('x')]));
    outputs.push((await verify()).output);
    throw new Error('The upload ends');
  });

  await expect(upload).rejects.toThrow('The upload ends');
  expect(outputs.join()).not.toContain(key);
});

test('a file that was deleted after it was listed is no orphan', async () => {
  const store = new LocalFileStore(path.join(server.directory, 'files'));
  const gone = newFileKey();
  jest.spyOn(store, 'keys').mockImplementation(async function* () {
    yield gone;
  });
  const found: string[] = [];
  for await (const key of orphanedFiles(server.app.database.read, store)) found.push(key);

  expect(found).toEqual([]);
});
