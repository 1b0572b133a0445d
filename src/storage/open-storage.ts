import { EncryptedFiles } from './encrypted-files';
import { KeyRing } from './key-ring';
import { LocalFileStore } from './local-file-store';
import { S3FileStore } from './s3-file-store';

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
 * @throws StartupError (exit code 78) when the keys are missing, unreadable or invalid
 */
export async function openStorage(
  { fileStore, documentKey, documentKeyFile }: StorageOptions,
  hasEncryptedData: () => Promise<boolean>,
): Promise<Storage> {
  const keyRing = await (documentKey === null
    ? KeyRing.fromFile(documentKeyFile, hasEncryptedData)
    : KeyRing.fromText(documentKey));
  if (fileStore.kind === 'local') {
    return { files: new EncryptedFiles(new LocalFileStore(fileStore.directory), keyRing), keyRing, close: () => {} };
  }
  const { bucket, region, endpoint } = fileStore;
  const store = new S3FileStore({ bucket, region, ...(endpoint === null ? {} : { endpoint }) });
  return {
    files: new EncryptedFiles(store, keyRing),
    keyRing,
    close: () => {
      store.close();
    },
  };
}
