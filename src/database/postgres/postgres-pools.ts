import type { ClientBase } from 'pg';
import type { PostgresUrl } from '../database-url';
import { MAX_RUNNING } from './postgres-connections';
import { KEEP_ALIVE } from './postgres-keep-alive';

/**
 * A server that stops may end a connection at the moment at which it opens. The pool gives such a connection out before anyone listens for
 * its error, which would end the process. Its next statement fails in any case.
 */
const onConnect = (client: ClientBase): void => {
  client.on('error', () => undefined);
};

/**
 * The pool of connections of one process that read from one PostgreSQL server. They are opened when needed, and closed
 * after ten idle seconds.
 */
export const READ_POOL = { max: 20, pipeline: true, onConnect, ...KEEP_ALIVE };

/** The pool of connections of one process that write to PostgreSQL. */
export const WRITE_POOL = { max: 10, onConnect, ...KEEP_ALIVE };

/** The options of `READ_POOL` for the primary, which may be behind a pooler. */
export function readPool({ directUrl }: PostgresUrl): object {
  // Behind a pooler, as many queries may have a transaction as may run a statement: otherwise, those that run could wait in the
  // pooler for connections of those that wait for their turn.
  return directUrl === undefined ? READ_POOL : { ...READ_POOL, max: MAX_RUNNING + 1 };
}

/** The URL of `READ_POOL` for the primary. */
export function readUrl({ url, directUrl }: PostgresUrl): string {
  // A pooler refuses these settings of a session; the transaction of each query is read-only in any case.
  return directUrl === undefined ? withSettings(url, `${READ_ONLY} -c jit=off`) : url;
}

/** The setting of a session that writes nothing. */
export const READ_ONLY = '-c default_transaction_read_only=on';

/**
 * The URL with settings of the session. The parameter `options` of the URL keeps its own settings, such as the search path: the driver
 * would take it instead of options that are given beside the URL. Of several such parameters, the driver takes the last one.
 */
export function withSettings(url: string, settings: string): string {
  const result = new URL(url);
  const options = result.searchParams.getAll('options').at(-1) ?? '';
  result.searchParams.set('options', `${options} ${settings}`);
  return result.href;
}
