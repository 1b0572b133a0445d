import { Command } from 'commander';
import { type Config, loadConfig, readEnvironment } from '../../config';
import type { ReadDatabase } from '../../database/reading/read-database';
import { verifyFiles } from '../../modules/files/file-verification';
import type { FileStore } from '../../storage/file-store';
import { findStoreProblem, openFileStore } from '../../storage/open-storage';
import { findKeyRing } from '../../storage/stored-keys';
import { withFilesBar } from '../terminal/progress-bar';
import { withDatabase } from '../with-database';

/** `storage verify`: compares the file store with the database. */
export function storageCommand(): Command {
  return new Command('storage')
    .description('Finds missing and damaged files in the file store.')
    .addCommand(
      new Command('verify')
        .description(
          'Reads every file of documents, images and attachments, and names those that are missing or damaged, and files ' +
            'that nothing refers to. Changes none of them. The server may run meanwhile. Exits with 1 if there is a problem.',
        )
        .action(verify),
    );
}

async function verify(): Promise<void> {
  const config = loadConfig(readEnvironment());
  await withDatabase(config.databaseUrl, async ({ read }) => {
    const { store, close } = await openFileStore(config.fileStore);
    try {
      const { count, problems } = await verifyStorage(config, read, store);
      console.log(`Files: ${count}`);
      for (const problem of problems) console.log(`PROBLEM  ${problem}`);
      if (problems.length > 0) process.exitCode = 1;
    } finally {
      close();
    }
  });
}

/** The number of files, and what is wrong with them or with the store. */
export async function verifyStorage(
  config: Config,
  read: ReadDatabase,
  store: FileStore,
): Promise<{ readonly count: number; readonly problems: readonly string[] }> {
  const storeProblem = await findStoreProblem(store);
  if (storeProblem !== null) return { count: 0, problems: [`the file store ${storeProblem}`] };
  const keyRing = await findKeyRing(config);
  if (keyRing === null) return { count: 0, problems: [`there is no key file ${config.documentKeyFile}`] };
  return withFilesBar((onProgress) => verifyFiles(read, store, keyRing, onProgress));
}
