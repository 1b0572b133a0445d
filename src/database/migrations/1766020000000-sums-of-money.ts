import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = 'kind, currency, year, country_code';
const SUMMED = 'activity_id, units, nanos, firsts';

/** The index of shares has all dimensions, so that sums by any of them read the index alone. */
export class SumsOfMoney1766020000000 implements MigrationInterface {
  readonly name = 'SumsOfMoney1766020000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX money_share_by_kind');
    const others = 'region_code, sector_code, sector_category, provider_id, receiver_id';
    await runner.query(`CREATE INDEX money_share_by_kind ON money_share (${COLUMNS}, ${others}, ${SUMMED})`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX money_share_by_kind');
    await runner.query(`CREATE INDEX money_share_by_kind ON money_share (${COLUMNS}, ${SUMMED})`);
  }
}
