import type { QueryRunner } from 'typeorm';

/**
 * The triggers that reject every update and delete of a table's rows.
 *
 * @param uniqueColumns columns by which an inserted row can conflict with an existing one
 */
export function appendOnly(
  runner: QueryRunner,
  table: string,
  uniqueColumns: readonly string[],
): { names: string[]; create: string[]; drop: string[] } {
  const message = `${table} is only ever added to`;
  if (runner.dataSource.options.type === 'postgres') {
    return {
      names: [`${table}_append_only`, `${table}_append_only_truncate`],
      create: [
        `CREATE FUNCTION ${table}_append_only() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RAISE EXCEPTION '${message}'; END $$`,
        `CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE ON ${table}
         FOR EACH ROW EXECUTE FUNCTION ${table}_append_only()`,
        `CREATE TRIGGER ${table}_append_only_truncate BEFORE TRUNCATE ON ${table}
         FOR EACH STATEMENT EXECUTE FUNCTION ${table}_append_only()`,
      ],
      drop: [
        `DROP TRIGGER ${table}_append_only_truncate ON ${table}`,
        `DROP TRIGGER ${table}_append_only ON ${table}`,
        `DROP FUNCTION ${table}_append_only`,
      ],
    };
  }
  const isInTheWay = uniqueColumns.map((column) => `${column} = NEW.${column}`).join(' OR ');
  // REPLACE deletes the conflicting row without firing delete triggers.
  const guards = {
    no_update: `BEFORE UPDATE ON ${table}`,
    no_delete: `BEFORE DELETE ON ${table}`,
    no_replace: `BEFORE INSERT ON ${table} WHEN EXISTS (SELECT 1 FROM ${table} WHERE ${isInTheWay})`,
  };
  return {
    names: Object.keys(guards).map((name) => `${table}_${name}`),
    create: Object.entries(guards).map(
      ([name, when]) => `CREATE TRIGGER ${table}_${name} ${when}
        BEGIN SELECT RAISE(ABORT, '${message}'); END`,
    ),
    drop: Object.keys(guards).map((name) => `DROP TRIGGER ${table}_${name}`),
  };
}
