import { Database } from '../src/database/database';
import { parseDatabaseUrl } from '../src/database/database-url';
import { loadDemonstration } from '../src/seeds/load-demonstration';
import { loadGenerated } from '../src/seeds/load-generated';
import { Passwords } from '../src/modules/identity/passwords';
import { entities } from '../src/modules/entities';
import { drawSamples, type Samples } from './samples';

/** Somewhere to make databases. */
export interface DatabaseHost {
  /** The database and its version. */
  readonly title: string;
  /** Makes a database with this many generated activities. */
  create(activities: number): Promise<SeededDatabase>;
  /**
   * What the database server's processes have used so far, in milliseconds of CPU; null: it has none of its own, or
   * this operating system does not tell.
   */
  cpuMs(): number | null;
  /** Removes it with all that was made. */
  remove(): Promise<void>;
}

export interface SeededDatabase {
  readonly url: string;
  readonly activities: number;
  readonly samples: Samples;
}

/** Fills the database with the demonstration programme and generated activities, and draws what requests ask it for. */
export async function seed(url: string, activities: number): Promise<SeededDatabase> {
  const database = await Database.open(parseDatabaseUrl(url)!, entities);
  try {
    await loadDemonstration(database, new Passwords(4));
    await loadGenerated(database, activities, () => {});
    return { url, activities, samples: await drawSamples(database.read) };
  } finally {
    await database.close();
  }
}
