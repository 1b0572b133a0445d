import { Command, InvalidArgumentError } from 'commander';
import { type Config, loadConfig, readEnvironment } from '../../config';
import type { Database } from '../../database/database';
import { FileIngest } from '../../modules/files/file-ingest';
import { FileLeases } from '../../modules/files/file-leases';
import { isAnythingEncrypted } from '../../modules/files/stored-files';
import { Passwords } from '../../modules/identity/password/passwords';
import { announcePasswords } from '../../seeds/announce-passwords';
import type { LanguageCode } from '../../seeds/generated/generated-activities.texts';
import { translationLanguages } from '../../seeds/generated/generated-activities.translated';
import { loadDemonstration } from '../../seeds/load-demonstration';
import { type GeneratedOptions, loadGenerated } from '../../seeds/load-generated';
import { openStorage } from '../../storage/open-storage';
import { createLoggedBar } from '../terminal/progress-bar';
import { withDatabase } from '../with-database';

const MAX_ACTIVITIES = 999_999;

/** `seed [--activities N] [--translations LANGUAGES] [--figures]`: loads the demonstration programme and N generated activities. */
export function seedCommand(): Command {
  return new Command('seed')
    .description(
      'Loads the demonstration programme into an empty database, and generated activities for tests with large data.',
    )
    .option('--activities <count>', 'total number of generated activities', parseCount, 0)
    .option(
      '--translations <languages>',
      `languages that the new activities are translated into, some of ${translationLanguages.join(',')}`,
      parseLanguages,
      [],
    )
    .option('--figures', 'give the new activities invented classifications, people, money and results', false)
    .action(seed);
}

interface SeedOptions {
  readonly activities: number;
  readonly translations: readonly LanguageCode[];
  readonly figures: boolean;
}

async function seed({ activities, translations, figures }: SeedOptions): Promise<void> {
  const config = loadConfig(readEnvironment());
  const load = async (database: Database): Promise<void> => {
    await loadWithFiles(database, config);
    if (activities > 0) await loadWithBar(database, activities, { translations, hasFigures: figures });
    await database.prepareStatistics();
  };
  await withDatabase(config.databaseUrl, load, { creates: true });
}

async function loadWithFiles(database: Database, config: Config): Promise<void> {
  const { files, close } = await openStorage(config, () => isAnythingEncrypted(database.read));
  try {
    await files.prepare();
    const leases = new FileLeases(database, files, () => new Date());
    const ingest = new FileIngest(files, leases);
    const passwords = new Passwords(config.bcryptCost);
    const isLoaded = await loadDemonstration(
      database,
      passwords,
      announcePasswords,
      { ingest, leases },
      config.locales,
    );
    if (!isLoaded) console.log('The database is not empty: the demonstration was not loaded');
    // Deletes the remains of an earlier run that was killed.
    await leases.deleteAbandoned();
  } finally {
    close();
  }
}

async function loadWithBar(database: Database, count: number, options: GeneratedOptions): Promise<void> {
  const bar = createLoggedBar('Activities {bar} {value}/{total} · {duration_formatted}');
  bar.start(count, 0);
  try {
    const onProgress = (done: number): void => {
      bar.update(done);
    };
    await loadGenerated(database, count, onProgress, options);
  } finally {
    bar.stop();
  }
}

function parseCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count <= MAX_ACTIVITIES) return count;
  throw new InvalidArgumentError(`expected an integer from 0 to ${MAX_ACTIVITIES}`);
}

function parseLanguages(text: string): LanguageCode[] {
  const codes = text.split(',');
  const known = translationLanguages.filter((code) => codes.includes(code));
  if (known.length === codes.length) return known;
  throw new InvalidArgumentError(`expected some of ${translationLanguages.join(',')}`);
}
