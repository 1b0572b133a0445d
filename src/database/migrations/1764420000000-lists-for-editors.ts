import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { sql } from '../sql/sql';
import { executeSql } from '../sql/write-sql';
import { foldText } from '../text/folding';
import { index } from './table-columns';

const published = ['network', 'activity', 'news_item', 'restricted_document'];

const columns = ['name_folded', 'acronym_folded'];
const byName = index('name_folded', 'id');
const unpublished = { ...index('publication_state'), where: "publication_state <> 'PUBLISHED'" };

/** Adds indexes for organisations by name and for unpublished content. */
export class ListsForEditors1764420000000 implements MigrationInterface {
  readonly name = 'ListsForEditors1764420000000';

  async up(runner: QueryRunner): Promise<void> {
    // Plain SQL: on SQLite, the table API would rebuild the table.
    const collation = runner.dataSource.options.type === 'postgres' ? 'COLLATE "C"' : '';
    for (const column of columns) {
      await runner.query(`ALTER TABLE organisation ADD COLUMN ${column} varchar(600) ${collation}`);
    }
    const organisations = (await runner.query('SELECT id, name, acronym FROM organisation')) as OrganisationRow[];
    for (const { id, name, acronym } of organisations) {
      const acronymFolded = acronym === null ? null : foldText(acronym);
      await executeSql(
        runner.manager,
        sql`UPDATE organisation SET name_folded = ${foldText(name)}, acronym_folded = ${acronymFolded} WHERE id = ${id}`,
      );
    }
    await runner.createIndex('organisation', new TableIndex(byName));
    for (const table of published) await runner.createIndex(table, new TableIndex(unpublished));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of published) await runner.dropIndex(table, new TableIndex(unpublished));
    await runner.dropIndex('organisation', new TableIndex(byName));
    for (const column of columns) await runner.query(`ALTER TABLE organisation DROP COLUMN ${column}`);
  }
}

interface OrganisationRow {
  readonly id: number;
  readonly name: string;
  readonly acronym: string | null;
}
