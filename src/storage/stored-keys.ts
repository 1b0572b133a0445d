import { KeyFile } from './key-file';
import { KeyRing } from './key-ring';
import type { StorageOptions } from './open-storage';

type KeyOptions = Pick<StorageOptions, 'documentKey' | 'documentKeyFile'>;

/**
 * The text of the keys in the format of the key file, for a backup.
 *
 * @throws StartupError (exit code 78) when there are none
 */
export async function readKeys({ documentKey, documentKeyFile }: KeyOptions): Promise<string> {
  if (documentKey === null) return new KeyFile(documentKeyFile).read();
  return `${documentKey.split(/[\s,]+/).join('\n')}\n`;
}

/**
 * The keys that are there already; null if there are none.
 *
 * @throws StartupError (exit code 78) when they are unreadable or invalid
 */
export async function findKeyRing({ documentKey, documentKeyFile }: KeyOptions): Promise<KeyRing | null> {
  if (documentKey !== null) return KeyRing.fromText(documentKey);
  const isMissing = (await new KeyFile(documentKeyFile).version()) === null;
  return isMissing ? null : KeyRing.fromFile(documentKeyFile, async () => true);
}

/** Those of the keys, by their ids, that the key ring does not have. */
export async function missingKeys(ring: KeyRing | null, keyIds: readonly string[]): Promise<string[]> {
  const known: readonly string[] = ring === null ? [] : await ring.keyIds();
  return keyIds.filter((id) => !known.includes(id));
}
