import type { QueryRunner, TableColumnOptions } from 'typeorm';

type More = Partial<TableColumnOptions>;

/** Columns for migrations, the same for both databases. See ../sql/columns.ts for the column kinds. */
export function tableColumns(runner: QueryRunner) {
  // SQLite compares by code point already, and has no collation of this name.
  const collation = runner.dataSource.options.type === 'postgres' ? { collation: 'C' } : {};
  return {
    id: (): TableColumnOptions => ({
      name: 'id',
      type: 'integer',
      isPrimary: true,
      isGenerated: true,
      generationStrategy: 'increment',
    }),
    keyText: (name: string, length: number, more: More = {}): TableColumnOptions => ({
      name,
      type: 'varchar',
      length: String(length),
      ...collation,
      ...more,
    }),
    prose: (name: string, more: More = {}): TableColumnOptions => ({ name, type: 'text', ...more }),
    integer: (name: string, more: More = {}): TableColumnOptions => ({ name, type: 'integer', ...more }),
    safeInteger: (name: string, more: More = {}): TableColumnOptions => ({ name, type: 'double precision', ...more }),
    bigInteger: (name: string, more: More = {}): TableColumnOptions => ({ name, type: 'bigint', ...more }),
  };
}

export const nullable: More = { isNullable: true };
export const unique: More = { isUnique: true };
export const primary: More = { isPrimary: true };

type OnDelete = 'CASCADE' | 'SET NULL' | 'RESTRICT';

export function reference(column: string, table: string, onDelete: OnDelete) {
  return { columnNames: [column], referencedTableName: table, referencedColumnNames: ['id'], onDelete };
}

export function index(...columnNames: string[]) {
  return { columnNames };
}

export function uniqueIndex(...columnNames: string[]) {
  return { columnNames, isUnique: true };
}
