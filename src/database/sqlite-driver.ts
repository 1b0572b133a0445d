import { readFileSync } from 'node:fs';
import { StartupError } from '../errors';

/**
 * Refuses a SQLite driver that would abort the process at some time, when statements are garbage-collected.
 *
 * @throws StartupError
 */
export function assertSqliteDriverIsSafe(): void {
  const { node } = process.versions;
  if (isNode24(node)) assertBinaryIsSafe(node, readDriver());
}

/**
 * better-sqlite3 12 that was compiled with the headers of Node.js 24.19 to 24.21 calls a function at every end of a
 * statement that no Node.js 24 lets it call then (https://github.com/nodejs/node/issues/65446). The binary names it;
 * a prebuilt one, and one compiled with older headers, do not.
 *
 * @param binary null: there is none where npm puts it
 * @throws StartupError
 */
export function assertBinaryIsSafe(nodeVersion: string, binary: Buffer | null): void {
  if (!isNode24(nodeVersion) || binary?.includes('RemoveEnvironmentCleanupHook') !== true) return;
  throw new StartupError(
    'The SQLite driver, better-sqlite3, was compiled with the headers of Node.js 24.19 or later, with which it aborts the ' +
      'process (https://github.com/nodejs/node/issues/65446): install its prebuilt binary, run Node.js 22, or compile it ' +
      'with the headers of Node.js 24.18.',
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
    // Another place or none: the driver is looked for when a file is opened, and what is missing is said then.
    return null;
  }
}
