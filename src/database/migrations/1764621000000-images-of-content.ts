import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { index, primary, reference, tableColumns } from './table-columns';

/** The tables that link content and images, with the tables of the content. */
const LINKS = [
  { name: 'activity_image', table: 'activity' },
  { name: 'news_image', table: 'news_item' },
  { name: 'network_image', table: 'network' },
  { name: 'programme_image', table: 'programme' },
  { name: 'organisation_image', table: 'organisation' },
];

/** Lets activities, news items, networks, programmes and organisations show images. */
export class ImagesOfContent1764621000000 implements MigrationInterface {
  readonly name = 'ImagesOfContent1764621000000';

  async up(runner: QueryRunner): Promise<void> {
    const { integer } = tableColumns(runner);
    for (const { name, table } of LINKS) {
      const owner = `${table}_id`;
      await runner.createTable(
        new Table({
          name,
          columns: [integer(owner, primary), integer('position', primary), integer('image_id')],
          foreignKeys: [reference(owner, table, 'CASCADE'), reference('image_id', 'image', 'RESTRICT')],
          indices: [index('image_id')],
        }),
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of LINKS) await runner.dropTable(name);
  }
}
