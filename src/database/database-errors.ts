import { QueryFailedError } from 'typeorm';
import { DatabaseUnavailableError, DomainError, firstLineOf, StartupError, UnconfirmedChangeError } from '../errors';
import type { DatabaseUrl } from './database-url';
import type { Dialect } from './dialect';

/** PostgreSQL error codes that mean a conflict with a concurrent unit of work. A retry can succeed. */
const CONFLICT_CODES = new Set<unknown>([
  '23503', // foreign_key_violation: the referenced row was deleted meanwhile
  '23505', // unique_violation: the same value was inserted meanwhile
  '40001', // serialization_failure
  '40P01', // deadlock_detected
]);

/** PostgreSQL's error code of a statement that has waited for a lock for longer than `lock_timeout`. */
const LOCK_NOT_AVAILABLE = '55P03';

/** PostgreSQL error codes of a statement that an operator has stopped, or a limit of the role or the database. A retry can succeed. */
const STOPPED_CODES = new Set<unknown>([
  LOCK_NOT_AVAILABLE,
  '57014', // query_canceled: pg_cancel_backend or statement_timeout
]);

/** SQLSTATEs of PostgreSQL of files of the database that are missing or exist twice. A retry cannot succeed. */
const DAMAGED_CODES = new Set<unknown>(['58P01', '58P02']);

/**
 * SQLite's result codes (https://www.sqlite.org/rescode.html) that mean that the file, its disk or the memory cannot be used now. Their
 * extended codes begin with them; for SQLITE_READONLY itself, see `isReadOnly`. A damaged file or file system (SQLITE_CORRUPT,
 * SQLITE_NOTADB, SQLITE_IOERR_CORRUPTFS, SQLITE_IOERR_SHORT_READ) is not among them: a retry cannot succeed.
 */
const SQLITE_UNAVAILABLE = /^SQLITE_(BUSY|CANTOPEN|FULL|IOERR(?!_CORRUPTFS|_SHORT_READ)|NOMEM|PERM|PROTOCOL|READONLY_)/;

/** What to do about a reason why a SQLite file cannot be opened. */
const SQLITE_REMEDIES: readonly (readonly [reason: string, remedy: string])[] = [
  ['EACCES', 'run Entente as the user that owns the file'],
  ['readonly database', 'let the user that runs Entente write to the directory of the file'],
  ['malformed', 'restore a backup'],
  // SQLite also reports this error when the disk has no room for its shared-memory file.
  ['disk I/O error', 'check whether the disk of the file is full or damaged'],
  ['bindings file', 'install the package again with --allow-scripts=bcrypt,better-sqlite3'],
  [
    'better_sqlite3.node',
    'it is for another version of Node.js: install the package again with --allow-scripts=bcrypt,better-sqlite3',
  ],
];

/** What to do if the user of a PostgreSQL database may not use, create or change its tables. */
const NO_RIGHTS =
  'grant the user of DATABASE_URL its rights (docs/running.md), or run this command as the owner of the tables. Before a start, run ' +
  'entente migrate as the owner';

/** What to do if a migration has waited for a table for too long. */
const LOCKED = 'end the session that has locked a table, such as a dump or an open transaction, and try again';

/** The SQLSTATEs of a statement that fails because the user lacks rights. */
const FORBIDDEN_CODES = new Set<unknown>([
  '42501', // insufficient_privilege
  '3F000', // invalid_schema_name: the search path has no schema in which the user may create tables
]);

/** Names the database without its credentials: `database file data/entente.sqlite`, `database entente on localhost`. */
export function nameOf(url: DatabaseUrl): string {
  if (url.dialect === 'sqlite') return `database file ${url.file}`;
  const { host, pathname } = new URL(url.url);
  return `database ${pathname.slice(1)} on ${host}`;
}

/**
 * The StartupError for a database that cannot be opened: with exit code 78 if its user lacks rights, and 69 otherwise. Returns a
 * StartupError unchanged.
 */
export function cannotOpen(url: DatabaseUrl, error: unknown): StartupError {
  const failure = unavailable(`The ${nameOf(url)} cannot be opened`, error);
  if (url.dialect === 'postgres') {
    return codeOf(error) === LOCK_NOT_AVAILABLE
      ? new StartupError(`${failure.message}: ${LOCKED}`, 69)
      : withRights(failure, error);
  }
  const [, remedy] = SQLITE_REMEDIES.find(([reason]) => failure.message.includes(reason)) ?? [];
  return remedy === undefined ? failure : new StartupError(`${failure.message}: ${remedy}`, failure.exitCode);
}

/** Adds what to do, with exit code 78, if the user of a PostgreSQL database lacks rights. */
function withRights(failure: StartupError, error: unknown): StartupError {
  return FORBIDDEN_CODES.has(codeOf(error)) ? new StartupError(`${failure.message}: ${NO_RIGHTS}`, 78) : failure;
}

function codeOf(error: unknown): unknown {
  return ((error instanceof QueryFailedError ? error.driverError : error) as { code?: unknown }).code;
}

/** The StartupError (exit code 78) for a database without tables of Entente. It is new, or belongs to another program. */
export function noTables(url: DatabaseUrl): StartupError {
  return new StartupError(
    `The ${nameOf(url)} has no tables of Entente: set DATABASE_URL to the database of the server. If it is a new one, run ` +
      'entente migrate, or start the server',
    78,
  );
}

/**
 * The StartupError (exit code 69) for a task that fails because of what it reads or writes: a file, a disk, the database
 * or the file store. Returns a StartupError unchanged.
 */
export function unavailable(problem: string, error: unknown): StartupError {
  return error instanceof StartupError ? error : new StartupError(`${problem}: ${reasonOf(error)}`, 69);
}

/**
 * Turns a database error into a StartupError for a process that needs the database for `task`, without the statement, whose values may be
 * secret: with exit code 78 if the user lacks rights, and 69 otherwise. Returns any other error unchanged.
 */
export function toStartupError(task: string, error: unknown): unknown {
  if (!isOfDatabase(error)) return error;
  const problem = `${task}: ${reasonOf(error)}`;
  // A backup is not always needed: the damage may be in the search index, which can be rebuilt.
  if (String(codeOf(error)).startsWith('SQLITE_CORRUPT')) return new StartupError(`${problem}: run entente doctor`, 69);
  return withRights(new StartupError(problem, 69), error);
}

/** True if a statement has failed, or the database was unavailable, whether or not a unit of work had begun. */
export function isOfDatabase(error: unknown): boolean {
  return (
    error instanceof QueryFailedError ||
    error instanceof DatabaseUnavailableError ||
    error instanceof UnconfirmedChangeError
  );
}

/** True if another process holds SQLite's write lock. */
export function isBusy(error: unknown): boolean {
  return error instanceof QueryFailedError && (error.driverError as { code?: unknown }).code === 'SQLITE_BUSY';
}

/**
 * True if SQLite has found the file damaged, or a full-text index that lacks one of its tables or contradicts itself. False for every error
 * of PostgreSQL.
 */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  return /^SQLITE_(CONSTRAINT|CORRUPT|ERROR)/.test(String((error.driverError as { code?: unknown }).code));
}

/** True if a concurrent unit of work was in the way, on PostgreSQL. */
export function isConflict(error: unknown): boolean {
  return error instanceof QueryFailedError && CONFLICT_CODES.has((error.driverError as { code?: unknown }).code);
}

/** The names of the errors by which a driver reports a fault of this program, such as a value that no parameter takes. */
const FAULTS = new Set(['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError']);

/**
 * True if a driver's error means that the database does not respond, has no room, or has been told to stop the statement. A retry can succeed
 * later. A statement that is cancelled with its operation fails with the error of the operation instead.
 */
export function isUnavailable(dialect: Dialect, error: unknown): boolean {
  const { code, name } = error as { code?: unknown; name?: string };
  if (dialect === 'sqlite') return SQLITE_UNAVAILABLE.test(String(code));
  return STOPPED_CODES.has(code) || (isConnectionError(error) && !FAULTS.has(String(name)) && !DAMAGED_CODES.has(code));
}

/**
 * True if the file or the memory could not be used while SQLite committed. The changes may be in the file nevertheless, and be found there after
 * a crash. False if another process held the lock, or the disk was full: then SQLite has not committed.
 */
export function isUncertainCommit(error: unknown): boolean {
  return /^SQLITE_(CANTOPEN|IOERR|NOMEM|PERM|PROTOCOL|READONLY_)/.test(String((error as { code?: unknown }).code));
}

/** True unless PostgreSQL has returned an error of the statement, or of its transaction, that another server would return as well. */
export function isConnectionError(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  // SQLSTATE has five characters and does not begin with E, as the codes of the operating system do: EPIPE. Classes 08, 28, 3D, 53, 57 and
  // 58: connections, credentials and databases that a connection is refused for, resources, a server that stops or starts, and its disk.
  // 25P03: a transaction that has waited too long for its next statement.
  return typeof code !== 'string' || !/^[0-9A-DF-Z][0-9A-Z]{4}$/.test(code) || /^(08|25P03|28|3D|53|57P|58)/.test(code);
}

/**
 * True if the database refuses every change: a PostgreSQL server is a standby that is not promoted yet, or its disk is nearly full; the file of
 * SQLite must not be written. Connections for reading also fail with these errors if they are told to write, which is a fault of this program.
 */
export function isReadOnly(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === '25006' /* read_only_sql_transaction */ || code === 'SQLITE_READONLY';
}

/** The first line of the error's message, without the statement, whose values may be secret. */
export function reasonOf(error: unknown): string {
  if (error instanceof QueryFailedError) return reasonOf(error.driverError);
  if (error instanceof DomainError && error.cause !== undefined) return reasonOf(error.cause);
  return firstLineOf(error).replace(/\. Tried:$/, '');
}
