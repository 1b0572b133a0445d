import { hkdfSync } from 'node:crypto';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { StartupError } from '../errors';
import { KeyFile } from './key-file';

interface Key {
  /** The age recipient, `age1…`: public. */
  readonly id: string;
  /** The age identity, `AGE-SECRET-KEY-1…`: never shown. */
  readonly identity: string;
}

type Keys = readonly [Key, ...Key[]];

/**
 * The keys that files are encrypted with, in the age format: the first encrypts, all decrypt. Every method follows a key
 * file that another process has changed, so that a running server takes part in a rotation.
 */
export class KeyRing {
  private constructor(
    private keys: Keys,
    private readonly file: KeyFile | null,
    private version: string | null,
  ) {}

  /**
   * @param text secret keys of age, separated by commas or white space, the first to encrypt
   * @throws StartupError (exit code 78) that names what is wrong and shows no key
   */
  static async fromText(text: string): Promise<KeyRing> {
    return new KeyRing(await parseKeys(text.split(/[\s,]+/), 'DOCUMENT_KEY'), null, null);
  }

  /**
   * Reads a key file as `age-keygen` writes it; where there is none, makes one with a new key, unless something waits
   * for the keys that were there.
   *
   * @param hasEncryptedData whether something is encrypted already
   * @throws StartupError (exit code 78) when it is missed, cannot be made or read, is wrong, or others can read it
   */
  static async fromFile(path: string, hasEncryptedData: () => Promise<boolean>): Promise<KeyRing> {
    const file = new KeyFile(path);
    if ((await file.version()) === null && (await hasEncryptedData())) {
      throw new StartupError(
        `The key file ${path} is missing, and the database has files or secrets that were encrypted with its keys. Put ` +
          'it back, or set DOCUMENT_KEY. If the keys are lost for good, and these with them, make a new file by ' +
          `age-keygen -o ${path}.`,
        78,
      );
    }
    await file.createIfMissing(textOf(await generateKey()));
    const version = await file.version();
    return new KeyRing(await readKeys(file), file, version);
  }

  /** The public names of the keys; files with another one than the first wait for a rotation. */
  async keyIds(): Promise<readonly [string, ...string[]]> {
    await this.reloadIfChanged();
    const [first, ...others] = this.keys;
    return [first.id, ...others.map(({ id }) => id)];
  }

  /** What encrypts a file with the first key. */
  async encrypter(): Promise<{ keyId: string; encrypter: Encrypter }> {
    await this.reloadIfChanged();
    const [{ id }] = this.keys;
    const encrypter = new Encrypter();
    encrypter.addRecipient(id);
    return { keyId: id, encrypter };
  }

  /**
   * The key of the one file that has this header.
   *
   * @throws Error when the header is damaged or no key of the ring opens it
   */
  unwrap(header: Uint8Array): Promise<Uint8Array> {
    return this.decrypt((decrypter) => decrypter.decryptHeader(header));
  }

  /** Encrypts a few bytes with the first key, for what is kept elsewhere than in the file store. */
  async seal(bytes: Uint8Array): Promise<{ keyId: string; sealed: Buffer }> {
    const { keyId, encrypter } = await this.encrypter();
    return { keyId, sealed: Buffer.from(await encrypter.encrypt(bytes)) };
  }

  /**
   * What was sealed.
   *
   * @throws Error when it is damaged or no key of the ring opens it
   */
  async open(sealed: Uint8Array): Promise<Buffer> {
    return Buffer.from(await this.decrypt((decrypter) => decrypter.decrypt(sealed)));
  }

  /**
   * 32 bytes for each key, always the same for the same key and purpose, telling nothing about it or those of another
   * purpose. The first is to sign with; a signature by any of them is valid.
   */
  async secrets(purpose: string): Promise<readonly [Buffer, ...Buffer[]]> {
    await this.reloadIfChanged();
    const secretOf = ({ identity }: Key): Buffer =>
      Buffer.from(hkdfSync('sha256', identity, '', `entente ${purpose}`, 32));
    const [first, ...others] = this.keys;
    return [secretOf(first), ...others.map(secretOf)];
  }

  /**
   * Puts a new key first in the key file and returns its id; the others stay.
   *
   * @throws StartupError (exit code 78) when the keys are not from a file, or another process is changing it
   */
  async addKey(): Promise<string> {
    if (this.file === null) {
      throw new StartupError(
        'The keys come from DOCUMENT_KEY: put a new one of age-keygen before them, separated by a comma.',
        78,
      );
    }
    const key = await generateKey();
    await this.file.replace((text) => `${textOf(key)}${text}`);
    await this.reloadIfChanged();
    return key.id;
  }

  /** Once more when it fails, if the key file has changed since it was read. */
  private async decrypt(work: (decrypter: Decrypter) => Promise<Uint8Array>): Promise<Uint8Array> {
    try {
      return await work(decrypterOf(this.keys));
    } catch (error) {
      if (!(await this.reloadIfChanged())) throw error;
      return work(decrypterOf(this.keys));
    }
  }

  /** Whether the key file had changed. */
  private async reloadIfChanged(): Promise<boolean> {
    if (this.file === null) return false;
    const version = await this.file.version();
    if (version === this.version) return false;
    this.keys = await readKeys(this.file);
    this.version = version;
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

/** As `age-keygen` writes it. */
function textOf({ id, identity }: Key): string {
  return `# created: ${new Date().toISOString()}\n# public key: ${id}\n${identity}\n`;
}

async function readKeys(file: KeyFile): Promise<Keys> {
  const lines = (await file.read()).split(/\r?\n/).map((line) => line.trim());
  return parseKeys(
    lines.filter((line) => !line.startsWith('#')),
    `The key file ${file.path}`,
  );
}

async function parseKeys(texts: readonly string[], source: string): Promise<Keys> {
  const identities = texts.filter((text) => text !== '');
  const keys = await Promise.all(
    identities.map((identity, index) => parseKey(identity, `${source}: key ${index + 1}`)),
  );
  const [first, ...others] = keys;
  if (first === undefined) throw new StartupError(`${source} holds no key.`, 78);
  return [first, ...others];
}

async function parseKey(identity: string, name: string): Promise<Key> {
  if (!identity.startsWith('AGE-SECRET-KEY-1')) {
    throw new StartupError(`${name} is not one that age-keygen makes: it does not begin with AGE-SECRET-KEY-1.`, 78);
  }
  try {
    return { id: await identityToRecipient(identity), identity };
  } catch {
    throw new StartupError(`${name} is mistyped or cut off: its checksum is wrong.`, 78);
  }
}
