import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { index } from './table-columns';

const byAcronym = index('acronym_folded', 'id');

/** Indexes organisations in the order of their acronyms. */
export class OrganisationsByAcronym1766900000000 implements MigrationInterface {
  readonly name = 'OrganisationsByAcronym1766900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createIndex('organisation', new TableIndex(byAcronym));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('organisation', new TableIndex(byAcronym));
  }
}
