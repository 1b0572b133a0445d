import { SingleBar, Presets } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { loadConfig, readEnvironment } from '../config';
import { Database } from '../database/database';
import { Passwords } from '../domain/account/passwords';
import { loadDemonstration } from '../database/seeds/load-demonstration';
import { loadGenerated } from '../database/seeds/load-generated';
import { entities } from '../domain/entities';

const mostActivities = 999_999;

/** `seed [--activities N]`: loads the demonstration programme and N invented activities besides. */
export function seedCommand(): Command {
  return new Command('seed')
    .description('Loads the demonstration programme into an empty database, and invented activities to try sizes with.')
    .option('--activities <count>', 'how many invented activities there are to be', parseCount, 0)
    .action(seed);
}

async function seed({ activities }: { activities: number }): Promise<void> {
  const { databaseUrl, bcryptCost } = loadConfig(readEnvironment());
  const database = await Database.open(databaseUrl, entities);
  try {
    const logins = await loadDemonstration(database, new Passwords(bcryptCost));
    for (const { email, password } of logins ?? []) console.log(`${email.padEnd(24)} ${password}`);
    if (activities > 0) await loadWithBar(database, activities);
  } finally {
    await database.close();
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
  if (/^\d+$/.test(text) && count <= mostActivities) return count;
  throw new InvalidArgumentError(`expected a whole number from 0 to ${mostActivities}`);
}
