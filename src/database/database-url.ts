import { existsSync } from 'node:fs';
import { parseUrl } from '../url';

/** The location of the database: a SQLite file, or the connection URL of a PostgreSQL database. */
export type DatabaseUrl = { dialect: 'sqlite'; file: string } | { dialect: 'postgres'; url: string };

export type Dialect = DatabaseUrl['dialect'];

/** Parses `sqlite:<file>` or `postgres://…`. Returns null for any other text. */
export function parseDatabaseUrl(text: string): DatabaseUrl | null {
  const file = /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(text)?.[1];
  if (file !== undefined) {
    // The server opens two connections, and an in-memory database belongs to one connection.
    return file === ':memory:' ? null : { dialect: 'sqlite', file };
  }
  return /^postgres(ql)?:\/\//.test(text) && parseUrl(text) !== null ? { dialect: 'postgres', url: text } : null;
}

/** The SQLite file that opening the database would create, or null if opening creates none. */
export function missingFile(url: DatabaseUrl): string | null {
  return url.dialect === 'sqlite' && !existsSync(url.file) ? url.file : null;
}
