import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm';
import type { Dialect } from '../dialect';
import type { ReadOperation } from '../operations/read-operation';
import type { StatementLoad } from '../operations/turn-queue';
import { type JsonListOf, jsonListOf } from '../sql/json-lists';
import { type IsSelected, type Row, RowMapper, type TranslatedTexts } from '../sql/row-mapper';
import { type ScaledNumbers, scaledSum } from '../sql/scaled-sum';
import { raw, type Sql, sql } from '../sql/sql';
import type { RowsOfParent } from './sizes';
import type { QueryOptions, Scan, StatementRunner } from './statement-runner';

/**
 * Called with the text and values of each statement. Tests count and explain statements by it, and the answer cache
 * finds the tables that a response is read from.
 */
export type StatementListener = (text: string, values: readonly unknown[]) => void;

/** Up to this number of links, SQLite collects them in a list. Beyond it, it looks for a link of each row. */
const FEW_LINKS = 1000;

/** Up to this number of rows, a table is counted. This takes less than a millisecond. */
const COUNTED_ROWS = 2000;

/** The rows of a table, under the alias `link`, that meet a condition and refer to rows of another table. */
export interface Links {
  readonly table: string;
  /** The column with the id of the other table's row. */
  readonly key: string;
  readonly where: Sql;
}

/**
 * Runs queries. Statements are tagged templates, so that every value is a bound parameter; rows can be mapped to
 * entities.
 *
 * TypeORM's query builder is not used: building its SQL for each request costs several times what SQLite takes to
 * run it (docs/adr/0004-reads-by-sql.md).
 */
export class ReadDatabase {
  constructor(
    /** Only its metadata is used: `runner` reads from another data source. */
    private readonly dataSource: DataSource,
    readonly dialect: Dialect,
    private readonly runner: StatementRunner,
    private readonly listeners = new Set<StatementListener>(),
    private readonly operation: ReadOperation | null = null,
    private readonly observer: StatementListener | null = null,
  ) {}

  /** The same database for the statements of one operation. */
  forOperation(operation: ReadOperation): ReadDatabase {
    return new ReadDatabase(this.dataSource, this.dialect, this.runner, this.listeners, operation, this.observer);
  }

  /** The same database without listeners, for background work that is not part of a request. */
  withoutListeners(): ReadDatabase {
    return new ReadDatabase(this.dataSource, this.dialect, this.runner);
  }

  /** The same database for one request, which also reports the request's statements to `observer`. */
  observedBy(observer: StatementListener): ReadDatabase {
    return new ReadDatabase(this.dataSource, this.dialect, this.runner, this.listeners, this.operation, observer);
  }

  /**
   * Runs one statement and returns its rows, keyed by column name in camelCase.
   *
   * @throws DomainError when the operation has been stopped
   */
  async query<T = Row>(statement: Sql, options: QueryOptions = {}): Promise<T[]> {
    const text = this.dialect === 'sqlite' ? statement.sql : statement.text;
    for (const listener of this.listeners) listener(text, statement.values);
    this.observer?.(text, statement.values);
    if (this.operation !== null) this.operation.statements += 1;
    const end = this.operation?.onStatement?.(text);
    try {
      return (await this.runner.run(text, statement.values, this.operation, options)) as T[];
    } finally {
      end?.();
    }
  }

  /** An upper bound of the number of rows of a table. */
  rowsOf(table: string): number {
    return this.runner.sizes.rowsOf(table);
  }

  /** An upper bound of the length of the longest of these lists; Infinity while it is not known. */
  longestOf(list: RowsOfParent): number {
    return this.runner.sizes.longestOf(list);
  }

  /**
   * Divides the rows of a table that has ids into parts, for work that would take one statement long. Returns the conditions that the
   * rows of each part meet; one part without conditions if one statement should do all of the work.
   *
   * @param id the id of the rows, with their alias
   * @param scan what the work may cost
   */
  partsOf(table: string, id: string, scan: Scan): readonly (readonly Sql[])[] {
    const parts = this.runner.partsOf(scan);
    if (parts <= 1) return [[]];
    const rows = Math.ceil(this.rowsOf(table) / parts);
    // All parts have both bounds, so that SQLite reads all of them alike. The number of rows may be some seconds old.
    const lastOf = (part: number): number => (part === parts - 1 ? Number.MAX_SAFE_INTEGER : (part + 1) * rows);
    return Array.from({ length: parts }, (_, part) => [
      sql`${raw(id)} > ${part * rows}`,
      sql`${raw(id)} <= ${lastOf(part)}`,
    ]);
  }

  /** How many statements of operations run, and how many wait. */
  get load(): StatementLoad {
    return this.runner.load();
  }

  /** Makes later statements see everything that has been committed. */
  refresh(): void {
    this.runner.refresh();
  }

  /** Ends the threads that read. */
  close(): Promise<void> {
    return this.runner.close();
  }

  /** The selected columns of an entity under a table alias, and the mapping of their rows to the entity. */
  createMapper<E extends ObjectLiteral>(
    entity: new () => E,
    alias: string,
    isSelected: IsSelected,
    translations: TranslatedTexts | null,
    computed: readonly string[],
  ): RowMapper<E> {
    return new RowMapper<E>(this.dataSource.getMetadata(entity), alias, isSelected, translations, computed);
  }

  /** The names of the columns of an entity's table. */
  columnsOf(entity: EntityTarget<ObjectLiteral>): string[] {
    return this.dataSource.getMetadata(entity).columns.map(({ databaseName }) => databaseName);
  }

  /**
   * `expression IN (values)` with all values in one parameter, so that the statement's text does not depend on their
   * number. An empty list matches nothing.
   */
  isIn(expression: Sql, values: readonly (string | number)[]): Sql {
    if (values.length === 1) return sql`${expression} = ${values[0]}`;
    return this.dialect === 'sqlite'
      ? sql`${expression} IN (SELECT value FROM json_each(${JSON.stringify(values)}))`
      : sql`${expression} = ANY(${values})`;
  }

  /** A derived table with these texts in the column `value`. The caller gives it an alias. */
  valueTable(values: readonly string[]): Sql {
    return this.dialect === 'sqlite'
      ? sql`(SELECT value FROM json_each(${JSON.stringify(values)}))`
      : sql`(SELECT unnest(${values}::text[]) COLLATE "C" AS value)`;
  }

  /**
   * A derived table of rows that earlier statements have read, with these columns. The caller gives it an alias. Works on SQLite only,
   * where each value keeps its type. PostgreSQL does not count in parts.
   */
  tableOfRows(columns: readonly string[], rows: readonly Row[]): Sql {
    const selected = columns.map((column) => `value ->> '${column}' AS ${column}`).join(', ');
    return sql`(SELECT ${raw(selected)} FROM json_each(${JSON.stringify(rows)}))`;
  }

  /**
   * The number of rows of a table without reading all of them. SQLite knows the greatest row number. The statistics of
   * PostgreSQL lag by seconds, so small tables are counted.
   */
  estimatedRows(table: string): Sql {
    if (this.dialect === 'sqlite') return raw(`(SELECT max(rowid) FROM ${table})`);
    const counted = `(SELECT count(*) FROM (SELECT 1 FROM ${table} LIMIT ${COUNTED_ROWS}) counted)`;
    return raw(
      `(SELECT greatest(pg_stat_get_live_tuples(oid), reltuples, ${counted}) FROM pg_class WHERE oid = '${table}'::regclass)`,
    );
  }

  /** The condition that the column contains the text. No character of the text is a wildcard. */
  contains(column: Sql, text: string): Sql {
    return this.dialect === 'sqlite' ? sql`instr(${column}, ${text}) > 0` : sql`strpos(${column}, ${text}) > 0`;
  }

  /** The text at an index of a JSON array, from 0; null: the array is shorter. */
  jsonElement(array: string, index: string): Sql {
    return this.dialect === 'sqlite'
      ? raw(`json_extract(${array}, '$[' || (${index}) || ']')`)
      : raw(`(${array}::json ->> (${index}))`);
  }

  /** The value at a path of names within JSON, as JSON; null: there is none. */
  jsonValue(json: string, path: readonly string[]): Sql {
    return this.dialect === 'sqlite'
      ? raw(`(${json} -> '$.${path.join('.')}')`)
      : raw(`(${json}::json #> '{${path.join(',')}}')::text`);
  }

  /** The sum of numbers that are multiplied by a ratio and rounded; see `scaledSum`. */
  scaledSum(numbers: ScaledNumbers): Sql {
    return scaledSum(this.dialect, numbers);
  }

  /** Writes subqueries that give an expression of some rows as a JSON array. */
  get jsonListOf(): JsonListOf {
    return jsonListOf(this.dialect);
  }

  /**
   * The condition that one of the links refers to the row with this id. It is fast for any number of links: if there
   * are many, a page of an ordered list is found by walking the order and looking for a link of each row; if there are
   * few, that would walk everything, so the linked rows are collected first.
   */
  isLinked(id: Sql, { table, key, where }: Links): Sql {
    const links = sql`FROM ${raw(table)} link WHERE ${where}`;
    const linkedId = raw(`link.${key}`);
    const hasLink = sql`EXISTS (SELECT 1 ${links} AND ${linkedId} = ${id})`;
    // PostgreSQL chooses between both by its statistics. These do not show that no link at all meets the condition.
    if (this.dialect === 'postgres') return sql`(EXISTS (SELECT 1 ${links}) AND ${hasLink})`;
    return sql`
      CASE WHEN (SELECT count(*) FROM (SELECT 1 ${links} LIMIT ${FEW_LINKS})) < ${FEW_LINKS}
        THEN ${id} IN (SELECT ${linkedId} ${links})
        ELSE ${hasLink}
      END`;
  }

  /**
   * The same condition as `isLinked`, for links that no index finds. The unary plus makes SQLite list them once, and look the
   * rows of any order up in the list.
   */
  isInScan(id: Sql, links: Links): Sql {
    if (this.dialect === 'postgres') return this.isLinked(id, links);
    const { table, key, where } = links;
    return sql`+${id} IN (SELECT ${raw(`link.${key} FROM ${table} link`)} WHERE ${where})`;
  }

  /**
   * The same condition, written so that SQLite does not use an index for it. Use it where another condition should find the
   * rows: without statistics, SQLite could choose the wrong index. PostgreSQL chooses by its statistics.
   */
  testedOnRows(condition: Sql): Sql {
    return this.dialect === 'postgres' ? condition : sql`CASE WHEN ${condition} THEN 1 END = 1`;
  }

  /** Calls the listener with every statement until the returned function is called. */
  onStatement(listener: StatementListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
