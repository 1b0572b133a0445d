import { Command } from 'commander';
import { type Contents, KEYS } from '../../backup/manifest';
import { restoreArchive, type RestoreTargets, type VerifiedBackup, verifyBackup } from '../../backup/restore';
import { type Config, loadConfig, readEnvironment } from '../../config';
import { TableRestore } from '../../database/backup/table-restore';
import type { Database } from '../../database/database';
import { cannotOpen, reasonOf } from '../../database/database-errors';
import type { DatabaseUrl } from '../../database/database-url';
import { mergeAllSegments } from '../../database/maintenance/full-text-merge';
import { StartupError } from '../../errors';
import { entities } from '../../modules/entities';
import type { FileStore } from '../../storage/file-store';
import { KeyFile } from '../../storage/key-file';
import { KeyRing } from '../../storage/key-ring';
import { assertStoreReachable, openFileStore } from '../../storage/open-storage';
import { findKeyRing, missingKeys } from '../../storage/stored-keys';
import { withDatabase } from '../with-database';

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
  const rows = await restoreInto(config, file);
  // Everything is committed: from here on, no failure may remove anything.
  const finish = async (): Promise<void> => {
    await rows.close();
    await prepare(config.databaseUrl);
  };
  await finish().catch((error: unknown) => {
    throw new StartupError(
      'All rows and files are restored. Only preparing the database failed, which the next start of the server does: ' +
        reasonOf(error),
      69,
    );
  });
}

/** Returns the committed rows, whose database is open. */
async function restoreInto(config: Config, file: string): Promise<TableRestore> {
  const backup = await verifyBackup(file);
  const { manifest, contents } = backup;
  const { store, close } = await openFileStore(config.fileStore);
  try {
    await assertEmpty(store);
    const { keys, missing } = await planKeys(config, backup);
    const rows = await TableRestore.begin(config.databaseUrl, entities, manifest).catch((error: unknown) => {
      throw cannotOpen(config.databaseUrl, error);
    });
    await restoreArchive(file, manifest, { rows, store, keys });
    report(manifest.createdAt, contents, missing);
    return rows;
  } finally {
    close();
  }
}

/**
 * Runs the migrations that are newer than the backup, creates triggers that tables have lost, and gathers statistics. A
 * start does all of this as well.
 */
async function prepare(url: DatabaseUrl): Promise<void> {
  const complete = async (database: Database): Promise<void> => {
    await database.prepareStatistics();
    await mergeAllSegments(database);
  };
  await withDatabase(url, complete, { creates: true });
}

/** @throws StartupError when anything is stored (exit code 78), or the store does not respond (69) */
async function assertEmpty(store: FileStore): Promise<void> {
  await assertStoreReachable(store);
  if (await store.isEmpty()) return;
  throw new StartupError(
    'The file store is not empty: a backup is restored only into an empty one. Set FILES_DIR or S3_BUCKET to another ' +
      'one, or empty it if an interrupted restore has filled it',
    78,
  );
}

/** The key file to create, and the ids of the keys that the restored data needs and that nothing has. */
interface KeyPlan {
  readonly keys: RestoreTargets['keys'];
  readonly missing: readonly string[];
}

/**
 * The keys of the archive are used unless there are keys. Nothing is written yet.
 *
 * @throws StartupError (exit code 78) when the archive has keys, and they are invalid or other keys are configured
 */
async function planKeys(config: Config, { contents, keys: text }: VerifiedBackup): Promise<KeyPlan> {
  const present = await findKeyRing(config);
  const missing = await missingKeys(present, contents.keyIds);
  if (text === null || (present !== null && missing.length === 0)) return { keys: null, missing };
  if (present === null) {
    const included = await KeyRing.fromFileText(text, `${KEYS} of the archive`);
    return {
      keys: { file: new KeyFile(config.documentKeyFile), text },
      missing: await missingKeys(included, contents.keyIds),
    };
  }
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
      `MISSING KEYS: the archive does not contain them all. Until DOCUMENT_KEY_FILE or DOCUMENT_KEY has the key of ` +
        `${missingKeys.join(', ')}, the server does not start or cannot read the documents that it encrypts`,
    );
  }
}
