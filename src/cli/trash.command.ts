import { Command, InvalidArgumentError } from 'commander';
import { loadConfig, readEnvironment } from '../config';
import { Database, toStartupError } from '../database/database';
import { isAnythingEncrypted } from '../modules/documents/files/document-content.rotation';
import { FileLeases } from '../modules/documents/files/file-leases';
import { entities } from '../modules/entities';
import { TrashPurge, type PurgeReport } from '../modules/editorial/trash.purge';
import { openStorage } from '../storage/open-storage';

interface PurgeOptions {
  readonly days?: number;
}

/** `trash purge [--days N]`: deletes for good what was deleted long ago. */
export function trashCommand(): Command {
  return new Command('trash')
    .description('Looks after what was deleted.')
    .addCommand(
      new Command('purge')
        .description(
          'Deletes for good what has been in the trash for long, with all that hangs on it, files and history; the log of restricted documents stays.',
        )
        .option('--days <number>', 'how long it has been there at least; TRASH_DAYS when absent', parseDays)
        .action(purge),
    );
}

async function purge({ days }: PurgeOptions): Promise<void> {
  const config = loadConfig(readEnvironment());
  const database = await Database.open(config.databaseUrl, entities);
  try {
    const { files, close } = await openStorage(config, () => isAnythingEncrypted(database.read));
    try {
      const leases = new FileLeases(database, files, () => new Date());
      // Of an earlier run that was killed.
      await leases.deleteAbandoned();
      report(await new TrashPurge(database, leases).purge(new Date().toISOString(), days ?? config.trashDays));
    } finally {
      close();
    }
  } catch (error) {
    throw toStartupError('The trash could not be purged', error);
  } finally {
    await database.close();
  }
}

function report({ purged, kept }: PurgeReport): void {
  const { Activity, NewsItem, Network, RestrictedDocument } = purged;
  console.log(
    `Deleted for good: activities ${Activity}, news ${NewsItem}, networks ${Network}, restricted documents ${RestrictedDocument}.`,
  );
  for (const name of kept) console.log(`The network ${name} stays: accounts or API keys are bound to it.`);
}

function parseDays(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a number of days');
}
