import { ConflictError } from '../../../errors';

/** Versions of content, of which 0 is that of a document without any. */
interface ReplacedFile {
  /** The one that a file is to take the place of; null: whichever there is. */
  readonly replacesVersion: number | null;
  readonly currentVersion: number;
}

/** @throws ConflictError when a document has another file than the one that is to be replaced; it tells the current version */
export function assertReplaced({ replacesVersion, currentVersion }: ReplacedFile): void {
  if (replacesVersion === null || replacesVersion === currentVersion) return;
  throw new ConflictError(`Its file has changed since: the version of its content is ${currentVersion}`, {
    version: currentVersion,
  });
}
