import { Database } from '../../src/database/database';
import { parseDatabaseUrl } from '../../src/database/database-url';
import { entities } from '../../src/modules/entities';
import { Passwords } from '../../src/modules/identity/password/passwords';
import { loadDemonstration } from '../../src/seeds/load-demonstration';
import { type GeneratedOptions, loadGenerated } from '../../src/seeds/load-generated';
import { drawSamples, type Samples } from './samples';

/** A place to create databases. */
export interface DatabaseHost {
  /** The database system and its version. */
  readonly title: string;
  /** Creates a database with this many generated activities. */
  create(activities: number, options?: GeneratedOptions): Promise<SeededDatabase>;
  /**
   * CPU time of the database server's processes so far, in milliseconds. Null when it has no processes of its own, or
   * the operating system does not report it.
   */
  cpuMs(): number | null;
  /** Removes the host with all its databases. */
  remove(): Promise<void>;
}

export interface SeededDatabase {
  readonly url: string;
  readonly activities: number;
  readonly samples: Samples;
}

/**
 * Fills the database with the demonstration programme and generated activities, and selects the data that requests ask
 * for.
 */
export async function seed(url: string, activities: number, options: GeneratedOptions = {}): Promise<SeededDatabase> {
  const database = await Database.open(parseDatabaseUrl(url)!, entities);
  try {
    await loadDemonstration(database, new Passwords(4), async () => undefined);
    await loadGenerated(database, activities, () => {}, options);
    await database.prepareStatistics();
    return { url, activities, samples: await drawSamples(database.read) };
  } finally {
    await database.close();
  }
}

/** A name for a database with this content. */
export function nameOf(activities: number, { translations = [], hasFigures = false }: GeneratedOptions): string {
  return ['activities', activities, ...translations, ...(hasFigures ? ['figures'] : [])].join('_');
}
