import { parseUrl } from '../url';

/** Where the data live: a SQLite file, or a PostgreSQL database given by its connection URL. */
export type DatabaseUrl = { dialect: 'sqlite'; file: string } | { dialect: 'postgres'; url: string };

export type Dialect = DatabaseUrl['dialect'];

/** Reads `sqlite:<file>` or `postgres://…`; null when the text is neither. */
export function parseDatabaseUrl(text: string): DatabaseUrl | null {
  const file = /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(text)?.[1];
  if (file !== undefined) {
    // The server holds two connections to the database, and an in-memory one is private to each.
    return file === ':memory:' ? null : { dialect: 'sqlite', file };
  }
  return /^postgres(ql)?:\/\//.test(text) && parseUrl(text) !== null ? { dialect: 'postgres', url: text } : null;
}
