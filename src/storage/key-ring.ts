import { createHash, hkdfSync } from 'node:crypto';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { LRUCache } from 'lru-cache';
import { StartupError } from '../errors';
import { KeyFile } from './key-file';

interface Key {
  /** The age recipient, `age1…`, which is public. */
  readonly id: string;
  /** The age identity, `AGE-SECRET-KEY-1…`, which is never shown. */
  readonly identity: string;
}

type Keys = readonly [Key, ...Key[]];

/** Maximum file keys that are remembered, those that were used last. Decrypting one takes milliseconds. */
const MAX_FILE_KEYS = 1_000;

/**
 * The keys that encrypt files, in the age format: the first key encrypts, every key decrypts. Every method notices when
 * another process has changed the key file, so that a running server takes part in a key rotation.
 */
export class KeyRing {
  /** Decrypted file keys by the hash of the header, whose keys are in memory as well. */
  private readonly fileKeys = new LRUCache<string, Uint8Array>({ max: MAX_FILE_KEYS });

  private constructor(
    private keys: Keys,
    private readonly file: KeyFile | null,
    private version: string | null,
  ) {}

  /**
   * @param text secret age keys, separated by commas or white space; the first one encrypts
   * @throws StartupError (exit code 78) that names the problem and shows no key
   */
  static async fromText(text: string): Promise<KeyRing> {
    return new KeyRing(await parseKeys(text.split(/[\s,]+/), 'DOCUMENT_KEY'), null, null);
  }

  /**
   * @param text the content of a key file
   * @param source names the text in errors
   * @throws StartupError (exit code 78) that names the problem and shows no key
   */
  static async fromFileText(text: string, source: string): Promise<KeyRing> {
    return new KeyRing(await parseKeyFile(text, source), null, null);
  }

  /**
   * Reads a key file in the format of `age-keygen`. Creates it with a new key when it does not exist and nothing is
   * encrypted yet.
   *
   * @param hasEncryptedData true if anything is encrypted already
   * @throws StartupError (exit code 78) when the file is missing although data are encrypted, cannot be created or
   * read, is invalid, or can be read by others
   */
  static async fromFile(path: string, hasEncryptedData: () => Promise<boolean>): Promise<KeyRing> {
    const file = new KeyFile(path);
    const isMissing = (await file.version()) === null;
    if (isMissing && (await hasEncryptedData())) {
      throw new StartupError(
        `The key file ${path} is missing, and the database has files or secrets that were encrypted with its keys. Restore ` +
          'it, or set DOCUMENT_KEY. If the keys are lost, so are these files and secrets: then create a new file with ' +
          `age-keygen -o ${path}`,
        78,
      );
    }
    if (isMissing) await file.createIfMissing(textOf(await generateKey()));
    const version = await file.version();
    return new KeyRing(await readKeys(file), file, version);
  }

  /** The ids of the keys. A file that is encrypted with another key than the first is still to be rotated. */
  async keyIds(): Promise<readonly [string, ...string[]]> {
    await this.reloadIfChanged();
    const [first, ...others] = this.keys;
    return [first.id, ...others.map(({ id }) => id)];
  }

  /** Returns an encrypter for the first key. */
  async encrypter(): Promise<{ keyId: string; encrypter: Encrypter }> {
    await this.reloadIfChanged();
    const [{ id }] = this.keys;
    const encrypter = new Encrypter();
    encrypter.addRecipient(id);
    return { keyId: id, encrypter };
  }

  /**
   * Decrypts the file key in a file's header.
   *
   * @throws Error when the header is damaged or no key of the ring decrypts it
   */
  async unwrap(header: Uint8Array): Promise<Uint8Array> {
    const hash = createHash('sha256').update(header).digest('base64');
    const known = this.fileKeys.get(hash);
    if (known !== undefined) return known;
    const fileKey = await this.decrypt((decrypter) => decrypter.decryptHeader(header));
    this.fileKeys.set(hash, fileKey);
    return fileKey;
  }

  /** Encrypts a few bytes with the first key, for secrets outside the file store. */
  async seal(bytes: Uint8Array): Promise<{ keyId: string; sealed: Buffer }> {
    const { keyId, encrypter } = await this.encrypter();
    return { keyId, sealed: Buffer.from(await encrypter.encrypt(bytes)) };
  }

  /**
   * Decrypts sealed bytes.
   *
   * @throws Error when they are damaged or no key of the ring decrypts them
   */
  async open(sealed: Uint8Array): Promise<Buffer> {
    return Buffer.from(await this.decrypt((decrypter) => decrypter.decrypt(sealed)));
  }

  /**
   * Derives 32 bytes from each key. They are the same for the same key and purpose, and reveal nothing about the key or
   * other purposes. Sign with the first; a signature by any of them is valid.
   */
  async secrets(purpose: string): Promise<readonly [Buffer, ...Buffer[]]> {
    await this.reloadIfChanged();
    const secretOf = ({ identity }: Key): Buffer =>
      Buffer.from(hkdfSync('sha256', identity, '', `entente ${purpose}`, 32));
    const [first, ...others] = this.keys;
    return [secretOf(first), ...others.map(secretOf)];
  }

  /**
   * Inserts a new key at the top of the key file and returns its id. The other keys stay.
   *
   * @throws StartupError (exit code 78) when the keys are not from a file, or another process is changing it
   */
  async addKey(): Promise<string> {
    if (this.file === null) {
      throw new StartupError(
        'The keys come from DOCUMENT_KEY: put a new key from age-keygen before them, separated by a comma',
        78,
      );
    }
    const key = await generateKey();
    await this.file.replace((text) => `${textOf(key)}${text}`);
    await this.reloadIfChanged();
    return key.id;
  }

  /** Decrypts, and tries once more after a failure if the key file has changed since it was read. */
  private async decrypt(work: (decrypter: Decrypter) => Promise<Uint8Array>): Promise<Uint8Array> {
    try {
      return await work(decrypterOf(this.keys));
    } catch (error) {
      if (!(await this.reloadIfChanged())) throw error;
      return work(decrypterOf(this.keys));
    }
  }

  /** Returns true if the key file had changed. */
  private async reloadIfChanged(): Promise<boolean> {
    if (this.file === null) return false;
    const version = await this.file.version();
    if (version === this.version) return false;
    this.keys = await readKeys(this.file);
    this.version = version;
    this.fileKeys.clear();
    return true;
  }
}

function decrypterOf(keys: Keys): Decrypter {
  const decrypter = new Decrypter();
  for (const { identity } of keys) decrypter.addIdentity(identity);
  return decrypter;
}

async function generateKey(): Promise<Key> {
  const identity = await generateX25519Identity();
  return { id: await identityToRecipient(identity), identity };
}

/** The key in the format of `age-keygen`. */
function textOf({ id, identity }: Key): string {
  return `# created: ${new Date().toISOString()}\n# public key: ${id}\n${identity}\n`;
}

async function readKeys(file: KeyFile): Promise<Keys> {
  return parseKeyFile(await file.read(), `The key file ${file.path}`);
}

function parseKeyFile(text: string, source: string): Promise<Keys> {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return parseKeys(
    lines.filter((line) => !line.startsWith('#')),
    source,
  );
}

async function parseKeys(texts: readonly string[], source: string): Promise<Keys> {
  const identities = texts.filter((text) => text !== '');
  const keys = await Promise.all(
    identities.map((identity, index) => parseKey(identity, `${source}: key ${index + 1}`)),
  );
  const [first, ...others] = keys;
  if (first === undefined) throw new StartupError(`${source} contains no key`, 78);
  return [first, ...others];
}

async function parseKey(identity: string, name: string): Promise<Key> {
  if (!identity.startsWith('AGE-SECRET-KEY-1')) {
    throw new StartupError(`${name} is not a key from age-keygen: it must begin with AGE-SECRET-KEY-1`, 78);
  }
  try {
    return { id: await identityToRecipient(identity), identity };
  } catch {
    throw new StartupError(`${name} is mistyped or cut off: its checksum is wrong`, 78);
  }
}
