import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { EncryptedFiles } from '../../src/storage/encrypted-files';
import { newFileKey } from '../../src/storage/file-store';
import { KeyRing } from '../../src/storage/key-ring';
import { LocalFileStore } from '../../src/storage/local-file-store';
import { describeWith } from '../support/outside-programs';

const age = process.env.AGE ?? '/usr/bin/age';
const keygen = path.join(path.dirname(age), 'age-keygen');
const found = existsSync(age) && existsSync(keygen);

const complaint = `The age format is NOT covered: there is no ${age} with its age-keygen (package age; AGE).`;

describeWith(found, complaint, "the operator's age", () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'entente-age-'));
  });
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  test.each([0, 1, 65_536, 65_537, 200_000])('decrypts a stored file of %i bytes with the key file', async (size) => {
    const keyFile = path.join(directory, 'made-here.key');
    const files = new EncryptedFiles(new LocalFileStore(directory), await KeyRing.fromFile(keyFile, async () => false));
    const plain = randomBytes(size);
    const key = newFileKey();
    await files.write(key, Readable.from([plain]));

    const input = readFileSync(path.join(directory, key.slice(0, 2), key));
    expect(execFileSync(age, ['-d', '-i', keyFile], { input }).equals(plain)).toBe(true);
  });

  test.each([0, 1, 65_536, 65_537, 200_000])('encrypts a file of %i bytes that the server can read', async (size) => {
    const keyFile = path.join(directory, 'made-here.key');
    const keyRing = await KeyRing.fromFile(keyFile, async () => false);
    const store = new LocalFileStore(directory);
    const plain = randomBytes(size);
    const [recipient] = await keyRing.keyIds();
    const key = newFileKey();
    await store.write(key, Readable.from([execFileSync(age, ['-r', recipient], { input: plain })]));

    const read = await (await new EncryptedFiles(store, keyRing).read(key)).toArray();
    expect(Buffer.concat(read).equals(plain)).toBe(true);
  });

  test('decrypts files with the key file after a rotation', async () => {
    const keyFile = path.join(directory, 'rotated.key');
    const keyRing = await KeyRing.fromFile(keyFile, async () => false);
    const files = new EncryptedFiles(new LocalFileStore(directory), keyRing);
    const [before, after] = [newFileKey(), newFileKey()];
    await files.write(before, Readable.from([Buffer.from('before')]));
    await keyRing.addKey();
    await files.write(after, Readable.from([Buffer.from('after')]));

    const opened = [before, after].map((key) =>
      execFileSync(age, ['-d', '-i', keyFile, path.join(directory, key.slice(0, 2), key)], { encoding: 'utf8' }),
    );
    expect(opened).toEqual(['before', 'after']);
  });

  test('creates key files that the server can read', async () => {
    const keyFile = path.join(directory, 'made-by-age.key');
    execFileSync(keygen, ['-o', keyFile], { stdio: 'ignore' });
    const recipient = execFileSync(keygen, ['-y', keyFile], { encoding: 'utf8' }).trim();
    expect(await (await KeyRing.fromFile(keyFile, async () => false)).keyIds()).toEqual([recipient]);
  });
});
