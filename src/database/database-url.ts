import { accessSync } from 'node:fs';
import { parseUrl } from '../url';

/** A PostgreSQL database by its connection URL. */
export interface PostgresUrl {
  dialect: 'postgres';
  url: string;
  /** The same database without a pooler in between, for what needs a session: migrations and notifications. */
  directUrl?: string;
  /** Streaming replicas of the database. */
  readUrls?: readonly string[];
}

/** The location of the database: a SQLite file, or a PostgreSQL database. */
export type DatabaseUrl = { dialect: 'sqlite'; file: string } | PostgresUrl;

/** Parses `sqlite:<file>` or `postgres://…`. Returns null for any other text. */
export function parseDatabaseUrl(text: string): DatabaseUrl | null {
  const file = /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(text)?.[1];
  if (file !== undefined) {
    // The server opens two connections, and an in-memory database belongs to one connection.
    return file === ':memory:' ? null : { dialect: 'sqlite', file };
  }
  return /^postgres(ql)?:\/\/[^#]+$/.test(text) && parseUrl(text) !== null && isPercentEncoded(text)
    ? { dialect: 'postgres', url: text }
    : null;
}

/** False if the driver could not decode the text: a percent sign in a password, for example, is written as %25. */
function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

export function isPostgresUrl(text: string): boolean {
  return parseDatabaseUrl(text)?.dialect === 'postgres';
}

/** True if several programs on different machines can use the database. */
export function isOnServer({ dialect }: DatabaseUrl): boolean {
  return dialect === 'postgres';
}

/** Adds the other ways to a PostgreSQL database. SQLite has none. */
export function withServers(url: DatabaseUrl, directUrl: string | undefined, readUrls: readonly string[]): DatabaseUrl {
  if (url.dialect === 'sqlite') return url;
  return { ...url, ...(directUrl && { directUrl }), ...(readUrls.length > 0 && { readUrls }) };
}

/** The SQLite file that opening the database would create, or null if opening creates none. */
export function findMissingFile(url: DatabaseUrl): string | null {
  if (url.dialect === 'postgres') return null;
  try {
    accessSync(url.file);
    return null;
  } catch (error) {
    // A file in a directory of another user may exist.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? url.file : null;
  }
}
