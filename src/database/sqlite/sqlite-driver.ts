import { readFileSync } from 'node:fs';
import { StartupError } from '../../errors';

/**
 * Refuses a SQLite driver that would abort the process when statements are garbage-collected.
 *
 * @throws StartupError
 */
export function assertSqliteDriverIsSafe(): void {
  const { node } = process.versions;
  if (isAffected(node)) assertBinaryIsSafe(node, readDriver());
}

/**
 * better-sqlite3 12, when compiled with the headers of Node.js 24.19 or later, calls a function whenever a statement is
 * finalised, which Node.js 24 does not allow at that point before 24.22 (https://github.com/nodejs/node/issues/65446). Such
 * a binary contains the function's name; a prebuilt one, or one compiled with older headers, does not.
 *
 * @param binary null when npm installed none
 * @throws StartupError
 */
export function assertBinaryIsSafe(nodeVersion: string, binary: Buffer | null): void {
  if (!isAffected(nodeVersion) || binary?.includes('RemoveEnvironmentCleanupHook') !== true) return;
  throw new StartupError(
    'The SQLite driver, better-sqlite3, was compiled with the headers of Node.js 24.19 or later and would abort the ' +
      'process (https://github.com/nodejs/node/issues/65446): run Node.js 24.22 or later, or install its prebuilt binary',
    78,
  );
}

/** Later versions of Node.js 24 allow the call. */
const FIRST_UNAFFECTED_MINOR = 22;

function isAffected(nodeVersion: string): boolean {
  const [major, minor] = nodeVersion.split('.').map(Number);
  return major === 24 && minor! < FIRST_UNAFFECTED_MINOR;
}

function readDriver(): Buffer | null {
  try {
    return readFileSync(require.resolve('better-sqlite3/build/Release/better_sqlite3.node'));
  } catch {
    // The driver is somewhere else or missing. Opening a database file reports that.
    return null;
  }
}
