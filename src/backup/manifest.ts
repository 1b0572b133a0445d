import { z } from 'zod';
import { StartupError } from '../errors';

/**
 * The format of an archive, a tar file with these entries in this order:
 *
 * - `manifest.json`: when and of what the backup was made;
 * - `database/<table>/<number>.jsonl.gz`: the rows, each as a JSON array of the values of its columns;
 * - `files/<key>`: the stored files, encrypted as they are in the file store;
 * - `keys.txt`: the keys that decrypt them, only if they were asked for;
 * - `contents.json`: how much there is, and what was missing;
 * - `SHA256SUMS`: the hashes of all of them, in the format of `sha256sum`. An archive without it is incomplete.
 */
export const ARCHIVE_FORMAT = 1;

export const MANIFEST = 'manifest.json';
export const KEYS = 'keys.txt';
export const CONTENTS = 'contents.json';
export const SUMS = 'SHA256SUMS';

/** What the manifests of all formats have. */
const formatSchema = z.object({ format: z.number() });

const manifestSchema = z.object({
  format: z.literal(ARCHIVE_FORMAT),
  /** The time of the snapshot (RFC 3339, UTC). */
  createdAt: z.string(),
  migrations: z.array(z.string()),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
  highestIds: z.record(z.string(), z.number()),
});

export type Manifest = z.infer<typeof manifestSchema>;

const contentsSchema = z.object({
  /** The number of rows of each table. */
  rows: z.record(z.string(), z.number()),
  files: z.number(),
  /** The ids of the public halves of the keys that the files and secrets are encrypted with. */
  keyIds: z.array(z.string()),
  /** The keys of files that the database names and the file store does not have. */
  missingFiles: z.array(z.string()),
});

export type Contents = z.infer<typeof contentsSchema>;

/**
 * @throws StartupError (exit code 78) when the format is of a newer release
 * @throws Error when the text is no manifest
 */
export function parseManifest(text: string): Manifest {
  const manifest: unknown = JSON.parse(text);
  const { format } = formatSchema.parse(manifest);
  if (format > ARCHIVE_FORMAT) {
    throw new StartupError(
      `The backup is from a newer release of Entente (it has the format ${format}): install the newer release`,
      78,
    );
  }
  return manifestSchema.parse(manifest);
}

/** @throws Error when the text is not what `contents.json` has */
export function parseContents(text: string): Contents {
  return contentsSchema.parse(JSON.parse(text));
}

export function rowsEntry(table: string, number: number): string {
  return `database/${table}/${String(number).padStart(6, '0')}.jsonl.gz`;
}

/** The table of an entry with rows; null for any other entry. */
export function tableOfEntry(name: string): string | null {
  return /^database\/([^/]+)\/\d+\.jsonl\.gz$/.exec(name)?.[1] ?? null;
}

export function fileEntry(fileKey: string): string {
  return `files/${fileKey}`;
}

/** The key of a stored file; null for any other entry. */
export function fileKeyOfEntry(name: string): string | null {
  return /^files\/([^/]+)$/.exec(name)?.[1] ?? null;
}
