import { LRUCache } from 'lru-cache';
import type { DataSource } from 'typeorm';
import { isPostgres } from '../dialect';
import { trackedTables } from '../triggers/revision-triggers';

/** The tracked tables that the entries of a full-text index are made from. The indexes and their words have no triggers of their own. */
const SEARCHED = [
  'activity',
  'activity_topic',
  'activity_translation',
  'network',
  'network_translation',
  'news_item',
  'news_item_translation',
  'organisation',
  'organisation_translation',
];
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  search_public: SEARCHED,
  search_hidden: SEARCHED,
  search_public_vocabulary: SEARCHED,
  search_hidden_vocabulary: SEARCHED,
};

/** How many statements are remembered, and how many characters their texts have. Filters and selections produce ever new texts. */
const MAX_KNOWN = 1_000;
const MAX_KNOWN_LENGTH = 4_000_000;

/**
 * The tables that statements read. Every word of a statement that is the name of a table counts, wherever it stands: a
 * table that a statement reads is always named in it.
 */
export class StatementTables {
  private readonly known = new LRUCache<string, { readonly tables: ReadonlySet<string> | null }>({
    max: MAX_KNOWN,
    maxSize: MAX_KNOWN_LENGTH,
    sizeCalculation: (_found, statement) => statement.length,
  });

  private constructor(private readonly tables: ReadonlySet<string>) {}

  static async load(dataSource: DataSource): Promise<StatementTables> {
    const rows = await dataSource.query<{ name: string }[]>(
      isPostgres({ dataSource })
        ? `SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'v', 'm', 'p', 'f')
           AND relnamespace = current_schema()::regnamespace`
        : `SELECT name FROM sqlite_master WHERE type IN ('table', 'view')`,
    );
    return new StatementTables(new Set(rows.map(({ name }) => name)));
  }

  /** The tracked tables that a statement depends on; null if it also reads a table whose changes are not tracked. */
  tablesOf(statement: string): ReadonlySet<string> | null {
    let found = this.known.get(statement);
    if (found === undefined) {
      found = { tables: this.find(statement) };
      this.known.set(statement, found);
    }
    return found.tables;
  }

  private find(statement: string): ReadonlySet<string> | null {
    const named = new Set(
      statement
        .toLowerCase()
        .match(/[a-z_][a-z0-9_]*/g)
        ?.filter((word) => this.tables.has(word)),
    );
    const tables = new Set([...named].flatMap((table) => SOURCES[table] ?? [table]));
    return [...tables].every((table) => trackedTables.includes(table)) ? tables : null;
  }
}
