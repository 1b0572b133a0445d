import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds the entry of revisions by which changes that the public does not see take back what they have added. It begins at
 * random, so that databases whose counters begin at 0 never have equal revisions.
 */
export class UnseenChanges1764662000000 implements MigrationInterface {
  readonly name = 'UnseenChanges1764662000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      runner.dataSource.options.type === 'postgres'
        ? `INSERT INTO table_revision (table_name, transaction_id, mark)
           VALUES ('unseen_changes', pg_current_xact_id()::text::bigint, floor(random() * 4503599627370496)::bigint)`
        : `INSERT INTO table_revision (table_name, revision) VALUES ('unseen_changes', abs(random() % 4503599627370496))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM table_revision WHERE table_name IN ('unseen_changes', 'seen_changes')`);
  }
}
