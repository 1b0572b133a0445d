import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { index, nullable, primary, reference, tableColumns } from './table-columns';

/** The tables of participation: rows as they were entered, and rows as the public sees them. */
const ENTERED = 'entered_participation';
const PUBLISHED = 'published_participation';

/** Creates participation, and the smallest count that is published. */
export class Participation1764900000000 implements MigrationInterface {
  readonly name = 'Participation1764900000000';

  async up(runner: QueryRunner): Promise<void> {
    const { integer, keyText } = tableColumns(runner);
    const counted = [
      integer('activity_id', primary),
      integer('position', primary),
      keyText('country_code', 2, nullable),
      integer('organisation_id', nullable),
      integer('women', nullable),
      integer('men', nullable),
      integer('unspecified', nullable),
      integer('total'),
    ];
    const foreignKeys = [
      reference('activity_id', 'activity', 'CASCADE'),
      reference('organisation_id', 'organisation', 'RESTRICT'),
    ];
    const counts = ['women', 'men', 'unspecified'];
    await runner.createTable(
      new Table({
        name: ENTERED,
        columns: counted,
        foreignKeys,
        indices: [index('organisation_id'), index('total', 'activity_id')],
      }),
    );
    await runner.createTable(
      new Table({
        name: PUBLISHED,
        columns: [...counted, integer('is_merged')],
        foreignKeys,
        indices: [
          index('organisation_id'),
          { name: 'participation_by_activity', columnNames: ['activity_id', 'country_code', ...counts] },
          { name: 'participation_by_country', columnNames: ['country_code', 'activity_id', ...counts] },
        ],
      }),
    );
    await runner.createTable(new Table({ name: 'small_count', columns: [integer('id', primary), integer('value')] }));
    await runner.query('INSERT INTO small_count (id, value) VALUES (1, 5)');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['small_count', PUBLISHED, ENTERED]) await runner.dropTable(table);
  }
}
