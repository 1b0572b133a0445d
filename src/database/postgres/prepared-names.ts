import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { PoolClient } from 'pg';
import { MAX_PREPARED, MAX_PREPARED_LENGTH } from '../sql/prepared-statements';

/** Maximum number of names that are remembered, and maximum characters of their texts together. */
const MAX_NAMES = 2_000;
const MAX_TEXT_LENGTH = 4_000_000;

/** PostgreSQL's errors for a name that the connection does not know, or knows already. */
const MISMATCHES = new Set<unknown>([
  '26000', // invalid_sql_statement_name
  '42P05', // duplicate_prepared_statement
]);

/**
 * The names of prepared statements on PostgreSQL. A name is derived from the text, so that it means the same to every
 * process: a pooler that shares connections between transactions, and does not follow prepared statements, may send a
 * name to a connection on which another process has prepared it.
 */
export class PreparedNames {
  private readonly names = new LRUCache<string, string>({
    max: MAX_NAMES,
    maxSize: MAX_TEXT_LENGTH,
    sizeCalculation: (_name, text) => text.length,
  });
  private isSupported = true;

  /** The name of the statement; undefined if it is not to be prepared. */
  nameOf(text: string): string | undefined {
    if (!this.isSupported) return undefined;
    const known = this.names.get(text);
    if (known !== undefined) return known;
    const name = `entente_${createHash('sha256').update(text).digest('base64url').slice(0, 24)}`;
    this.names.set(text, name);
    return name;
  }

  /** True if the error shows that a pooler does not follow prepared statements. From then on, none is prepared. */
  isUnsupported(error: unknown): boolean {
    if (!isNameMismatch(error)) return false;
    this.isSupported = false;
    return true;
  }
}

interface Prepared {
  readonly names: Set<string>;
  length: number;
}

/** The statements that each connection has prepared. */
const preparedOn = new WeakMap<PoolClient, Prepared>();

/** Call it when a connection prepares a statement, or runs it again. */
export function notePrepared(client: PoolClient, name: string, text: string): void {
  let prepared = preparedOn.get(client);
  if (prepared === undefined) preparedOn.set(client, (prepared = { names: new Set(), length: 0 }));
  if (prepared.names.has(name)) return;
  prepared.names.add(name);
  prepared.length += text.length;
}

/** True if the connection should be closed: it never forgets a prepared statement, which takes memory here and of the server. */
export function hasPreparedMany(client: PoolClient): boolean {
  const prepared = preparedOn.get(client);
  if (prepared === undefined) return false;
  return prepared.names.size >= MAX_PREPARED || prepared.length >= MAX_PREPARED_LENGTH;
}

export function isNameMismatch(error: unknown): boolean {
  return MISMATCHES.has((error as { code?: unknown }).code);
}
