import { Presets, SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { loadConfig, readEnvironment } from '../config';
import { Database } from '../database/database';
import {
  KeyRotation,
  type OutdatedFile,
  isAnythingEncrypted,
} from '../modules/documents/files/document-content.rotation';
import { FileLeases } from '../modules/documents/files/file-leases';
import { entities } from '../modules/entities';
import { WebhookSecrets } from '../modules/events/webhook/webhook-secrets';
import { StartupError } from '../errors';
import type { KeyRing } from '../storage/key-ring';
import { openStorage } from '../storage/open-storage';

interface RotateOptions {
  readonly newKey: boolean;
}

/** `documents rotate-key`: encrypts the files of all documents, and the secrets of webhooks, with a new key. */
export function documentsCommand(): Command {
  return new Command('documents').description('Looks after the files of restricted documents.').addCommand(
    new Command('rotate-key')
      .description(
        'Encrypts every file, and the secrets of webhooks, with a new key, while the server runs if it does. Once ' +
          'interrupted, it goes on where it was.',
      )
      .option('--new-key', 'take a new key even if files wait for the one before, because they are damaged', false)
      .action(rotateKey),
  );
}

async function rotateKey(options: RotateOptions): Promise<void> {
  const config = loadConfig(readEnvironment());
  const database = await Database.open(config.databaseUrl, entities);
  try {
    const storage = await openStorage(config, () => isAnythingEncrypted(database.read));
    const { files, keyRing } = storage;
    try {
      const leases = new FileLeases(database, files, () => new Date());
      // Of an earlier run that was killed.
      await leases.deleteAbandoned();
      const secrets = new WebhookSecrets(keyRing);
      await rotate(new KeyRotation(database, files, leases), keyRing, () => secrets.encryptAnew(database), options);
      // What could not be deleted on the way: the operator is told if it still cannot.
      await leases.deleteAbandoned();
    } finally {
      storage.close();
    }
  } finally {
    await database.close();
  }
}

async function rotate(
  rotation: KeyRotation,
  keyRing: KeyRing,
  encryptSecrets: () => ReturnType<WebhookSecrets['encryptAnew']>,
  { newKey }: RotateOptions,
): Promise<void> {
  let [keyId] = await keyRing.keyIds();
  let pending = await rotation.findOutdated(keyId);
  // A rotation that was interrupted has its key already.
  if (newKey || pending.length === 0) {
    keyId = await keyRing.addKey();
    pending = await rotation.findOutdated(keyId);
  }
  console.log(`The key is ${keyId}.`);
  // Before the files: they are done at once, and a rotation that goes on with the files finds them done.
  const secrets = await encryptSecrets();
  if (secrets.done > 0) console.log(`Secrets of webhooks encrypted with it: ${secrets.done}.`);
  const damaged = await encryptFiles(rotation, pending);
  if (damaged === null) return;
  console.log(`Files encrypted with it: ${pending.length - damaged.length}.`);
  const names = [
    ...damaged.map(({ documentId, version }) => `version ${version} of document ${documentId}`),
    ...secrets.damaged.map((id) => `the secret of webhook ${id}`),
  ];
  if (names.length === 0) return;
  throw new StartupError(
    `Damaged or missing, and left as they are: ${names.join(', ')}. Restore them from a backup, and run this again.`,
    69,
  );
}

/** Gives those that cannot be read; null: it was interrupted. */
async function encryptFiles(rotation: KeyRotation, pending: readonly OutdatedFile[]): Promise<OutdatedFile[] | null> {
  const interruption = new AbortController();
  const interrupt = (): void => {
    interruption.abort();
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const bar = new SingleBar(
    { format: 'Files {bar} {percentage}% · {eta_formatted}', noTTYOutput: true, notTTYSchedule: 5000 },
    Presets.shades_classic,
  );
  bar.start(
    pending.reduce((sum, { byteSize }) => sum + byteSize, 0),
    0,
  );
  const damaged: OutdatedFile[] = [];
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
    console.error('Interrupted. Run the command again to go on.');
    process.exitCode = 130;
    return null;
  } finally {
    bar.stop();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}
