import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { sql } from '../../../src/database/sql/sql';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { runCommand } from '../../support/command-in-process';
import {
  createDocumentWith,
  downloadUrlOf,
  type NewDocument,
  replaceFile,
  sha256Of,
  storedFiles,
  textOf,
  until,
} from '../../support/contents';
import { make, publication } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { type EndedProcess, killProcesses, startCommand } from '../../support/processes';
import { isSignedWith, startReceiver } from '../../support/receiver';
import { startTestServer, type TestServer } from '../../support/test-server';
import { member } from '../../support/viewers';

let server: TestServer;

afterEach(async () => {
  await killProcesses();
  await server.close();
});

const start = async (env: NodeJS.ProcessEnv = {}): Promise<void> => {
  server = await startTestServer({ DEMO_DATA: 'false', ...env });
};

const environment = (): NodeJS.ProcessEnv => ({
  DATABASE_URL: server.databaseUrl,
  FILES_DIR: path.join(server.directory, 'files'),
  DOCUMENT_KEY_FILE: keyFile(),
});

function rotate(args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<EndedProcess> {
  return runCommand(['documents', 'rotate-key', ...args], { env: { ...environment(), ...env } });
}

function keyFile(): string {
  return path.join(server.directory, 'document.key');
}

/** The ids of the keys in the file, in order. */
async function keysInFile(): Promise<string[]> {
  return [...(await readFile(keyFile(), 'utf8')).matchAll(/^# public key: (age1\w+)$/gm)].map(([, key]) => key!);
}

async function versions(): Promise<{ fileKey: string; keyId: string }[]> {
  return server.app.database.read.query(sql`SELECT file_key, key_id FROM document_content_version ORDER BY id`);
}

async function leases(): Promise<unknown[]> {
  return server.app.database.read.query(sql`SELECT file_key FROM file_claim`);
}

async function keyIds(): Promise<string[]> {
  return [...new Set((await versions()).map(({ keyId }) => keyId))];
}

async function expectNoOrphans(): Promise<void> {
  expect(await leases()).toEqual([]);
  const stored = (await storedFiles(server)).map((name) => path.basename(name)).sort();
  expect(stored).toEqual((await versions()).map(({ fileKey }) => fileKey).sort());
}

async function expectServed(document: NewDocument, bytes: Buffer): Promise<void> {
  const answer = await fetch(await downloadUrlOf(server, document.globalId, member));
  expect([answer.status, sha256Of(Buffer.from(await answer.arrayBuffer()))]).toEqual([200, sha256Of(bytes)]);
}

test('rotate-key encrypts every version with a new key, while the server runs', async () => {
  await start();
  const one = await createDocumentWith(server, textOf(200_000));
  const other = await createDocumentWith(server, textOf(10));
  await replaceFile(server, other, textOf(20));
  const before = await versions();

  const end = await rotate();

  expect({ ...end, errors: end.errors.includes('100%') }).toMatchObject({ code: 0, errors: true });
  const keys = await keysInFile();
  expect(keys).toHaveLength(2);
  expect(keys[1]).toBe(before[0]!.keyId);
  expect(end.output).toBe(`Key: ${keys[0]}\nEncrypted files: 3\n`);
  expect(await keyIds()).toEqual([keys[0]]);
  await expectNoOrphans();
  const kept = new Set(before.map(({ fileKey }) => fileKey));
  expect((await versions()).filter(({ fileKey }) => kept.has(fileKey))).toEqual([]);
  await expectServed(one, textOf(200_000));
  await expectServed(other, textOf(20));
  await expectServed(await createDocumentWith(server, textOf(30)), textOf(30));
  expect(await keyIds()).toEqual([keys[0]]);
});

// How a signal ends the command does not depend on the database.
const endings = [
  ['SIGKILL', null],
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;

test.each(__DATABASE__ === 'sqlite' ? endings : endings.slice(0, 1))(
  'a rotation that was ended by %s continues with the same key',
  async (signal, code) => {
    await start();
    const large = textOf(20_000_000);
    const documents = [await createDocumentWith(server, textOf(10)), await createDocumentWith(server, large)];
    const [small] = await versions();
    const first = startCommand(['documents', 'rotate-key'], { env: environment() });
    await until(async () => {
      const files = await storedFiles(server);
      const isSmallDone = !files.some((name) => name.endsWith(small!.fileKey));
      return isSmallDone && files.length === 3;
    }, 'the small one is done, and the large one has begun');
    first.child.kill(signal);
    const end = await first.ended;
    if (code !== null) {
      expect(end).toMatchObject({ code, errors: expect.stringContaining('Interrupted: run the command again') });
      await expectNoOrphans();
    } else {
      expect(await storedFiles(server)).toHaveLength(3);
    }
    await expectServed(documents[1]!, large);
    const keys = await keysInFile();

    const again = await rotate();

    expect(again).toMatchObject({ code: 0, output: `Key: ${keys[0]}\nEncrypted files: 1\n` });
    expect(await keysInFile()).toEqual(keys);
    expect(await keyIds()).toEqual([keys[0]]);
    await expectNoOrphans();
    await expectServed(documents[1]!, large);
  },
);

test('a damaged file is named and left unchanged, and prevents a further new key without --new-key', async () => {
  await start();
  const bad = await createDocumentWith(server, textOf(100_000));
  const good = await createDocumentWith(server, textOf(10));
  const { fileKey } = (await versions())[0]!;
  const file = (await storedFiles(server)).find((name) => name.endsWith(fileKey))!;
  const bytes = await readFile(file);
  bytes[80_000]! ^= 1;
  await writeFile(file, bytes);

  const end = await rotate();

  expect(end.code).toBe(69);
  expect(end.errors).toContain(`Damaged or missing, and left unchanged: version 1 of document ${bad.id}.`);
  expect((await readFile(file)).equals(bytes)).toBe(true);
  await expectNoOrphans();
  await expectServed(good, textOf(10));
  expect((await rotate()).code).toBe(69);
  expect(await keysInFile()).toHaveLength(2);
  expect((await rotate(['--new-key'])).output).toContain('Encrypted files: 1');
  expect(await keysInFile()).toHaveLength(3);
});

test('with DOCUMENT_KEY, the operator puts the new key first', async () => {
  const [old, next] = [await generateX25519Identity(), await generateX25519Identity()];
  await start({ DOCUMENT_KEY: old });
  await createDocumentWith(server, textOf(1000));

  const unchanged = await rotate([], { DOCUMENT_KEY: old });
  expect(unchanged).toMatchObject({
    code: 78,
    output: '',
    errors: expect.stringMatching(/^The keys come from DOCUMENT_KEY: /),
  });

  expect(await rotate([], { DOCUMENT_KEY: `${next},${old}` })).toMatchObject({ code: 0 });
  expect(await keyIds()).toEqual([await identityToRecipient(next)]);
  await expectNoOrphans();
});

test('rotate-key encrypts webhook secrets, too, so that the old key is no longer needed', async () => {
  const receiver = await startReceiver();
  await start({ WEBHOOK_ALLOWED_NETWORKS: '127.0.0.1' });
  const create = mutationsOf(server, 'createWebhook');
  const input = { url: receiver.url, events: ['ACTIVITY_PUBLISHED'] };
  const { secret } = await create.done(input, 'secret');
  const text = await readFile(keyFile(), 'utf8');

  const end = await rotate();

  expect(end).toMatchObject({
    code: 0,
    output: expect.stringContaining('\nEncrypted webhook secrets: 1\n'),
  });
  await writeFile(keyFile(), (await readFile(keyFile(), 'utf8')).replace(text, ''));
  expect(await keysInFile()).toHaveLength(1);
  const draft = publication(PublicationState.DRAFT);
  const { globalId: id } = await make(server.app, (create) => create.activity({ publication: draft }));
  await mutationsOf(server, 'publishActivity').done({ id, version: 1 }, '__typename');
  await until(() => receiver.received.length === 1, 'the receiver is told');
  await receiver.close();
  expect(isSignedWith(secret, receiver.received[0]!)).toBe(true);
});

test('a secret that no key decrypts is named and left unchanged', async () => {
  await start();
  const create = mutationsOf(server, 'createWebhook');
  await create.done({ url: 'https://example.org/', events: ['ACTIVITY_PUBLISHED'] }, '__typename');
  await server.app.database.write((manager) => manager.query(`UPDATE webhook SET sealed_secret = 'bm9uc2Vuc2U='`));

  const end = await rotate();

  expect(end).toMatchObject({
    code: 69,
    errors: expect.stringContaining('left unchanged: the secret of webhook 1.'),
  });
});
