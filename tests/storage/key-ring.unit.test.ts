import { chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { StartupError } from '../../src/errors';
import { EncryptedFiles } from '../../src/storage/encrypted-files';
import { newFileKey } from '../../src/storage/file-store';
import { KeyFile } from '../../src/storage/key-file';
import { KeyRing } from '../../src/storage/key-ring';
import { MemoryFileStore } from './memory-file-store';

const KEY = /AGE-SECRET-KEY-1[A-Z0-9]+/g;

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'entente-keys-'));
  file = path.join(directory, 'data', 'document.key');
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('keys from DOCUMENT_KEY', () => {
  test.each([',', ' ', ', ', '\n', ' \t\n,'])('are separated by %j, and the first one encrypts', async (separator) => {
    const [first, second] = [await generateX25519Identity(), await generateX25519Identity()];
    const ring = await KeyRing.fromText(` ${first}${separator}${second}\n`);
    expect(await ring.keyIds()).toEqual([await identityToRecipient(first), await identityToRecipient(second)]);
  });

  test.each([
    ['nothing', '', /DOCUMENT_KEY contains no key/],
    ['separators alone', ' ,\n', /DOCUMENT_KEY contains no key/],
    ['a password', 'correct horse', /DOCUMENT_KEY: key 1 .*must begin with AGE-SECRET-KEY-1/],
    ['a public key', 'age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqsw0xh4x', /key 1/],
    ['a truncated key', 'AGE-SECRET-KEY-1QQQQQQQQQ', /key 1 is mistyped or cut off/],
  ])('are rejected for %s', async (_what, text, message) => {
    const error = await refusalOf(KeyRing.fromText(text));
    expect(error.exitCode).toBe(78);
    expect(error.message).toMatch(message);
  });

  test('are rejected by number, without showing them', async () => {
    const right = await generateX25519Identity();
    const wrong = `${right.slice(0, -1)}${right.endsWith('Q') ? 'P' : 'Q'}`;
    const { message, stack, cause } = await refusalOf(KeyRing.fromText(`${right} ${wrong}`));
    expect(message).toMatch(/DOCUMENT_KEY: key 2 is mistyped/);
    expect(`${message}${stack}${String(cause)}`).not.toContain(wrong.slice(16, 24));
  });

  test('cannot be extended by addKey', async () => {
    const ring = await KeyRing.fromText(await generateX25519Identity());
    expect((await refusalOf(ring.addKey())).message).toMatch(/DOCUMENT_KEY/);
  });
});

describe('a key file', () => {
  test('is created when missing, readable by this account only, in the format of age-keygen', async () => {
    const ring = await KeyRing.fromFile(file, async () => false);

    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
    const [keyId] = await ring.keyIds();
    expect(readFileSync(file, 'utf8')).toMatch(
      new RegExp(`^# created: \\d{4}-.*Z\n# public key: ${keyId}\nAGE-SECRET-KEY-1[A-Z0-9]{58}\n$`),
    );
    expect(readdirSync(path.dirname(file))).toEqual(['document.key']);
  });

  test('is the same for all processes that start together', async () => {
    for (let round = 0; round < 5; round++) {
      const own = path.join(directory, `round-${round}`, 'document.key');
      const start = async (millisecond: number): Promise<readonly string[]> => {
        await setTimeout(millisecond);
        const ring = await KeyRing.fromFile(own, async () => false);
        return ring.keyIds();
      };
      const ids = await Promise.all(Array.from({ length: 40 }, (_, index) => start(index / 8)));
      expect(new Set(ids.flat()).size).toBe(1);
      expect(readdirSync(path.dirname(own))).toEqual(['document.key']);
    }
  });

  test('is not replaced by a process that started before it existed', async () => {
    class Unaware extends KeyFile {
      override async version(): Promise<null> {
        return null;
      }
    }
    await KeyRing.fromFile(file, async () => false);
    const first = readFileSync(file, 'utf8');
    await new Unaware(file).createIfMissing('second');
    expect(readFileSync(file, 'utf8')).toBe(first);
    expect(readdirSync(path.dirname(file))).toEqual(['document.key']);
  });

  test('may contain comments, blank lines and carriage returns', async () => {
    const identity = await generateX25519Identity();
    const own = path.join(directory, 'own.key');
    writeFileSync(own, `# mine, AGE-SECRET-KEY-1NOT\r\n\r\n  ${identity}\r\n\n# end`, { mode: 0o600 });
    expect(await (await KeyRing.fromFile(own, async () => false)).keyIds()).toEqual([
      await identityToRecipient(identity),
    ]);
  });

  test.each([
    ['nothing', '# nothing\n', /own\.key contains no key/],
    ['something else', 'hello\n', /own\.key: key 1 is not a key from age-keygen/],
  ])('is rejected when it contains %s', async (_what, text, message) => {
    const own = path.join(directory, 'own.key');
    writeFileSync(own, text, { mode: 0o600 });
    const error = await refusalOf(KeyRing.fromFile(own, async () => false));
    expect(error.message).toMatch(message);
    expect(error.exitCode).toBe(78);
  });

  test.each([0o604, 0o602, 0o620, 0o644])('is rejected with mode %o', async (mode) => {
    await KeyRing.fromFile(file, async () => false);
    chmodSync(file, mode);
    const error = await refusalOf(KeyRing.fromFile(file, async () => false));
    expect(error.message).toMatch(/must not be readable or writable by others: run chmod 600/);
    expect(error.exitCode).toBe(78);
  });

  test('may be readable by its group only when root owns it', async () => {
    await KeyRing.fromFile(file, async () => false);
    chmodSync(file, 0o640);
    const ring = KeyRing.fromFile(file, async () => false);
    if (statSync(file).uid === 0) expect((await (await ring).keyIds()).length).toBe(1);
    else expect((await refusalOf(ring)).message).toMatch(/by others/);
    if (process.getuid?.() !== 0) return;
    chownSync(file, 1, 1);
    expect((await refusalOf(KeyRing.fromFile(file, async () => false))).message).toMatch(/by others/);
  });

  test('that cannot be created is named', async () => {
    writeFileSync(path.join(directory, 'data'), 'a file');
    const error = await refusalOf(KeyRing.fromFile(file, async () => false));
    expect(error.message).toContain(file);
    expect(error.exitCode).toBe(78);
  });

  test('that is a directory is named', async () => {
    expect((await refusalOf(KeyRing.fromFile(directory, async () => false))).message).toMatch(
      /cannot be read \(EISDIR\)/,
    );
  });
});

describe('a rotation', () => {
  test('puts a new key first and keeps the text that was there', async () => {
    const ring = await KeyRing.fromFile(file, async () => false);
    const [old] = await ring.keyIds();
    const before = readFileSync(file, 'utf8');
    const young = await ring.addKey();

    expect(await ring.keyIds()).toEqual([young, old]);
    expect(readFileSync(file, 'utf8').endsWith(before)).toBe(true);
    expect(readFileSync(file, 'utf8').match(KEY)).toHaveLength(2);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(path.dirname(file))).toEqual(['document.key']);
  });

  test('by another process takes effect when encrypting, decrypting and signing', async () => {
    const store = new MemoryFileStore();
    const server = await KeyRing.fromFile(file, async () => false);
    const tool = await KeyRing.fromFile(file, async () => false);
    const young = await tool.addKey();

    const key = newFileKey();
    await new EncryptedFiles(store, tool).write(key, Readable.from([Buffer.from('anew')]));
    const read = await (await new EncryptedFiles(store, server).read(key)).toArray();
    expect(Buffer.concat(read).toString()).toBe('anew');

    const younger = await tool.addKey();
    const { keyId } = await new EncryptedFiles(store, server).write(newFileKey(), Readable.from([Buffer.from('x')]));
    expect(keyId).toBe(younger);
    expect((await server.keyIds())[1]).toBe(young);

    await tool.addKey();
    expect(await server.secrets('links')).toEqual(await tool.secrets('links'));
  });

  test('that removes a key ends the access to files that were read with it', async () => {
    const ring = await KeyRing.fromFile(file, async () => false);
    const store = new MemoryFileStore();
    const files = new EncryptedFiles(store, ring);
    const key = newFileKey();
    await files.write(key, Readable.from([Buffer.from('old')]));
    for (let time = 0; time < 2; time++) {
      expect(Buffer.concat(await (await files.read(key)).toArray()).toString()).toBe('old');
    }

    writeFileSync(file, await generateX25519Identity());
    await ring.keyIds();

    await expect(files.read(key)).rejects.toThrow('its key is missing');
  });

  test('by two processes at once loses no key', async () => {
    const rings = await Promise.all(Array.from({ length: 5 }, () => KeyRing.fromFile(file, async () => false)));
    const outcomes = await Promise.allSettled(rings.map((ring) => ring.addKey()));
    const added = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));

    expect(added.length).toBeGreaterThan(0);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason.message).toMatch(/being changed by another process/);
    }
    expect([...(await rings[0]!.keyIds())].sort()).toEqual(expect.arrayContaining(added));
    expect((await rings[0]!.keyIds()).length).toBe(added.length + 1);
  });

  test('that was killed halfway is reported, and changes nothing', async () => {
    const ring = await KeyRing.fromFile(file, async () => false);
    const before = readFileSync(file, 'utf8');
    writeFileSync(`${file}.new`, 'half');
    expect((await refusalOf(ring.addKey())).message).toContain(`remove ${file}.new`);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});

describe('a secret', () => {
  test('depends on the key and the purpose only', async () => {
    const [a, b] = [await generateX25519Identity(), await generateX25519Identity()];
    const ring = await KeyRing.fromText(`${a},${b}`);
    const links = await ring.secrets('links');

    expect(links.map((secret) => secret.length)).toEqual([32, 32]);
    expect(await (await KeyRing.fromText(`${a} ${b}`)).secrets('links')).toEqual(links);
    expect(await (await KeyRing.fromText(b)).secrets('links')).toEqual([links[1]]);
    const all = [...links, ...(await ring.secrets('cookies'))].map((secret) => secret.toString('hex'));
    expect(new Set(all).size).toBe(4);
  });
});

async function refusalOf(promise: Promise<unknown>): Promise<StartupError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StartupError);
  return error as StartupError;
}
