import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds the time of the last change of news items. News that exists counts as changed when it was published, so that feed
 * readers do not show all of it as new; news of an unknown time, when it last entered its history, or else now.
 */
export class NewsUpdates1764660000000 implements MigrationInterface {
  readonly name = 'NewsUpdates1764660000000';

  async up(runner: QueryRunner): Promise<void> {
    // Plain SQL: on SQLite, the table API would rebuild the table.
    const isPostgres = runner.dataSource.options.type === 'postgres';
    await runner.query(`ALTER TABLE news_item ADD COLUMN updated_at varchar(24) ${isPostgres ? 'COLLATE "C"' : ''}`);
    const now = isPostgres
      ? `to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
      : `strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`;
    await runner.query(
      `UPDATE news_item SET updated_at = coalesce(
         published_at, (SELECT max(r.at) FROM revision r WHERE r.type = 'NewsItem' AND r.thing_id = news_item.id), ${now})`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE news_item DROP COLUMN updated_at');
  }
}
