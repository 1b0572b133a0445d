import { SingleBar, Presets } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { loadConfig, readEnvironment, type Config } from '../config';
import { Database } from '../database/database';
import { Passwords } from '../modules/identity/passwords';
import { announcePasswords } from '../seeds/announce-passwords';
import { loadDemonstration } from '../seeds/load-demonstration';
import { loadGenerated } from '../seeds/load-generated';
import { isAnythingEncrypted } from '../modules/files/stored-files';
import { FileLeases } from '../modules/files/file-leases';
import { FileIngest } from '../modules/files/file-ingest';
import { entities } from '../modules/entities';
import { openStorage } from '../storage/open-storage';

const MAX_ACTIVITIES = 999_999;

/** `seed [--activities N]`: loads the demonstration programme and N generated activities. */
export function seedCommand(): Command {
  return new Command('seed')
    .description(
      'Loads the demonstration programme into an empty database, and generated activities for tests with large data.',
    )
    .option('--activities <count>', 'total number of generated activities', parseCount, 0)
    .action(seed);
}

async function seed({ activities }: { activities: number }): Promise<void> {
  const config = loadConfig(readEnvironment());
  const database = await Database.open(config.databaseUrl, entities);
  try {
    await loadWithFiles(database, config);
    if (activities > 0) await loadWithBar(database, activities);
    await database.prepareStatistics();
  } finally {
    await database.close();
  }
}

async function loadWithFiles(database: Database, config: Config): Promise<void> {
  const { files, close } = await openStorage(config, () => isAnythingEncrypted(database.read));
  try {
    const leases = new FileLeases(database, files, () => new Date());
    const loaded = await loadDemonstration(database, new Passwords(config.bcryptCost), new FileIngest(files, leases));
    if (loaded !== null) await announcePasswords(loaded, process.stdout);
    // Deletes the remains of an earlier run that was killed.
    await leases.deleteAbandoned();
  } finally {
    close();
  }
}

async function loadWithBar(database: Database, count: number): Promise<void> {
  const bar = new SingleBar(
    { format: 'Activities {bar} {value}/{total} · {duration_formatted}', noTTYOutput: true, notTTYSchedule: 5000 },
    Presets.shades_classic,
  );
  bar.start(count, 0);
  try {
    await loadGenerated(database, count, (done) => {
      bar.update(done);
    });
  } finally {
    bar.stop();
  }
}

function parseCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count <= MAX_ACTIVITIES) return count;
  throw new InvalidArgumentError(`expected an integer from 0 to ${MAX_ACTIVITIES}`);
}
