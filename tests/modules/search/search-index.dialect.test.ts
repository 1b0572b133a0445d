import { setImmediate as nextTurn } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { type EntityManager, TableColumn } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source';
import { Database } from '../../../src/database/database';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import {
  FULL_TEXT_TABLES,
  idOfEntry,
  matchCount,
  matchesText,
  typeOfEntry,
} from '../../../src/database/full-text/full-text';
import type { FullTextSearch } from '../../../src/database/full-text/full-text-matches';
import { findByRank, type RankedEntry } from '../../../src/database/full-text/full-text-page';
import { mergeAllSegments, mergeSegments } from '../../../src/database/maintenance/full-text-merge';
import { reindex } from '../../../src/database/maintenance/reindex';
import { type Sql, sql } from '../../../src/database/sql/sql';
import { parseSearchText } from '../../../src/database/text/search-text';
import { Activity } from '../../../src/modules/catalogue/activity/activity.entity';
import { ActivityTopic } from '../../../src/modules/catalogue/activity/activity-links.entity';
import { Network } from '../../../src/modules/catalogue/network/network.entity';
import { NewsItem } from '../../../src/modules/catalogue/news/news-item.entity';
import { Organisation } from '../../../src/modules/catalogue/organisation/organisation.entity';
import { entities } from '../../../src/modules/entities';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { runCommand } from '../../support/command-in-process';
import { until } from '../../support/contents';
import { damageRootPage } from '../../support/damage';
import { factories, publication } from '../../support/factories';
import { killProcesses, startCommand } from '../../support/processes';
import { createMigratedDatabase, type TestDatabase } from '../../support/test-database';

let storage: TestDatabase;
let database: Database;

beforeEach(async () => {
  storage = await createMigratedDatabase();
  database = await open();
});

afterEach(async () => {
  await killProcesses();
  await database.close();
  await storage.drop();
});

function open(): Promise<Database> {
  return Database.open(parseDatabaseUrl(storage.url)!, entities);
}

function write<T>(work: (create: ReturnType<typeof factories>, manager: EntityManager) => Promise<T>): Promise<T> {
  return database.write((manager) => work(factories(manager), manager));
}

function searchFor(text: string, index: 'search_public' | 'search_hidden' = 'search_public'): FullTextSearch {
  return { indexes: [index], query: parseSearchText(text, ['en', 'ru'])!, others: null };
}

/** The entries of an index that match a text, for example `activity 1`. */
async function inIndex(index: 'search_public' | 'search_hidden', text: string): Promise<string[]> {
  const places = await findByRank(database.read, searchFor(text, index), { after: null, limit: 100 });
  return places.map(({ entry }) => `${FULL_TEXT_TABLES[typeOfEntry(entry)]} ${idOfEntry(entry)}`).sort();
}

const find = (text: string) => inIndex('search_public', text);

/** The entries for every word that a row of any type may contain. */
async function everything(): Promise<string[][]> {
  const words = ['old', 'new', 'topic', 'place', 'code', 'summary', 'description', 'acronym', 'excerpt', 'body'];
  return Promise.all(words.flatMap((word) => [find(word), inIndex('search_hidden', word)]));
}

async function makeOneOfEach() {
  return write(async (create) => {
    const activity = await create.activity({
      title: 'Old',
      summary: 'Summary',
      description: 'Description',
      operativeDimension: { code: 'code', place: 'Place' },
    });
    await create.topic({ activityId: activity.id, position: 1, topic: 'Topic' });
    return {
      activity,
      news: await create.newsItem({ title: 'Old', excerpt: 'Excerpt', body: 'Body' }),
      network: await create.network({ name: 'Old', acronym: 'acronym', description: 'Description' }),
      draft: await create.activity({ title: 'Old draft', publication: publication(PublicationState.DRAFT) }),
    };
  });
}

describe('the index follows', () => {
  test('writes through entities', async () => {
    const { activity, news, network } = await makeOneOfEach();
    const all = [`activity ${activity.id}`, `network ${network.id}`, `news_item ${news.id}`];
    expect(await find('old')).toEqual(all);

    await database.write(async (manager) => {
      await manager.save(Object.assign(activity, { title: 'New' }));
      await manager.save(Object.assign(news, { title: 'New' }));
      await manager.save(Object.assign(network, { name: 'New' }));
    });

    expect(await find('old')).toEqual([]);
    expect(await find('new')).toEqual(all);
    expect(await find('description')).toEqual(all.slice(0, 2));
    expect(await find('topic place code')).toEqual(all.slice(0, 1));
  });

  test('statements of an operator', async () => {
    const { activity, news, network, draft } = await makeOneOfEach();
    await database.write(async (manager) => {
      await manager.query(`UPDATE activity SET title = 'Новый' || id, slug = slug || '-1'`);
      await manager.query(`UPDATE news_item SET body = NULL, excerpt = 'New excerpt'`);
      await manager.query(`UPDATE network SET acronym = 'NEW'`);
    });

    expect(await find(`новый${activity.id}`)).toEqual([`activity ${activity.id}`]);
    expect(await inIndex('search_hidden', 'новыи')).toEqual([`activity ${draft.id}`]);
    expect(await find('body')).toEqual([]);
    expect(await find('new')).toEqual([`network ${network.id}`, `news_item ${news.id}`]);
  });

  test('topics of an activity that are added, changed, moved and removed', async () => {
    const { activity, draft } = await makeOneOfEach();
    const topics = (work: (manager: EntityManager) => Promise<unknown>) => database.write(work);

    await topics((manager) =>
      manager.insert(ActivityTopic, [
        Object.assign(new ActivityTopic(), { activityId: activity.id, position: 2, topic: 'Second' }),
        Object.assign(new ActivityTopic(), { activityId: draft.id, position: 1, topic: 'Second' }),
      ]),
    );
    expect(await find('second topic old')).toEqual([`activity ${activity.id}`]);
    expect(await inIndex('search_hidden', 'second old')).toEqual([`activity ${draft.id}`]);

    await topics((manager) => manager.query(`UPDATE activity_topic SET topic = 'Third' WHERE topic = 'Second'`));
    expect(await find('second')).toEqual([]);
    expect(await find('third topic')).toEqual([`activity ${activity.id}`]);

    await topics((manager) =>
      manager.query(`UPDATE activity_topic SET activity_id = ${draft.id}, position = 7 WHERE topic = 'Topic'`),
    );
    expect(await find('topic')).toEqual([]);
    expect(await inIndex('search_hidden', 'topic third')).toEqual([`activity ${draft.id}`]);

    await topics((manager) => manager.query('DELETE FROM activity_topic'));
    expect(await find('third')).toEqual([]);
    expect(await inIndex('search_hidden', 'third')).toEqual([]);
    expect(await find('old summary')).toEqual([`activity ${activity.id}`]);
  });

  test('publications and withdrawals', async () => {
    const { activity } = await makeOneOfEach();
    const become = (state: PublicationState) =>
      database.write((manager) =>
        manager.save(Object.assign(activity, { publication: Object.assign(activity.publication, { state }) })),
      );

    await become(PublicationState.ARCHIVED);
    expect(await find('place')).toEqual([]);
    expect(await inIndex('search_hidden', 'place topic')).toEqual([`activity ${activity.id}`]);

    await become(PublicationState.PUBLISHED);
    expect(await find('place topic')).toEqual([`activity ${activity.id}`]);
    expect(await inIndex('search_hidden', 'place')).toEqual([]);
  });

  test('deletions', async () => {
    await makeOneOfEach();
    await database.write(async (manager) => {
      for (const entity of [Activity, NewsItem, Network]) {
        for (const one of await manager.find(entity)) await manager.remove(one);
      }
    });

    expect((await everything()).flat()).toEqual([]);
  });

  test('no change that is rolled back', async () => {
    await makeOneOfEach();
    const before = await everything();
    const failing = write(async (create, manager) => {
      await create.activity({ title: 'New' });
      await manager.query('DELETE FROM activity_topic');
      await manager.query(`UPDATE network SET name = 'New'`);
      throw new Error('taken back');
    });

    await expect(failing).rejects.toThrow('taken back');
    expect(await everything()).toEqual(before);
  });

  test('other changes without writing the index', async () => {
    const { activity } = await makeOneOfEach();
    await database.write((manager) => manager.query(`UPDATE activity SET version = version + 1, year = 2024`));

    expect(await find('old topic')).toEqual([`activity ${activity.id}`]);
  });
});

test('very long texts and words can be stored and found', async () => {
  const word = 'я'.repeat(3000);
  const many = Array.from({ length: 20_000 }, (_, number) => `слово${number}`).join(' ');
  await write((create) =>
    create.activity({ title: 'Long', summary: `${word} ${many}`, description: `${many} ${'x'.repeat(60_000)}` }),
  );

  expect(await find('long слово77')).toEqual(['activity 1']);
  expect(await find('слово0 слово3000')).toEqual(['activity 1']);
});

describe('search reindex', () => {
  async function damage(manager: EntityManager): Promise<void> {
    for (const index of ['search_public', 'search_hidden']) await manager.query(`DELETE FROM ${index}`);
    await manager.query(
      __DATABASE__ === 'sqlite'
        ? `INSERT INTO search_public (rowid, names) VALUES (4294967296 + 777, 'old ghost'), (5, 'old ghost')`
        : `INSERT INTO search_public (entry, words) VALUES (4294967296 + 777, 'old ghost'), (5, 'old ghost')`,
    );
  }

  test('restores lost entries, and removes entries of deleted items', async () => {
    await makeOneOfEach();
    const before = await everything();
    await database.write(damage);
    expect(await everything()).not.toEqual(before);

    const { code, output, errors } = await startCommand(['search', 'reindex'], {
      env: { DATABASE_URL: storage.url },
    }).ended;

    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toMatch(/^networks +1\nactivities +2\nnews +1\norganisations +0\n$/);
    expect(await everything()).toEqual(before);
    expect(await find('ghost')).toEqual([]);
  });

  test('restores lost triggers, so that the index follows changes again', async () => {
    const { activity } = await makeOneOfEach();
    const [name, of] =
      __DATABASE__ === 'sqlite' ? ['activity_search_update', ''] : ['search_activity_changed', 'ON activity'];
    await database.write(async (manager) => {
      await manager.query(`DROP TRIGGER ${name} ${of}`);
      await manager.query(`UPDATE activity SET title = 'Unnoticed'`);
    });
    expect(await find('unnoticed')).toEqual([]);

    await reindex(database, () => undefined);

    expect(await find('unnoticed')).toEqual([`activity ${activity.id}`]);
    await database.write((manager) => manager.query(`UPDATE activity SET title = 'Noticed'`));
    expect(await find('noticed')).toEqual([`activity ${activity.id}`]);
  });

  test('is not preceded by a repair of the same index when the database is opened for it', async () => {
    await makeOneOfEach();
    const [name, of] =
      __DATABASE__ === 'sqlite' ? ['activity_search_update', ''] : ['search_activity_changed', 'ON activity'];
    await database.write(async (manager) => {
      await manager.query(`DROP TRIGGER ${name} ${of}`);
      await manager.query(`UPDATE activity SET title = 'Unnoticed'`);
    });
    await database.close();

    database = await Database.open(parseDatabaseUrl(storage.url)!, entities, { migrates: false });

    expect(await find('unnoticed')).toEqual([]);
    await reindex(database, () => undefined);
    expect(await find('unnoticed')).toHaveLength(1);
  });

  if (__DATABASE__ === 'postgres') {
    test('goes on after a deadlock with a change', async () => {
      const { pathname } = new URL(storage.url);
      await write((create, manager) =>
        Promise.all([
          create.activity({}),
          create.network({}),
          manager.query(`ALTER DATABASE "${pathname.slice(1)}" SET deadlock_timeout = '200ms'`),
        ]),
      );
      const other = await open();
      const isWaiting = async (): Promise<boolean> =>
        (await database.read.query(sql`SELECT 1 FROM pg_locks WHERE NOT granted`)).length > 0;

      let reindexing!: Promise<void>;
      await write(async (_create, manager) => {
        // The deadlock ends the reindex, and not this change.
        await manager.query(`SET LOCAL deadlock_timeout = '1min'`);
        await manager.query('UPDATE network SET name = name');
        reindexing = reindex(other, () => undefined);
        reindexing.catch(() => undefined);
        await until(isWaiting, 'the reindex waits');
        await manager.query(`UPDATE activity SET title = 'abacus'`);
      });

      await expect(reindexing).resolves.toBeUndefined();
      await other.close();
    });

    test('creates a lost table with the words that rank its entries', async () => {
      await makeOneOfEach();
      const before = await everything();
      await database.write((manager) => manager.query('DROP TABLE search_public'));

      await reindex(database, () => undefined);

      expect(await everything()).toEqual(before);
    });

    test('leaves the lists of changes short that every search reads', async () => {
      const limits = (): Promise<{ name: string; options: string[] | null }[]> =>
        database.read.query(sql`
          SELECT relname AS name, reloptions AS options FROM pg_class JOIN pg_am ON pg_am.oid = relam
          WHERE amname = 'gin' AND relnamespace = current_schema()::regnamespace ORDER BY relname`);
      const options = ['gin_pending_list_limit=128'];
      const short = ['hidden_names', 'hidden_words', 'public_names', 'public_words'].map((name) => ({
        name: `search_${name}`,
        options,
      }));
      expect(await limits()).toEqual(short);
      await database.write((manager) => manager.query('DROP TABLE search_public'));

      await reindex(database, () => undefined);

      expect(await limits()).toEqual(short);
    });
  }

  if (__DATABASE__ === 'sqlite') {
    test('merges the segments of the index, all after a large load and those of about the same size otherwise', async () => {
      const countSegments = (): Promise<number> =>
        database.write(async (manager) => {
          const [counted] = await manager.query<{ segments: number }[]>(
            'SELECT count(DISTINCT id >> 37) AS segments FROM search_public_data WHERE id > 10',
          );
          return counted!.segments;
        });
      for (let number = 0; number < 7; number++) await write((create) => create.activity({ title: 'Old' }));
      const found = await everything();
      const written = await countSegments();
      expect(written).toBeGreaterThan(3);

      await mergeSegments(database);
      expect(await countSegments()).toBeLessThan(written);
      expect(await everything()).toEqual(found);

      await mergeAllSegments(database);
      expect(await countSegments()).toBe(1);
      expect(await everything()).toEqual(found);
    });

    test('keeps the index if the disk is full, so that changes can be written afterwards', async () => {
      const { activity } = await makeOneOfEach();
      const summary = Array.from({ length: 20_000 }, (_, number) => `word${number}`).join(' ');
      await write((create) => create.activity({ title: 'Long', summary }));
      const before = await everything();
      const limitPages = (count: string): Promise<unknown> =>
        database.write((manager) => manager.query(`PRAGMA max_page_count = ${count}`));
      await limitPages('1');

      await expect(reindex(database, () => undefined)).rejects.toThrow('not available');

      await limitPages('4294967294');
      expect(await everything()).toEqual(before);
      await database.write((manager) => manager.query(`UPDATE activity SET title = 'New' WHERE id = ${activity.id}`));
      expect(await find('new')).toEqual([`activity ${activity.id}`]);
    });

    test('rebuilds an index whose file pages are damaged, and writes work again', async () => {
      const { activity } = await makeOneOfEach();
      const before = await everything();
      await database.close();
      await damageRootPage(storage.url.replace('sqlite:', ''), 'search_public_data');
      database = await open();
      const rename = (): Promise<unknown> =>
        database.write((manager) =>
          manager.query(`UPDATE activity SET title = title || ' ' WHERE id = ${activity.id}`),
        );
      await expect(rename()).rejects.toThrow('malformed');

      const { code, errors } = await runCommand(['search', 'reindex'], { env: { DATABASE_URL: storage.url } });

      expect({ code, errors }).toEqual({ code: 0, errors: '' });
      await nextTurn();
      expect(await everything()).toEqual(before);
      await rename();
      const connection = new BetterSqlite3(storage.url.replace('sqlite:', ''));
      // The pages of the damaged index are lost until the file is compacted.
      connection.exec('VACUUM');
      expect(connection.pragma('integrity_check', { simple: true })).toBe('ok');
      connection.close();
    });

    test.each([
      ['pages', `UPDATE search_public_data SET block = x'00' WHERE id > 10`],
      ['structure', `UPDATE search_public_data SET block = x'00'`],
      ['tables', `DROP TABLE search_public_docsize`],
    ])('rebuilds an index with damaged %s', async (_what, statement) => {
      const { activity } = await makeOneOfEach();
      const before = await everything();
      new BetterSqlite3(storage.url.replace('sqlite:', '')).unsafeMode().exec(statement).close();
      // Changes by other connections are visible from the next turn of the event loop on.
      await nextTurn();
      expect(await find('old').catch(() => 'unreadable')).not.toEqual(before[0]);

      await reindex(database, () => undefined);

      expect(await everything()).toEqual(before);
      expect(await find('topic')).toEqual([`activity ${activity.id}`]);
    });
  }
});

if (__DATABASE__ === 'sqlite') {
  test('a server starts even if the index is damaged and a trigger is lost', async () => {
    const { activity } = await makeOneOfEach();
    const before = await everything();
    await database.close();
    new BetterSqlite3(storage.url.replace('sqlite:', ''))
      .unsafeMode()
      .exec('DROP TRIGGER activity_search_update; DELETE FROM search_public_data WHERE id > 10')
      .close();

    database = await open();

    expect(await everything()).toEqual(before);
    await database.write((manager) => manager.query(`UPDATE activity SET title = 'Noticed'`));
    expect(await find('noticed topic')).toEqual([`activity ${activity.id}`]);
  });
}

test.each([
  ['search_public'],
  ['search_hidden'],
  ...(__DATABASE__ === 'sqlite' ? [['search_public_vocabulary'], ['search_hidden_vocabulary']] : []),
])('a server that starts creates the table %s if it is lost', async (table) => {
  await makeOneOfEach();
  const texts = ['old', 'descr'];
  const findTexts = (): Promise<string[][]> =>
    Promise.all(texts.flatMap((text) => [find(text), inIndex('search_hidden', text)]));
  const before = await findTexts();
  await database.write((manager) => manager.query(`DROP TABLE ${table}`));
  await database.close();

  database = await open();

  expect(await findTexts()).toEqual(before);
});

test('a table that a migration has rebuilt gets its triggers back, and rows that were written without them are found', async () => {
  const { network, activity } = await makeOneOfEach();
  const migrating = createDataSource(parseDatabaseUrl(storage.url)!, entities, 'write');
  await migrating.initialize();
  if (__DATABASE__ === 'sqlite') await migrating.query('PRAGMA foreign_keys = OFF');
  const runner = migrating.createQueryRunner();
  for (const table of ['network', 'activity']) {
    const column = new TableColumn({ name: 'extra', type: 'integer', isNullable: true });
    await runner.addColumn(table, column);
    await runner.dropColumn(table, column);
  }
  await runner.query(`UPDATE network SET name = 'Unnoticed'`);
  await migrating.destroy();
  await database.close();

  database = await open();

  expect(await find('unnoticed')).toEqual([`network ${network.id}`]);
  await database.write((manager) => manager.query(`UPDATE activity SET title = 'Noticed'`));
  expect(await find('noticed topic')).toEqual([`activity ${activity.id}`]);
});

test('a search, a count and the filter use the index, and scan no table', async () => {
  const { activity } = await makeOneOfEach();
  const statements: Sql[] = [];
  const query = database.read.query.bind(database.read);
  const spy = jest.spyOn(database.read, 'query').mockImplementation((statement) => {
    statements.push(statement);
    return query(statement);
  });
  const search = searchFor('old top');
  await findByRank(database.read, search, { after: { kind: 'exact', rank: -9, entry: 0 }, limit: 9 });
  // The three kinds of matches that are not ranked.
  await findByRank(database.read, search, { after: { kind: 'named', rank: 0, entry: 0 }, limit: 9 });
  await database.read.query(matchCount(database.read, search));
  await database.read.query(
    sql`SELECT a.id FROM activity a WHERE ${matchesText(database.read, ['search_public'], 'activity', sql`a.id`, {
      text: 'old top',
      locales: ['en'],
    })}`,
  );
  spy.mockRestore();

  expect(statements).toHaveLength(6);
  for (const statement of statements) {
    const plan = await explain(statement);
    expect(plan).toMatch(
      __DATABASE__ === 'sqlite' ? /VIRTUAL TABLE INDEX (0|64):M/ : /Index Scan on search_public_(words|names)/,
    );
    // FTS5 without a text to match is scanned completely. 64 is the order of entries. 513 seeks a word in the vocabulary.
    expect(plan).not.toMatch(
      /Seq Scan|SCAN (a|activity)\b(?! USING COVERING INDEX)|VIRTUAL TABLE INDEX (?!513:)\d+:(?!M)/,
    );
  }
  expect(await find('old top')).toEqual([`activity ${activity.id}`]);
});

test.each([100, 150])('finds the beginning of %i words', async (count) => {
  // One is the beginning itself. Other words come before and after them in the order of words.
  const begun = Array.from({ length: count - 2 }, (_, number) => `lant${number}`);
  const texts = ['lant', `lanso ${begun.join(' ')} lanu`, 'lantż, lansz', 'lans lanu zebra'];
  const activities = await write(async (create) => {
    const made: Activity[] = [];
    for (const description of texts) made.push(await create.activity({ title: 'A', description }));
    const hidden = publication(PublicationState.DRAFT);
    await create.activity({ title: 'A', description: 'Lantern, lantx', publication: hidden });
    return made;
  });

  expect(await find('lant')).toEqual(activities.slice(0, 3).map(({ id }) => `activity ${id}`));
  expect(await find('zebra lant')).toEqual([]);
  expect(await find('zebra lan')).toEqual([`activity ${activities[3]!.id}`]);
  expect(await find('"lantx')).toEqual([]);
  expect(await inIndex('search_hidden', 'lant')).toHaveLength(1);
});

if (__DATABASE__ === 'postgres') {
  test('statistics tell that a common word has too many matches, which are not counted', async () => {
    // Autovacuum would analyse the table again after the deletion.
    await database.write((manager) => manager.query('ALTER TABLE search_public SET (autovacuum_enabled = false)'));
    await database.write(async (manager) => {
      await manager.query(`INSERT INTO search_public (entry, words)
        SELECT number, CASE WHEN number % 40 = 0 THEN 'lantern:1A lamp:2A' ELSE 'lantern:1A' END::tsvector
        FROM generate_series(1, 12000) number`);
      await manager.query('ANALYZE search_public');
      await manager.query('DELETE FROM search_public WHERE entry > 80');
    });
    const kindsOf = async (text: string): Promise<string[]> => {
      const found = await findByRank(database.read, searchFor(text), { after: null, limit: 3 });
      return found.map(({ kind, entry }) => `${kind} ${entry}`);
    };

    expect(await kindsOf('lantern')).toEqual(['named 1', 'named 2', 'named 3']);
    expect(await kindsOf('lant')).toEqual(['begun 1', 'begun 2', 'begun 3']);
    for (const rare of ['lamp', 'lantern lamp', '"lantern lamp"']) {
      expect(await kindsOf(rare)).toEqual(['exact 40', 'exact 80']);
    }
  });

  test('a filter by a word of most texts looks it up, and does not read all texts', async () => {
    const plan = await database.write(async (manager) => {
      await manager.query(`INSERT INTO search_public (entry, words)
        SELECT number, ('lantern:1A' || (SELECT string_agg(' word' || number % 97 || 'of' || place || ':2B', '')
          FROM generate_series(1, 20) place))::tsvector
        FROM generate_series(1, 3000) number`);
      await manager.query('ANALYZE search_public');
      const found = matchesText(database.read, ['search_public'], 'network', sql`n.id`, {
        text: 'lantern',
        locales: [],
      });
      const { text, values } = sql`EXPLAIN SELECT n.id FROM network n WHERE ${found}`;
      return manager.query<Record<string, string>[]>(text, values);
    });

    const steps = plan.map((step) => step['QUERY PLAN']).join('\n');
    expect(steps).toContain('Index Scan on search_public_words');
    expect(steps).not.toContain('Seq Scan on search_public');
  });
}

/** The plan of a statement; on PostgreSQL, the plan for a table that is too long to scan. */
async function explain(statement: Sql): Promise<string> {
  return database.write(async (manager) => {
    if (__DATABASE__ === 'sqlite') {
      const steps = await manager.query<{ detail: string }[]>(`EXPLAIN QUERY PLAN ${statement.sql}`, statement.values);
      return steps.map(({ detail }) => detail).join('\n');
    }
    await manager.query('SET LOCAL enable_seqscan = off');
    const steps = await manager.query<Record<string, string>[]>(`EXPLAIN ${statement.text}`, statement.values);
    return steps.map((step) => step['QUERY PLAN']).join('\n');
  });
}

test('2,000 matches are ranked and more are not, after which cursors of ranked ones are refused', async () => {
  const lanterns = (count: number): Promise<unknown> =>
    database.write(async (manager) => {
      const { id: _, slug, ...organisation } = await factories(manager).organisation({ name: 'Lantern' });
      const others = Array.from({ length: count - 1 }, (_, number) =>
        Object.assign(new Organisation(), organisation, { slug: `${slug}-${number}` }),
      );
      await manager.createQueryBuilder().insert().into(Organisation).values(others).updateEntity(false).execute();
    });
  const first = (after: RankedEntry | null): Promise<RankedEntry[]> =>
    findByRank(database.read, searchFor('lantern'), { after, limit: 1 });
  await lanterns(2_000);
  const [ranked] = await first(null);
  expect(ranked).toMatchObject({ kind: 'exact' });
  expect(await first(ranked!)).toMatchObject([{ kind: 'exact' }]);

  await lanterns(1);

  const [unranked] = await first(null);
  expect(unranked).toEqual({ kind: 'named', rank: 0, entry: ranked!.entry });
  expect(await first(unranked!)).toMatchObject([{ kind: 'named' }]);
  await expect(first(ranked!)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });

  // An item whose name changes while a page is read is on it once, and the page is full.
  const rename = (condition: string): Promise<unknown> =>
    database.write((manager) => manager.query(`UPDATE organisation SET name = 'Lanternfish' WHERE id ${condition}`));
  const id = idOfEntry(ranked!.entry);
  await rename(`> ${id}`);
  const query = database.read.query.bind(database.read);
  const spy = jest.spyOn(database.read, 'query').mockImplementation(async (statement) => {
    const rows = await query(statement);
    // The statement before this one found that there are too many to rank.
    if (spy.mock.calls.length === 2) await rename(`= ${id}`);
    return rows;
  });
  const page = await findByRank(database.read, searchFor('lantern'), { after: null, limit: 3 });
  spy.mockRestore();
  expect(page.map(({ kind }) => kind)).toEqual(['named', 'begun', 'begun']);
  expect(new Set(page.map(({ entry }) => entry)).size).toBe(3);
});
