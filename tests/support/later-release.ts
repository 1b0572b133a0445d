import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';
import { migrations } from '../../src/database/migrations/migrations';

/** Adds a column to the activities. SQLite rebuilds the table for this, and drops the old one. */
export class Later1999000000000 implements MigrationInterface {
  readonly name = 'Later1999000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumn('activity', new TableColumn({ name: 'later', type: 'integer', isNullable: true }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('activity', 'later');
  }
}

/** Does the work with a release that has one more migration, and so needs a column that databases of this one lack. */
export async function withLaterRelease<T>(work: () => Promise<T>): Promise<T> {
  migrations.push(Later1999000000000);
  try {
    return await work();
  } finally {
    migrations.pop();
  }
}
