import type { DataSource } from 'typeorm';

export type Dialect = 'sqlite' | 'postgres';

/** True if this entity manager or query runner works on PostgreSQL, false if on SQLite. */
export function isPostgres({ dataSource }: { readonly dataSource: DataSource }): boolean {
  return dataSource.options.type === 'postgres';
}
