import { Command } from 'commander';
import { verifyArchive } from '../backup/archive-reader';
import { CONTENTS, KEYS, MANIFEST, parseContents, parseManifest, type Contents } from '../backup/manifest';
import { restoreArchive } from '../backup/restore';
import { loadConfig, readEnvironment, type Config } from '../config';
import { Database } from '../database/database';
import { cannotOpen, toStartupError } from '../database/database-errors';
import { mergeAllSegments } from '../database/full-text-merge';
import { TableRestore } from '../database/table-restore';
import { StartupError } from '../errors';
import { entities } from '../modules/entities';
import type { FileStore } from '../storage/file-store';
import { assertStoreReachable, openFileStore } from '../storage/open-storage';
import { findKeyRing, writeKeys } from '../storage/stored-keys';

/** `restore FILE`: restores a backup into an empty database and an empty file store. */
export function restoreCommand(): Command {
  return new Command('restore')
    .description(
      'Restores a backup into an empty database and an empty file store, after verifying all of it. The database ' +
        'may be of the other kind than the one that was backed up.',
    )
    .argument('<file>', 'archive that backup has created')
    .action(restore);
}

async function restore(file: string): Promise<void> {
  const config = loadConfig(readEnvironment());
  const texts = await verifyArchive(file, [MANIFEST, CONTENTS, KEYS]);
  const manifest = parseManifest(texts[MANIFEST]!);
  const contents = parseContents(texts[CONTENTS]!);
  const { store, close } = await openFileStore(config.fileStore);
  try {
    await assertEmpty(store);
    const missingKeys = await prepareKeys(config, contents, texts[KEYS] ?? null);
    const rows = await TableRestore.begin(config.databaseUrl, entities, manifest).catch((error: unknown) => {
      throw cannotOpen(config.databaseUrl, error);
    });
    await restoreArchive(file, manifest, { rows, store }).catch((error: unknown) => {
      throw toStartupError('The backup cannot be restored', error);
    });
    // Runs the migrations that are newer than the backup.
    const database = await Database.open(config.databaseUrl, entities);
    try {
      await database.prepareStatistics();
      await mergeAllSegments(database);
    } finally {
      await database.close();
    }
    report(manifest.createdAt, contents, missingKeys);
  } finally {
    close();
  }
}

/** @throws StartupError when anything is stored (exit code 78), or the store does not answer (69) */
async function assertEmpty(store: FileStore): Promise<void> {
  await assertStoreReachable(store);
  if (await store.isEmpty()) return;
  throw new StartupError(
    'The file store is not empty: a backup is restored only into an empty one. Set FILES_DIR or S3_BUCKET to another ' +
      'one, or empty it if an interrupted restore has filled it',
    78,
  );
}

/**
 * Creates the key file with the keys of the archive, unless there are keys. Returns the ids of keys that the restored
 * data needs and that are in neither.
 *
 * @throws StartupError (exit code 78) when the archive has keys and other keys are configured
 */
async function prepareKeys(config: Config, { keyIds }: Contents, keys: string | null): Promise<string[]> {
  if (keys !== null && (await findKeyRing(config)) === null) await writeKeys(config, keys);
  const ring = await findKeyRing(config);
  const known: readonly string[] = ring === null ? [] : await ring.keyIds();
  const missing = keyIds.filter((id) => !known.includes(id));
  if (keys === null || missing.length === 0) return missing;
  const place = config.documentKey === null ? `The key file ${config.documentKeyFile}` : 'DOCUMENT_KEY';
  throw new StartupError(
    `${place} lacks keys of the archive: remove it, so that the keys of the archive are used, or add them to it`,
    78,
  );
}

function report(createdAt: string, { rows, files, missingFiles }: Contents, missingKeys: readonly string[]): void {
  const rowCount = Object.values(rows).reduce((sum, count) => sum + count, 0);
  console.log(`Restored ${rowCount} rows and ${files} files of ${createdAt}`);
  console.log(
    'Sessions, API keys, access codes and passwords that were revoked since then are valid again: revoke them',
  );
  if (missingFiles.length > 0) {
    console.error(`MISSING FILES: ${missingFiles.length} files were missing when the backup was made`);
  }
  if (missingKeys.length > 0) {
    console.error(
      `MISSING KEYS: the archive contains no keys. Until DOCUMENT_KEY_FILE or DOCUMENT_KEY has the key of ` +
        `${missingKeys.join(', ')}, the server does not start or cannot read the documents that it encrypts`,
    );
  }
}
