import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { index, uniqueIndex } from './table-columns';

/** The old and the new names of columns, by table. */
const columns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  revision: { thing_id: 'item_id', act: 'action', found: 'recorded_state_before' },
  outbox_event: { thing_id: 'item_id' },
  preview: { thing_id: 'item_id' },
  webhook_delivery: { thing_id: 'item_id' },
  client_mutation: { asker: 'caller', answer: 'result' },
  attachment_upload: { made_for: 'holder' },
  document_upload: { made_for: 'holder' },
  image_upload: { made_for: 'holder' },
};

/** The indexes whose generated names depend on those of columns. */
const indexes = [
  {
    table: 'revision',
    before: uniqueIndex('type', 'thing_id', 'version'),
    after: uniqueIndex('type', 'item_id', 'version'),
  },
  { table: 'preview', before: index('type', 'thing_id'), after: index('type', 'item_id') },
  {
    table: 'client_mutation',
    before: uniqueIndex('asker', 'client_mutation_id'),
    after: uniqueIndex('caller', 'client_mutation_id'),
  },
];

/**
 * Gives columns the terms of docs/domain-language.md. Instances of an earlier commit fail after it. This is permitted because no
 * release has the old names.
 */
export class TermsOfColumns1767950000000 implements MigrationInterface {
  readonly name = 'TermsOfColumns1767950000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const { table, before } of indexes) await runner.dropIndex(table, new TableIndex(before));
    for (const [table, names] of Object.entries(columns)) {
      for (const [before, after] of Object.entries(names)) await rename(runner, table, before, after);
    }
    for (const { table, after } of indexes) await runner.createIndex(table, new TableIndex(after));
    await renameKey(runner, ['state', 'recorded_state_before'], 'standing', 'status');
  }

  async down(runner: QueryRunner): Promise<void> {
    await renameKey(runner, ['state', 'recorded_state_before'], 'status', 'standing');
    for (const { table, after } of indexes) await runner.dropIndex(table, new TableIndex(after));
    for (const [table, names] of Object.entries(columns)) {
      for (const [before, after] of Object.entries(names)) await rename(runner, table, after, before);
    }
    for (const { table, before } of indexes) await runner.createIndex(table, new TableIndex(before));
  }
}

/** Plain SQL: on SQLite, the table API would rebuild the table. */
async function rename(runner: QueryRunner, table: string, from: string, to: string): Promise<void> {
  await runner.query(`ALTER TABLE ${table} RENAME COLUMN ${from} TO ${to}`);
}

/** Renames a key of the snapshots, whose JSON begins with their content. In texts of JSON, quotation marks follow a backslash. */
async function renameKey(runner: QueryRunner, names: readonly string[], from: string, to: string): Promise<void> {
  for (const name of names) {
    await runner.query(
      `UPDATE revision SET ${name} = replace(${name}, ',"${from}":{', ',"${to}":{') WHERE ${name} IS NOT NULL`,
    );
  }
}
