import { join, raw, type Sql } from 'sql-template-tag';
import sql from 'sql-template-tag';
import type { DataSource, ObjectLiteral } from 'typeorm';
import type { Dialect } from './database-url';
import { RowMapper, type IsSelected, type Row } from './row-mapper';
import { createStatementRunner, type PlanMode, type StatementRunner } from './statement-runner';

/** Called with each statement's text and values; tests count and explain with it. */
export type StatementListener = (text: string, values: readonly unknown[]) => void;

/**
 * The reading face: statements as tagged templates, so that every value is a bound parameter, and rows as entities.
 *
 * TypeORM's query builder is passed by: building its SQL anew costs several times what SQLite takes to answer
 * (docs/adr/0004-reads-by-sql.md).
 */
export class ReadDatabase {
  private readonly listeners = new Set<StatementListener>();

  constructor(
    private readonly dataSource: DataSource,
    readonly dialect: Dialect,
    private readonly runner: StatementRunner = createStatementRunner(dataSource),
  ) {}

  /** The same without those who listen: for what the server does by itself, beside requests. */
  withoutListeners(): ReadDatabase {
    return new ReadDatabase(this.dataSource, this.dialect, this.runner);
  }

  /** Runs one statement and gives its rows, keyed by the statement's column names. */
  async query<T = Row>(statement: Sql, planMode: PlanMode = 'generic'): Promise<T[]> {
    const text = this.dialect === 'sqlite' ? statement.sql : statement.text;
    for (const listener of this.listeners) listener(text, statement.values);
    return (await this.runner.run(text, statement.values, planMode)) as T[];
  }

  /** Lets the statements from here on see all that has been committed. */
  refresh(): void {
    this.runner.refresh();
  }

  /** The wanted columns of an entity under a table alias, and how a row of them becomes the entity. */
  createMapper<E extends ObjectLiteral>(entity: new () => E, alias: string, isWanted: IsSelected): RowMapper<E> {
    return new RowMapper<E>(this.dataSource.getMetadata(entity), alias, isWanted);
  }

  /**
   * `expression IN (values)` as one parameter, so that the statement's text does not depend on how many there are.
   * An empty list matches nothing.
   */
  isIn(expression: Sql, values: readonly (string | number)[]): Sql {
    if (values.length === 1) return sql`${expression} = ${values[0]}`;
    return this.dialect === 'sqlite'
      ? sql`${expression} IN (SELECT value FROM json_each(${JSON.stringify(values)}))`
      : sql`${expression} = ANY(${values})`;
  }

  /** A table of these texts, in a column `value`; to be given an alias. */
  valueTable(values: readonly string[]): Sql {
    return this.dialect === 'sqlite'
      ? sql`(SELECT value FROM json_each(${JSON.stringify(values)}))`
      : sql`(SELECT unnest(${values}::text[]) COLLATE "C" AS value)`;
  }

  /** Hears of every statement until the returned function is called. */
  onStatement(listener: StatementListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

/** A condition as a column, which both databases give as 1 or 0. */
export function flag(condition: Sql): Sql {
  return sql`CASE WHEN ${condition} THEN 1 ELSE 0 END`;
}

/** Joins conditions by AND; no condition at all is true. */
export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? raw('1 = 1') : join(conditions, ' AND ', '(', ')');
}
