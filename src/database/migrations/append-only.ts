import type { QueryRunner } from 'typeorm';

/** The triggers by which the database refuses to change or delete rows of a table, whoever asks. */
export function appendOnly(runner: QueryRunner, table: string): { create: string[]; drop: string[] } {
  const message = `${table} is only ever added to`;
  if (runner.dataSource.options.type === 'postgres') {
    return {
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
  return {
    create: ['UPDATE', 'DELETE'].map(
      (act) => `CREATE TRIGGER ${table}_no_${act.toLowerCase()} BEFORE ${act} ON ${table}
        BEGIN SELECT RAISE(ABORT, '${message}'); END`,
    ),
    drop: ['UPDATE', 'DELETE'].map((act) => `DROP TRIGGER ${table}_no_${act.toLowerCase()}`),
  };
}
