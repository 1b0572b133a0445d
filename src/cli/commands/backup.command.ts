import { Command } from 'commander';
import { ArchiveWriter } from '../../backup/archive-writer';
import { writeBackup } from '../../backup/backup';
import type { Contents } from '../../backup/manifest';
import { loadConfig, readEnvironment } from '../../config';
import { openTableSnapshot } from '../../database/backup/table-snapshot';
import { unavailable } from '../../database/database-errors';
import { assertStoreReachable, openFileStore } from '../../storage/open-storage';
import { readKeys } from '../../storage/stored-keys';
import { parseOutputName } from '../files/output-file';
import { removeOnExit } from '../files/temporary-file';
import { withFilesBar } from '../terminal/progress-bar';
import { assertDatabaseExists } from '../with-database';

interface BackupOptions {
  readonly includeKeys: boolean;
}

/** `backup FILE [--include-keys]`: backs up the database and the files into one archive. */
export function backupCommand(): Command {
  return new Command('backup')
    .description(
      'Backs up the database and the files of documents, images and attachments into one archive, as they are at one ' +
        'moment. The server may run meanwhile. The keys that decrypt the files are not included: store them apart.',
    )
    .argument('<file>', 'tar archive to create', parseOutputName)
    .option('--include-keys', 'include the keys: anyone who has the archive can then read every document', false)
    .action(backUp);
}

async function backUp(file: string, { includeKeys }: BackupOptions): Promise<void> {
  const config = loadConfig(readEnvironment());
  assertDatabaseExists(config.databaseUrl);
  const keys = includeKeys ? await readKeys(config) : null;
  const archive = await ArchiveWriter.create(file);
  const cancelRemoval = removeOnExit(archive.temporary);
  const { store, close } = await openFileStore(config.fileStore);
  try {
    // Files of a bucket that does not exist look like files that are missing.
    await assertStoreReachable(store);
    const snapshot = await openTableSnapshot(config.databaseUrl);
    const createdAt = new Date().toISOString();
    try {
      const contents = await withFilesBar((onProgress) =>
        writeBackup(archive, { snapshot, store, keys, createdAt }, onProgress),
      );
      report(file, await archive.finish(), contents);
    } finally {
      await snapshot.close();
    }
    warnAboutKeys(file, keys !== null, config.documentKey === null ? config.documentKeyFile : 'DOCUMENT_KEY');
  } catch (error) {
    await archive.abandon();
    throw unavailable('The backup cannot be made', error);
  } finally {
    cancelRemoval();
    close();
  }
}

function report(file: string, bytes: number, { rows, files, missingFiles }: Contents): void {
  const rowCount = Object.values(rows).reduce((sum, count) => sum + count, 0);
  console.log(`Backed up ${rowCount} rows of ${Object.keys(rows).length} tables and ${files} files to ${file}`);
  console.log(`Size: ${bytes} bytes`);
  if (missingFiles.length === 0) return;
  console.error(
    `MISSING FILES: ${missingFiles.length} files that the database names are not in the file store, and so not in the ` +
      'archive. If the trash was purged or keys were rotated meanwhile, make another backup. Otherwise run doctor',
  );
  process.exitCode = 1;
}

function warnAboutKeys(file: string, isIncluded: boolean, place: string): void {
  console.error(
    isIncluded
      ? `WARNING: ${file} contains the keys. Anyone who has it can read every document`
      : `WARNING: ${file} contains no keys. Without the keys of ${place}, nobody can read its documents: back them up, ` +
          'apart from this archive',
  );
}
