import { readFileSync } from 'node:fs';
import { StartupError } from '../errors';

/**
 * Refuses a SQLite driver that would abort the process when statements are garbage-collected.
 *
 * @throws StartupError
 */
export function assertSqliteDriverIsSafe(): void {
  const { node } = process.versions;
  if (isNode24(node)) assertBinaryIsSafe(node, readDriver());
}

/**
 * better-sqlite3 12, when compiled with the headers of Node.js 24.19 to 24.21, calls a function whenever a statement is
 * finalised, which Node.js 24 does not allow at that point (https://github.com/nodejs/node/issues/65446). Such a binary
 * contains the function's name; a prebuilt one, or one compiled with older headers, does not.
 *
 * @param binary null when npm installed none
 * @throws StartupError
 */
export function assertBinaryIsSafe(nodeVersion: string, binary: Buffer | null): void {
  if (!isNode24(nodeVersion) || binary?.includes('RemoveEnvironmentCleanupHook') !== true) return;
  throw new StartupError(
    'The SQLite driver, better-sqlite3, was compiled with the headers of Node.js 24.19 or later and would abort the ' +
      'process (https://github.com/nodejs/node/issues/65446): install its prebuilt binary, run Node.js 22, or compile it ' +
      'with the headers of Node.js 24.18',
    78,
  );
}

function isNode24(nodeVersion: string): boolean {
  return nodeVersion.startsWith('24.');
}

function readDriver(): Buffer | null {
  try {
    return readFileSync(require.resolve('better-sqlite3/build/Release/better_sqlite3.node'));
  } catch {
    // The driver is somewhere else or missing. Opening a database file reports that.
    return null;
  }
}
