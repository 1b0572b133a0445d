import type { QueryRunner } from 'typeorm';
import { isPostgres } from '../dialect';
import { areTriggersPresent } from './trigger-presence';

/**
 * The tables whose revision triggers raise: those that public content is read from. A response that is read from any
 * other table is never cached. To track a table, add it here; the triggers are created at the next start.
 */
export const trackedTables: readonly string[] = [
  'activity',
  'activity_attachment',
  'activity_budget',
  'activity_country',
  'activity_image',
  'activity_network',
  'activity_organisation',
  'activity_recipient',
  'activity_relation',
  'activity_result',
  'activity_sdg',
  'activity_sector',
  'activity_topic',
  'activity_topic_text',
  'activity_translation',
  'attachment',
  'changed_money',
  'completeness_score',
  'component',
  'component_translation',
  'counted_share',
  'exchange_rate',
  'image',
  'image_translation',
  'indicator',
  'indicator_period',
  'measurement',
  'member_country',
  'money_share',
  'money_total',
  'money_transaction',
  'network',
  'network_image',
  'network_supporter',
  'network_translation',
  'news_activity',
  'news_attachment',
  'news_image',
  'news_item',
  'news_item_translation',
  'objective',
  'organisation',
  'organisation_image',
  'organisation_translation',
  'programme',
  'programme_image',
  'programme_organisation',
  'programme_translation',
  'published_participation',
  'rate_table',
  'region',
  'region_translation',
  'restricted_document',
  'restricted_document_translation',
];

/** True if every tracked table raises its revision. SQLite drops the triggers of a table that a migration rebuilds. */
export function areRevisionTriggersComplete(runner: QueryRunner): Promise<boolean> {
  const triggers = trackedTables.flatMap((table) => triggersOf(runner, table));
  return areTriggersPresent(
    runner,
    triggers.map(({ name }) => name),
  );
}

/** Creates the missing triggers. A table that had none counts as changed. */
export async function completeRevisionTriggers(runner: QueryRunner): Promise<void> {
  if (await areRevisionTriggersComplete(runner)) return;
  for (const table of trackedTables) {
    for (const { name, create } of triggersOf(runner, table)) {
      await runner.query(`DROP TRIGGER IF EXISTS ${name}${isPostgres(runner) ? ` ON ${table}` : ''}`);
      for (const statement of create) await runner.query(statement);
    }
    await raiseRevision(runner, table);
  }
}

/** Counts a table as changed in this unit of work, although no trigger fires. */
export async function raiseRevision(runner: QueryRunner, table: string): Promise<void> {
  if (isPostgres(runner)) {
    await runner.query(`INSERT INTO table_revision (table_name, transaction_id, mark)
      VALUES ('${table}', pg_current_xact_id()::text::bigint, floor(random() * 4503599627370496)::bigint)
      ON CONFLICT DO NOTHING`);
    return;
  }
  await runner.query(`INSERT OR IGNORE INTO table_revision (table_name, revision) VALUES ('${table}', 0)`);
  await runner.query(raise(table));
}

interface Trigger {
  readonly name: string;
  readonly create: readonly string[];
}

function triggersOf(runner: QueryRunner, table: string): Trigger[] {
  if (isPostgres(runner)) {
    const name = `revision_of_${table}`;
    return [
      {
        name,
        create: [
          `CREATE TRIGGER ${name} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON ${table}
           FOR EACH STATEMENT EXECUTE FUNCTION raise_table_revision()`,
          // Also fires in sessions that disable ordinary triggers to load data.
          `ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${name}`,
        ],
      },
    ];
  }
  return ['insert', 'update', 'delete'].map((event) => {
    const name = `revision_of_${table}_${event}`;
    return { name, create: [`CREATE TRIGGER ${name} AFTER ${event} ON ${table} BEGIN ${raise(table)}; END`] };
  });
}

/** An update, not an upsert: the conflict clause of the statement that fires the trigger would override an upsert's. */
function raise(table: string): string {
  return `UPDATE table_revision SET revision = revision + 1 WHERE table_name = '${table}'`;
}
