import type { DataSource } from 'typeorm';
import { trackedTables } from './revision-triggers';

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

/** How many statements are remembered. Filters and selections produce ever new texts. */
const MAX_KNOWN = 1_000;

/**
 * The tables that statements read. Every word of a statement that is the name of a table counts, wherever it stands: a
 * table that a statement reads is always named in it.
 */
export class StatementTables {
  private readonly known = new Map<string, ReadonlySet<string> | null>();

  private constructor(private readonly tables: ReadonlySet<string>) {}

  static async load(dataSource: DataSource): Promise<StatementTables> {
    const rows = await dataSource.query<{ name: string }[]>(
      dataSource.options.type === 'postgres'
        ? `SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'v', 'm', 'p', 'f')
           AND relnamespace = current_schema()::regnamespace`
        : `SELECT name FROM sqlite_master WHERE type IN ('table', 'view')`,
    );
    return new StatementTables(new Set(rows.map(({ name }) => name)));
  }

  /** The tracked tables that a statement depends on; null if it also reads a table whose changes are not tracked. */
  tablesOf(statement: string): ReadonlySet<string> | null {
    let tables = this.known.get(statement);
    if (tables === undefined) {
      tables = this.find(statement);
      // Evicts the oldest: a Map iterates in insertion order.
      if (this.known.size >= MAX_KNOWN) this.known.delete(this.known.keys().next().value!);
      this.known.set(statement, tables);
    }
    return tables;
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
