import { createHash } from 'node:crypto';

/** Maximum prepared statements of a connection. Filters and selections always produce new texts. */
const MAX_PREPARED = 500;

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
  private readonly names = new Map<string, string>();
  private isSupported = true;

  /** Undefined if the statement is not to be prepared. */
  nameOf(text: string): string | undefined {
    if (!this.isSupported) return undefined;
    const known = this.names.get(text);
    // A connection never forgets a prepared statement. Later texts stay unprepared.
    if (known !== undefined || this.names.size >= MAX_PREPARED) return known;
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

export function isNameMismatch(error: unknown): boolean {
  return MISMATCHES.has((error as { code?: unknown }).code);
}
