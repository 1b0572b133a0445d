import { Command, InvalidArgumentError } from 'commander';
import { loadConfig, readEnvironment } from '../../config';
import { eraseRemains } from '../../database/maintenance/erasure';
import { type PurgeReport, TrashPurge } from '../../modules/editorial/trash.purge';
import { FileLeases } from '../../modules/files/file-leases';
import { isAnythingEncrypted } from '../../modules/files/stored-files';
import { mediaKinds } from '../../modules/media/media-owner';
import { UnusedMedia } from '../../modules/media/unused-media';
import { mediaOwners } from '../../modules/media-owners';
import { publishables } from '../../modules/publishables';
import { openStorage } from '../../storage/open-storage';
import { withDatabase } from '../with-database';

interface PurgeOptions {
  readonly days?: number;
}

/** `trash purge [--days N]`: permanently deletes what was moved to the trash long ago. */
export function trashCommand(): Command {
  return new Command('trash').description('Permanently deletes old items in the trash.').addCommand(
    new Command('purge')
      .description(
        'Permanently deletes old items in the trash with their files and history, and images and ' +
          'attachments that no item has shown for that long. The access log of restricted documents stays.',
      )
      .option('--days <number>', 'minimum days in the trash (default: TRASH_DAYS)', parseDays)
      .action(purge),
  );
}

async function purge({ days }: PurgeOptions): Promise<void> {
  const config = loadConfig(readEnvironment());
  await withDatabase(config.databaseUrl, async (database) => {
    const { files, close } = await openStorage(config, () => isAnythingEncrypted(database.read));
    try {
      const leases = new FileLeases(database, files, () => new Date());
      // Deletes the remains of an earlier run that was killed.
      await leases.deleteAbandoned();
      const [now, minimum] = [new Date().toISOString(), days ?? config.trashDays];
      report(await new TrashPurge(database, leases).purge(now, minimum));
      for (const kind of mediaKinds) {
        const count = await new UnusedMedia(database, leases, mediaOwners, kind).purge(now, minimum);
        if (count > 0) console.log(`Permanently deleted ${kind}s that no item shows: ${count}`);
      }
      if (!(await eraseRemains(database))) {
        console.error(
          'Others use the database, so its write-ahead log may still contain deleted rows: purge the trash again',
        );
        process.exitCode = 1;
      }
    } finally {
      close();
    }
  });
}

function report({ purged, kept }: PurgeReport): void {
  const counts = publishables.map(({ name, nouns: [, many] }) => `${many} ${purged[name]}`);
  console.log(`Permanently deleted: ${counts.join(', ')}`);
  for (const name of kept) console.log(`The network ${name} stays, because accounts or API keys are bound to it`);
}

function parseDays(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected an integer from 0 to 99999');
}
