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
 * @throws StartupError (exit code 78) when the keys cannot be read or are wrong
 */
export async function openStorage({ fileStore, documentKey, documentKeyFile }: StorageOptions): Promise<Storage> {
  const keyRing = await (documentKey === null ? KeyRing.fromFile(documentKeyFile) : KeyRing.fromText(documentKey));
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
