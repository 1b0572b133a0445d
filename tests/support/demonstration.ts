import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DemonstrationPassword } from '../../src/seeds/load-demonstration';
import { type DatabaseTemplate, findOrCreateTemplate } from './database-template';
import { createMigratedDatabase, createTestDatabase, type TestDatabase } from './test-database';

type Passwords = readonly DemonstrationPassword[];

/** The demonstration as a start has loaded it. */
interface Demonstration extends DatabaseTemplate {
  /** The directory of its files and of their key. */
  readonly directory: string;
  readonly passwords: Passwords;
}

/** The variables that decide what a start loads, and where it stores it. */
const DECISIVE = [
  ...['BCRYPT_COST', 'DATABASE_URL', 'DEFAULT_LOCALE', 'DOCUMENT_KEY', 'DOCUMENT_KEY_FILE', 'FILES_DIR', 'LOCALES'],
  ...['S3_BUCKET'],
];

/** True if a server with these variables would load the demonstration into a database and a directory of its own. */
export function usesDemonstration(env: NodeJS.ProcessEnv): boolean {
  return env['DEMO_DATA'] !== 'false' && DECISIVE.every((name) => env[name] === undefined);
}

/**
 * Copies the demonstration, which each worker loads once: drawing its pictures and storing its files takes most of a
 * start.
 *
 * @param directory where to copy its files to
 * @param load starts a server on an empty database that stores files in a directory, and returns the passwords
 */
export async function copyDemonstration(
  directory: string,
  load: (databaseUrl: string, directory: string) => Promise<Passwords>,
): Promise<{ readonly database: TestDatabase; readonly passwords: Passwords }> {
  const template = await findOrCreateTemplate<Demonstration>('demonstration', async () => {
    const { url } = await createMigratedDatabase();
    const loaded = await mkdtemp(path.join(tmpdir(), 'entente-demonstration-'));
    return { url, directory: loaded, passwords: await load(url, loaded) };
  });
  await cp(template.directory, directory, { recursive: true });
  return { database: await createTestDatabase(template.url), passwords: template.passwords };
}
