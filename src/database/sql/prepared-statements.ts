/**
 * Maximum statements that a connection keeps prepared, and maximum characters of their texts, which take some 30 MB on SQLite. Filters and
 * selections always produce new texts. A connection to PostgreSQL is closed after its operation once it has more.
 */
export const MAX_PREPARED = 500;
export const MAX_PREPARED_LENGTH = 2_000_000;
