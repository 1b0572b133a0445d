// JavaScript, because jest.config.js needs this before TypeScript can be compiled.
const { existsSync, readdirSync } = require('node:fs');
const path = require('node:path');

/** Directories where package managers install server programs outside PATH. */
const PARENT_DIRECTORIES = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt'];

/**
 * The directory of this machine's `initdb` and `pg_ctl`: the first one on PATH, otherwise the highest version that
 * Debian's packages or Homebrew installed, otherwise null.
 *
 * @returns {string | null}
 */
function findPostgresBinaries() {
  const onPath = (process.env.PATH ?? '').split(path.delimiter).filter((directory) => directory !== '');
  return [...onPath, ...versionedDirectories()].find(holdsServerPrograms) ?? null;
}

/**
 * True if the tests can use a PostgreSQL: the one that TEST_DATABASE_URL names, or one that they can start.
 *
 * @returns {boolean}
 */
function isPostgresAvailable() {
  return Boolean(process.env.TEST_DATABASE_URL) || findPostgresBinaries() !== null;
}

/** @returns {string[]} highest version first */
function versionedDirectories() {
  return PARENT_DIRECTORIES.filter((parent) => existsSync(parent))
    .flatMap((parent) => readdirSync(parent).map((entry) => ({ parent, entry, version: versionOf(entry) })))
    .filter(({ version }) => version !== null)
    .sort((a, b) => Number(b.version) - Number(a.version))
    .map(({ parent, entry }) => path.join(parent, entry, 'bin'));
}

/** @param {string} entry `17` (Debian) or `postgresql@17` (Homebrew) */
function versionOf(entry) {
  return /^(?:postgresql@)?(\d+)$/.exec(entry)?.[1] ?? null;
}

/** @param {string} directory */
function holdsServerPrograms(directory) {
  return ['initdb', 'pg_ctl'].every((program) => existsSync(path.join(directory, program)));
}

module.exports = { findPostgresBinaries, isPostgresAvailable };
