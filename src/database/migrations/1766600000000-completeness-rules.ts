import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds the rules that scores were made by. The server makes existing scores anew when it starts. */
export class CompletenessRules1766600000000 implements MigrationInterface {
  readonly name = 'CompletenessRules1766600000000';

  async up(runner: QueryRunner): Promise<void> {
    const collation = runner.dataSource.options.type === 'postgres' ? 'COLLATE "C"' : '';
    // Plain SQL: on SQLite, the table API would rebuild the table. The previous release leaves the column empty.
    await runner.query(`ALTER TABLE completeness_score ADD COLUMN rules varchar(16) ${collation} NOT NULL DEFAULT ''`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE completeness_score DROP COLUMN rules');
  }
}
