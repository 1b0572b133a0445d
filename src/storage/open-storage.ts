import { firstLineOf, StartupError } from '../errors';
import { EncryptedFiles } from './encrypted-files';
import type { FileStore } from './file-store';
import { KeyRing } from './key-ring';
import { LocalFileStore } from './local-file-store';

/** The place of the files (a directory, or a bucket of an S3-compatible service), and the keys that encrypt them. */
export interface StorageOptions {
  readonly fileStore:
    | { readonly kind: 'local'; readonly directory: string }
    | { readonly kind: 's3'; readonly bucket: string; readonly region: string; readonly endpoint: string | null };
  /** The age keys; null: they are in the key file. */
  readonly documentKey: string | null;
  readonly documentKeyFile: string;
}

export interface Storage {
  readonly files: EncryptedFiles;
  readonly keyRing: KeyRing;
  readonly close: () => void;
}

/**
 * Opens the file store and the keys. Creates a key when the key file does not exist and nothing is encrypted yet.
 *
 * @param hasEncryptedData true if anything is encrypted already, for which a new key would be useless
 * @throws StartupError when the keys are missing, unreadable or invalid (exit code 78), or the file store is not available
 *   (69)
 */
export async function openStorage(
  { fileStore, documentKey, documentKeyFile }: StorageOptions,
  hasEncryptedData: () => Promise<boolean>,
): Promise<Storage> {
  const keyRing = await (documentKey === null
    ? KeyRing.fromFile(documentKeyFile, hasEncryptedData)
    : KeyRing.fromText(documentKey));
  const { store, close } = await openFileStore(fileStore);
  await store.assertAvailable().catch((error: unknown) => {
    close();
    throw new StartupError(`The file store ${cannotBeReached(error)}`, 69);
  });
  return { files: new EncryptedFiles(store, keyRing), keyRing, close };
}

/** Opens the file store without the keys: its files are encrypted. */
export async function openFileStore(
  options: StorageOptions['fileStore'],
): Promise<{ store: FileStore; close: () => void }> {
  if (options.kind === 'local') return { store: new LocalFileStore(options.directory), close: () => {} };
  // The client of S3 is loaded only where it is used: loading it takes a tenth of a start.
  const { S3FileStore } = await import('./s3-file-store.js');
  const { bucket, region, endpoint } = options;
  const store = new S3FileStore({ bucket, region, ...(endpoint === null ? {} : { endpoint }) });
  return {
    store,
    close: () => {
      store.close();
    },
  };
}

/** The problem of a file store that does not respond, for a message that names the store; null if it responds. */
export async function findStoreProblem(store: FileStore): Promise<string | null> {
  try {
    await store.isEmpty();
    return null;
  } catch (error) {
    return cannotBeReached(error);
  }
}

/** @throws StartupError (exit code 69) when the file store does not respond */
export async function assertStoreReachable(store: FileStore): Promise<void> {
  const problem = await findStoreProblem(store);
  if (problem !== null) throw new StartupError(`The file store ${problem}`, 69);
}

/** What a message says about a file store, after its name, that has failed with this error. */
export function cannotBeReached(error: unknown): string {
  return `cannot be reached: ${firstLineOf(error)}`;
}
