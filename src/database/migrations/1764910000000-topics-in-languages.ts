import { createHash } from 'node:crypto';
import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { bulk, sql } from '../sql/sql';
import { executeSql } from '../sql/write-sql';
import { foldText } from '../text/folding';
import { index, nullable, primary, reference, tableColumns } from './table-columns';

const BATCH_SIZE = 1000;

/** The most rows of one statement: SQLite allows 32,766 parameters. */
const ROWS_PER_INSERT = 4000;

const folded = new TableIndex(index('topic_folded', 'activity_id', 'topic'));

/** Adds the topics of activities in all their languages. Filters and counts read them instead of the original ones. */
export class TopicsInLanguages1764910000000 implements MigrationInterface {
  readonly name = 'TopicsInLanguages1764910000000';

  async up(runner: QueryRunner): Promise<void> {
    const { integer, keyText } = tableColumns(runner);
    await runner.createTable(
      new Table({
        name: 'activity_topic_text',
        columns: [
          integer('activity_id', primary),
          keyText('locale', 35, primary),
          integer('position', primary),
          keyText('state', 10),
          keyText('topic', 200),
          keyText('topic_folded', 400, nullable),
          keyText('original_folded', 400, nullable),
        ],
        foreignKeys: [reference('activity_id', 'activity', 'CASCADE')],
      }),
    );
    await fill(runner);
    for (const columns of [
      ['topic_folded', 'activity_id', 'state', 'topic'],
      ['original_folded', 'locale', 'topic', 'state', 'activity_id'],
    ])
      await runner.createIndex('activity_topic_text', new TableIndex(index(...columns)));
    await runner.dropIndex('activity_topic', folded);
    // Plain SQL: on SQLite, the table API would rebuild the table.
    await runner.query('ALTER TABLE activity_topic DROP COLUMN topic_folded');
  }

  async down(runner: QueryRunner): Promise<void> {
    const collation = runner.dataSource.options.type === 'postgres' ? 'COLLATE "C"' : '';
    await runner.query(
      `ALTER TABLE activity_topic ADD COLUMN topic_folded varchar(400) ${collation} NOT NULL DEFAULT ''`,
    );
    await runner.query(`UPDATE activity_topic SET topic_folded = coalesce(
      (SELECT t.original_folded FROM activity_topic_text t WHERE t.activity_id = activity_topic.activity_id
        AND t.state = 'ORIGINAL' AND t.position = activity_topic.position), '')`);
    await runner.createIndex('activity_topic', folded);
    await runner.dropTable('activity_topic_text');
  }
}

interface Languages {
  readonly originalLocale: string;
  readonly topics: string[];
  readonly translations: { locale: string; state: string; base: string; topics: string }[];
}

async function fill(runner: QueryRunner): Promise<void> {
  for (let last = 0; ;) {
    const activities = await readActivities(runner, last);
    if (activities.size === 0) return;
    last = Math.max(...activities.keys());
    const rows = [...activities].flatMap(([id, languages]) => rowsOf(id, languages));
    for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
      await executeSql(
        runner.manager,
        sql`INSERT INTO activity_topic_text (activity_id, locale, position, state, topic, topic_folded, original_folded)
          VALUES ${bulk(rows.slice(from, from + ROWS_PER_INSERT))}`,
      );
    }
  }
}

/** The topics of the next activities, by their ids. */
async function readActivities(runner: QueryRunner, last: number): Promise<Map<number, Languages>> {
  const ids = sql`SELECT id FROM activity WHERE id > ${last} ORDER BY id LIMIT ${BATCH_SIZE}`;
  const rows = await executeSql<{ id: number; locale: string; topic: string | null }>(
    runner.manager,
    sql`SELECT a.id AS id, a.original_locale AS locale, t.topic AS topic
      FROM activity a LEFT JOIN activity_topic t ON t.activity_id = a.id WHERE a.id IN (${ids}) ORDER BY a.id, t.position`,
  );
  const activities = new Map<number, Languages>();
  for (const { id, locale, topic } of rows) {
    if (!activities.has(id)) activities.set(id, { originalLocale: locale, topics: [], translations: [] });
    if (topic !== null) activities.get(id)!.topics.push(topic);
  }
  const translations = await executeSql<Languages['translations'][number] & { id: number }>(
    runner.manager,
    sql`SELECT activity_id AS id, locale, state, base, topics FROM activity_translation
      WHERE activity_id IN (${ids}) ORDER BY activity_id, locale`,
  );
  for (const { id, ...translation } of translations) activities.get(id)!.translations.push(translation);
  return activities;
}

/** As the server computed them at the time of this migration. */
function rowsOf(id: number, { originalLocale, topics, translations }: Languages): unknown[][] {
  const known = new Set<string>();
  const rowsIn = (locale: string, state: string, texts: readonly string[], originals: readonly string[]): unknown[][] =>
    texts.map((topic, place) => {
      const text = foldText(topic);
      const topicFolded = known.has(text) ? null : text;
      known.add(text);
      const original = originals[place];
      return [id, locale, place + 1, state, topic, topicFolded, original === undefined ? null : foldText(original)];
    });
  const hash = createHash('sha256').update(JSON.stringify(topics)).digest('base64url').slice(0, 16);
  const translated = (state: string): unknown[][] =>
    translations
      .filter((one) => one.state === state)
      .flatMap(({ locale, base, topics: json }) => {
        const texts = JSON.parse(json) as string[];
        const { topics: madeFrom } = JSON.parse(base) as { topics?: string };
        return rowsIn(locale, state, texts, madeFrom === hash && texts.length === topics.length ? topics : []);
      });
  return [...rowsIn(originalLocale, 'ORIGINAL', topics, topics), ...translated('PUBLISHED'), ...translated('DRAFT')];
}
