import { constants } from 'node:os';
import { Command } from 'commander';
import { loadConfig, readEnvironment } from '../../config';
import type { Database } from '../../database/database';
import { StartupError } from '../../errors';
import { FileLeases } from '../../modules/files/file-leases';
import { KeyRotation } from '../../modules/files/key-rotation';
import { reencryptRows, sealedTables } from '../../modules/files/sealed-rows';
import { isAnythingEncrypted, type StoredFileRow } from '../../modules/files/stored-files';
import type { KeyRing } from '../../storage/key-ring';
import { openStorage } from '../../storage/open-storage';
import { createLoggedBar } from '../terminal/progress-bar';
import { withDatabase } from '../with-database';

interface RotateOptions {
  readonly newKey: boolean;
}

/** `documents rotate-key`: encrypts all files, and the secrets in rows, with a new key. */
export function documentsCommand(): Command {
  return new Command('documents')
    .description('Encrypts all files, webhook secrets and waiting mails with a new key.')
    .addCommand(
      new Command('rotate-key')
        .description(
          'Encrypts all files, webhook secrets and waiting mails with a new key. The server may run meanwhile. After an interruption, ' +
            'run it again to continue.',
        )
        .option('--new-key', 'create a new key even if damaged files still use an older one', false)
        .action(rotateKey),
    );
}

async function rotateKey(options: RotateOptions): Promise<void> {
  const config = loadConfig(readEnvironment());
  await withDatabase(config.databaseUrl, async (database) => {
    const storage = await openStorage(config, () => isAnythingEncrypted(database.read));
    const { files, keyRing } = storage;
    try {
      const leases = new FileLeases(database, files, () => new Date());
      // Deletes the remains of an earlier run that was killed.
      await leases.deleteAbandoned();
      await rotate(database, keyRing, new KeyRotation(database, files, leases), options);
      // Retries the deletions that failed. The operator sees an error if they fail again.
      await leases.deleteAbandoned();
    } finally {
      storage.close();
    }
  });
}

async function rotate(
  database: Database,
  keyRing: KeyRing,
  rotation: KeyRotation,
  { newKey }: RotateOptions,
): Promise<void> {
  let [keyId] = await keyRing.keyIds();
  let pending = await rotation.findOutdated(keyId);
  // An interrupted rotation has created its key already.
  if (newKey || pending.length === 0) {
    keyId = await keyRing.addKey();
    pending = await rotation.findOutdated(keyId);
  }
  console.log(`Key: ${keyId}`);
  // Rows come first: there are few, and a rotation that continues with the files finds them done.
  const damagedRows: string[] = [];
  for (const sealed of sealedTables) {
    const { done, damaged: ids } = await reencryptRows(database, keyRing, sealed);
    if (done > 0) console.log(`Encrypted ${sealed.plural}: ${done}`);
    damagedRows.push(...ids.map((id) => `${sealed.singular} ${id}`));
  }
  const damaged = await encryptFiles(rotation, pending);
  if (damaged === null) return;
  console.log(`Encrypted files: ${pending.length - damaged.length}`);
  const names = [...damaged.map(({ label }) => label), ...damagedRows];
  if (names.length === 0) return;
  throw new StartupError(
    `Damaged or missing, and left unchanged: ${names.join(', ')}. Restore them from a backup and run the command again`,
    69,
  );
}

/** Encrypts the files again. Returns those that cannot be read, or null after an interruption. */
async function encryptFiles(rotation: KeyRotation, pending: readonly StoredFileRow[]): Promise<StoredFileRow[] | null> {
  const interruption = new AbortController();
  let received: NodeJS.Signals = 'SIGINT';
  const interrupt = (signal: NodeJS.Signals): void => {
    received = signal;
    interruption.abort();
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const bar = createLoggedBar('Files {bar} {percentage}% · {eta_formatted}');
  bar.start(
    pending.reduce((sum, { byteSize }) => sum + byteSize, 0),
    0,
  );
  const damaged: StoredFileRow[] = [];
  try {
    for (const file of pending) {
      interruption.signal.throwIfAborted();
      const isDone = await rotation.reencrypt(file, interruption.signal, (count) => {
        bar.increment(count);
      });
      if (!isDone) damaged.push(file);
    }
    return damaged;
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    bar.stop();
    console.error('Interrupted: run the command again to continue');
    process.exitCode = 128 + constants.signals[received];
    return null;
  } finally {
    bar.stop();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}
