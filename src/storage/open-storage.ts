import { EncryptedFiles } from './encrypted-files';
import { KeyRing } from './key-ring';
import { LocalFileStore } from './local-file-store';
import { S3FileStore } from './s3-file-store';

/** Where files are kept (in a directory, or in a bucket of an S3-compatible store) and with what they are encrypted. */
export interface StorageOptions {
  readonly fileStore:
    | { readonly kind: 'local'; readonly directory: string }
    | { readonly kind: 's3'; readonly bucket: string; readonly region: string; readonly endpoint: string | null };
  /** Keys of age; null: those of the file. */
  readonly documentKey: string | null;
  readonly documentKeyFile: string;
}

export interface Storage {
  readonly files: EncryptedFiles;
  readonly keyRing: KeyRing;
  readonly close: () => void;
}

/**
 * Opens the file store; where there is no key yet, and the keys are in a file, makes one.
 *
 * @param hasEncryptedData whether something is encrypted already, for which a new key would be of no use
 * @throws StartupError (exit code 78) when the keys are missing, cannot be read or are wrong
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
