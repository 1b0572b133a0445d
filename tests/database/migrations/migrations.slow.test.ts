import { setTimeout as delay } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { DataSource, type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source';
import { Database } from '../../../src/database/database';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import { matchCount } from '../../../src/database/full-text/full-text';
import { migrate } from '../../../src/database/migrate';
import { ListsForEditors1764420000000 } from '../../../src/database/migrations/1764420000000-lists-for-editors';
import { SearchFolding1764450000000 } from '../../../src/database/migrations/1764450000000-search-folding';
import { GrantsOfApiKeys1764460000000 } from '../../../src/database/migrations/1764460000000-grants-of-api-keys';
import { CreatorsOfPreviewsAndCodes1764510000000 } from '../../../src/database/migrations/1764510000000-creators-of-previews-and-codes';
import { OutdatedTranslations1764740000000 } from '../../../src/database/migrations/1764740000000-outdated-translations';
import { TopicsInLanguages1764910000000 } from '../../../src/database/migrations/1764910000000-topics-in-languages';
import { TranslatedResults1766500000000 } from '../../../src/database/migrations/1766500000000-translated-results';
import { RankedWords1767200000000 } from '../../../src/database/migrations/1767200000000-ranked-words';
import { SearchInArabicAndHebrew1767910000000 } from '../../../src/database/migrations/1767910000000-search-in-arabic-and-hebrew';
import { SearchWithoutSpaces1767920000000 } from '../../../src/database/migrations/1767920000000-search-without-spaces';
import { TitlesOfDocuments1767940000000 } from '../../../src/database/migrations/1767940000000-titles-of-documents';
import { TermsOfColumns1767950000000 } from '../../../src/database/migrations/1767950000000-terms-of-columns';
import { sql } from '../../../src/database/sql/sql';
import { parseSearchText } from '../../../src/database/text/search-text';
import { StartupError } from '../../../src/errors';
import { DocumentAccessCode } from '../../../src/modules/documents/unlocking/access-code/document-access-code.entity';
import { DocumentGrant } from '../../../src/modules/documents/unlocking/document-grant.entity';
import { entities } from '../../../src/modules/entities';
import { Passwords } from '../../../src/modules/identity/password/passwords';
import { Preview } from '../../../src/modules/publishing/preview/preview.entity';
import { PublishableType } from '../../../src/modules/publishing/publishable';
import { loadDemonstration } from '../../../src/seeds/load-demonstration';
import { findOrCreateTemplate } from '../../support/database-template';
import { type EndedProcess, killProcesses, proceed, startDatabaseScript } from '../../support/processes';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';

let storage: TestDatabase;

beforeEach(async () => {
  storage = await createTestDatabase();
});

afterEach(async () => {
  await killProcesses();
  await storage.drop();
});

function open(): Promise<Database> {
  return Database.open(parseDatabaseUrl(storage.url)!, entities);
}

/** A data source as TypeORM's command line has it, through ormconfig.ts. */
async function withDataSource<T>(work: (dataSource: DataSource) => Promise<T>): Promise<T> {
  const dataSource = createDataSource(parseDatabaseUrl(storage.url)!, entities, 'write');
  await dataSource.initialize();
  // As the server does: SQLite rebuilds tables, and rows that refer to the old one must stay.
  if (__DATABASE__ === 'sqlite') await dataSource.query('PRAGMA foreign_keys = OFF');
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

function tablesOf(dataSource: DataSource): Promise<string[]> {
  const tables =
    __DATABASE__ === 'sqlite'
      ? `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
      : `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`;
  return dataSource.query<{ name: string }[]>(tables).then((rows) => rows.map(({ name }) => name).sort());
}

/** The statements that would bring the tables in line with the entities. */
async function differences(dataSource: DataSource): Promise<string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}

/** The number of rows of each entity. */
function rowCounts(dataSource: DataSource): Promise<Record<string, number>> {
  const counts = dataSource.entityMetadatas.map(async ({ tableName, target }) => [
    tableName,
    await dataSource.manager.count(target),
  ]);
  return Promise.all(counts).then((entries) => Object.fromEntries(entries) as Record<string, number>);
}

async function openWithDemonstration(): Promise<void> {
  const database = await open();
  await loadDemonstration(database, new Passwords(4), async () => undefined);
  await database.close();
}

/** Gives the test a database with all tables and the demonstration: a copy of one that is made once. */
async function useDemonstration(): Promise<void> {
  const { url } = await findOrCreateTemplate('demonstration-rows', async () => {
    await openWithDemonstration();
    const { url: loaded } = storage;
    storage = await createTestDatabase();
    return { url: loaded };
  });
  await storage.drop();
  storage = await createTestDatabase(url);
}

/** Inserts a row into each empty table: short text, and references to the first row. */
async function fillEmptyTables(dataSource: DataSource): Promise<void> {
  const counts = await rowCounts(dataSource);
  const texts = new Set(['varchar', 'character varying', 'text']);
  const empty = dataSource.entityMetadatas.filter(({ tableName }) => counts[tableName] === 0);
  for (const { target, columns } of empty) {
    const values = columns
      .filter(({ isGenerated, isNullable }) => !isGenerated && !isNullable)
      .map((column) => [column.propertyName, texts.has(dataSource.driver.normalizeType(column)) ? 'x' : 1]);
    await dataSource.manager.insert(target, Object.fromEntries(values) as object);
  }
}

describe('the migrations', () => {
  test('create the table of every entity in an empty database', async () => {
    await (await open()).close();
    await withDataSource(async (dataSource) => {
      const expected = dataSource.entityMetadatas.map(({ tableName }) => tableName);
      expect(await tablesOf(dataSource)).toEqual(expect.arrayContaining([...expected, 'migrations']));
    });
  });

  test('create exactly the tables that the entities describe', async () => {
    await (await open()).close();
    await withDataSource(async (dataSource) => {
      expect(await differences(dataSource)).toEqual([]);
      // Otherwise, an empty list could mean that nothing was compared.
      await dataSource.query('ALTER TABLE region ADD COLUMN extra integer');
      expect((await differences(dataSource)).join()).toMatch(/region/);
    });
  });

  test('change nothing when they have run already', async () => {
    await useDemonstration();
    const before = await withDataSource(rowCounts);
    expect(before).toMatchObject({ account: 4, programme: expect.any(Number) });

    await (await open()).close();

    await withDataSource(async (dataSource) => {
      expect(await rowCounts(dataSource)).toEqual(before);
      expect(await dataSource.query('SELECT name FROM migrations ORDER BY id')).toEqual(
        dataSource.migrations.map(({ name }) => ({ name })),
      );
    });
  });

  test('can be reverted and run again with rows in every table', async () => {
    await useDemonstration();
    await withDataSource(async (dataSource) => {
      await fillEmptyTables(dataSource);
      expect(Object.values(await rowCounts(dataSource)).filter((count) => count === 0)).toEqual([]);
      for (let left = dataSource.migrations.length; left > 0; left--) await dataSource.undoLastMigration();
      expect(await tablesOf(dataSource)).toEqual(['migrations']);
      expect(await dataSource.query('SELECT * FROM migrations')).toEqual([]);
    });

    await openWithDemonstration();
    await withDataSource(async (dataSource) => {
      expect(await differences(dataSource)).toEqual([]);
      await fillEmptyTables(dataSource);
      expect(Object.values(await rowCounts(dataSource)).filter((count) => count === 0)).toEqual([]);
    });
  });

  test('fold the names of existing organisations', async () => {
    await useDemonstration();
    await withDataSource(async (dataSource) => {
      const findFolded = (): Promise<unknown[]> =>
        dataSource.query('SELECT id, name_folded, acronym_folded FROM organisation ORDER BY id');
      const before = await findFolded();
      expect(before).toContainEqual(expect.objectContaining({ acronym_folded: 'unodc' }));

      const first = dataSource.migrations.findIndex(({ name }) => name === ListsForEditors1764420000000.name);
      for (let left = dataSource.migrations.length; left > first; left--) await dataSource.undoLastMigration();
      await dataSource.runMigrations();

      expect(await findFolded()).toEqual(before);
    });
  });

  test('fold the titles of existing restricted documents', async () => {
    await useDemonstration();
    await withDataSource(async (dataSource) => {
      await dataSource.query(`UPDATE restricted_document SET title = 'Протокол №1' WHERE id = 1`);
      const first = dataSource.migrations.findIndex(({ name }) => name === TitlesOfDocuments1767940000000.name);
      for (let left = dataSource.migrations.length; left > first; left--) await dataSource.undoLastMigration();
      await dataSource.runMigrations();

      const folded = 'SELECT title_folded AS folded FROM restricted_document WHERE id = 1';
      expect(await dataSource.query(folded)).toEqual([{ folded: 'протокол no1' }]);
    });
  });

  test('rename the publication status of recorded snapshots, and nothing in their texts', async () => {
    await useDemonstration();
    await withDataSource(async (dataSource) => {
      const content = { title: 'A text with ,"standing":{ and ,"status":{' };
      const snapshot = JSON.stringify({ content, status: { state: 'DRAFT' }, references: [] });
      await dataSource.manager.query(
        `INSERT INTO revision (type, item_id, version, action, at, state, recorded_state_before)
          VALUES ('Activity', 1, 1, 'CREATED', '2026-01-01T00:00:00.000Z', '${snapshot}', '${snapshot}')`,
      );
      const first = dataSource.migrations.findIndex(({ name }) => name === TermsOfColumns1767950000000.name);
      for (let left = dataSource.migrations.length; left > first; left--) await dataSource.undoLastMigration();

      const former = snapshot.replace(',"status":{"state"', ',"standing":{"state"');
      const undone = 'SELECT thing_id AS id, act, state, found FROM revision';
      expect(await dataSource.query(undone)).toEqual([{ id: 1, act: 'CREATED', state: former, found: former }]);

      await dataSource.runMigrations();
      const renamed = 'SELECT item_id AS id, action, state, recorded_state_before AS before FROM revision';
      expect(await dataSource.query(renamed)).toEqual([
        { id: 1, action: 'CREATED', state: snapshot, before: snapshot },
      ]);
    });
  });

  test('fold existing text again, for filters and for search', async () => {
    await useDemonstration();
    await withDataSource(async (dataSource) => {
      const first = dataSource.migrations.findIndex(({ name }) => name === SearchFolding1764450000000.name);
      for (let left = dataSource.migrations.length; left > first; left--) await dataSource.undoLastMigration();
      const columns = {
        network: ['name', 'acronym'],
        organisation: ['name', 'acronym'],
        activity: ['title', 'code', 'place'],
        activity_topic: ['topic'],
        news_item: ['title'],
      };
      const places = Object.entries(columns).flatMap(([table, names]) => names.map((name) => ({ table, name })));
      for (const { table, name } of places) {
        const one = table === 'activity_topic' ? 'activity_id = 1 AND position = 1' : 'id = 1';
        await dataSource.query(`UPDATE ${table} SET ${name} = 'Oʻß', ${name}_folded = 'oʻß' WHERE ${one}`);
      }
      const others = (): Promise<unknown> =>
        dataSource.query('SELECT id, title_folded FROM activity WHERE id > 1 ORDER BY id');
      const before = await others();

      await dataSource.runMigrations();

      for (const { table, name } of places) {
        const compared = table === 'activity_topic' ? 'activity_topic_text' : table;
        const folded = `SELECT ${name} AS text FROM ${compared} WHERE ${name}_folded = 'o''ss'`;
        expect([table, name, await dataSource.query(folded)]).toEqual([table, name, [{ text: 'Oʻß' }]]);
      }
      expect(await others()).toEqual(before);
    });
    const database = await open();
    const query = parseSearchText('"o\'SS"')!;
    const statement = matchCount(database.read, { indexes: ['search_public', 'search_hidden'], query, others: null });
    expect(Number((await database.read.query(statement))[0]!['total'])).toBe(4);
    await database.close();
  });

  test('have the topics of existing translations as the server stores them', async () => {
    await useDemonstration();
    await withDataSource(async (dataSource) => {
      const findTexts = (): Promise<unknown[]> =>
        dataSource.query('SELECT * FROM activity_topic_text ORDER BY activity_id, locale, position');
      const before = await findTexts();
      expect(before).toContainEqual(expect.objectContaining({ locale: 'ru', state: 'PUBLISHED' }));

      const first = dataSource.migrations.findIndex(({ name }) => name === TopicsInLanguages1764910000000.name);
      for (let left = dataSource.migrations.length; left > first; left--) await dataSource.undoLastMigration();
      await dataSource.runMigrations();

      expect(await findTexts()).toEqual(before);
    });
  });

  if (__DATABASE__ === 'postgres') {
    test('keep the search index when they add the words that rank it, and let no cached search outlive that', async () => {
      await useDemonstration();
      await withDataSource(async (dataSource) => {
        const findEntries = (): Promise<unknown[]> =>
          dataSource.query(`SELECT 'public' AS index, * FROM search_public
            UNION ALL SELECT 'hidden', * FROM search_hidden ORDER BY index, entry`);
        const findRevisions = async (): Promise<Map<string, string>> => {
          const rows = await dataSource.query<{ name: string; sum: string }[]>(
            'SELECT table_name AS name, sum(mark) AS sum FROM table_revision GROUP BY table_name',
          );
          return new Map(rows.map(({ name, sum }) => [name, sum]));
        };
        const before = await findEntries();
        expect(before).toContainEqual(expect.objectContaining({ index: 'public', ranked_words: expect.any(String) }));

        const first = dataSource.migrations.findIndex(({ name }) => name === RankedWords1767200000000.name);
        for (let left = dataSource.migrations.length; left > first; left--) await dataSource.undoLastMigration();
        expect((await findEntries())[0]).not.toHaveProperty('ranked_words');
        const old = await findRevisions();
        await dataSource.runMigrations();

        expect(await findEntries()).toEqual(before);
        const revisions = await findRevisions();
        const raised = [...revisions.keys()].filter((name) => revisions.get(name) !== old.get(name));
        expect(raised).toEqual(expect.arrayContaining(['activity', 'network', 'news_item', 'organisation']));
      });
    });
  }

  test.each([
    {
      scripts: 'Arabic and Hebrew',
      migration: SearchInArabicAndHebrew1767910000000,
      texts: ['المُدَّعِين', 'أعمال', 'עברית', 'שָׁלוֹם'],
      searches: ['"المدعين"', '"اعمال"', '"עברית"', '"שלום"'],
      word: 'المدعين',
    },
    {
      scripts: 'scripts without spaces',
      migration: SearchWithoutSpaces1767920000000,
      texts: ['国际合作', 'การพัฒนา', '対策', 'កិច្ច'],
      searches: ['"际合"', '"พัฒนา"', '"策"', '"ច្ច"'],
      word: '际合',
    },
  ])('write the search entries of texts in $scripts anew, and no others', async (rewritten) => {
    const { migration, texts, searches, word } = rewritten;
    await useDemonstration();
    const undo = async (dataSource: DataSource): Promise<void> => {
      const first = dataSource.migrations.findIndex(({ name }) => name === migration.name);
      for (let left = dataSource.migrations.length; left > first; left--) await dataSource.undoLastMigration();
    };
    await withDataSource(async (dataSource) => {
      const findRevisions = async (): Promise<Map<string, unknown>> => {
        const column = __DATABASE__ === 'sqlite' ? 'revision' : 'mark';
        const rows = await dataSource.query<{ name: string; sum: unknown }[]>(
          `SELECT table_name AS name, sum(${column}) AS sum FROM table_revision
            WHERE table_name IN ('activity', 'network', 'news_item', 'organisation') GROUP BY table_name`,
        );
        return new Map(rows.map(({ name, sum }) => [name, sum]));
      };
      await undo(dataSource);
      for (const statement of [
        `UPDATE activity SET title = '${texts[0]}' WHERE id = 2`,
        `UPDATE activity_translation SET summary = '${texts[1]}' WHERE activity_id = 3 AND state = 'PUBLISHED'`,
        `UPDATE activity_topic SET topic = '${texts[2]}' WHERE activity_id = 4 AND position = 1`,
        `UPDATE news_item SET excerpt = '${texts[3]}' WHERE id = 1`,
        __DATABASE__ === 'sqlite'
          ? `UPDATE search_public SET names = 'untouched', summaries = '', bodies = '', topics = ''`
          : `UPDATE search_public SET words = 'untouched'`,
      ]) {
        await dataSource.query(statement);
      }
      const before = await findRevisions();

      await dataSource.runMigrations();

      const after = await findRevisions();
      expect([...after.keys()].filter((name) => after.get(name) !== before.get(name)).sort()).toEqual([
        'activity',
        'news_item',
      ]);
    });
    const database = await open();
    const find = async (text: string): Promise<number> => {
      const query = parseSearchText(text)!;
      const search = { indexes: ['search_public'], query, others: null } as const;
      return Number((await database.read.query(matchCount(database.read, search)))[0]!['total']);
    };
    const [all] = await database.read.query(sql`SELECT count(*) AS entries FROM search_public`);
    const found = await Promise.all(searches.map(find));
    expect(found).toEqual([1, 1, 1, 1]);
    expect(await find('"untouched"')).toBe(Number(all!['entries']) - 4);
    await database.close();
    if (__DATABASE__ === 'sqlite') return;
    // Last, because later migrations may write entries when they are undone.
    await withDataSource(async (dataSource) => {
      const isAsBefore = async (): Promise<boolean> => {
        const [row] = await dataSource.query<{ found: boolean }[]>(
          `SELECT bool_or(words::text LIKE '%''${word}''%') AS found FROM search_public`,
        );
        return !row!.found;
      };
      expect(await isAsBefore()).toBe(false);
      await undo(dataSource);
      expect(await isAsBefore()).toBe(true);
      await dataSource.runMigrations();
    });
  });

  test('keep the grants from before API keys could have grants', async () => {
    await useDemonstration();
    await withDataSource(async (dataSource) => {
      const grant = { createdAt: '2026-11-24T12:00:00.000Z', expiresAt: '2026-11-24T12:15:00.000Z' };
      await dataSource.manager.insert(DocumentGrant, { ...grant, tokenHash: 'a', accountId: 1 });
      await dataSource.manager.insert(DocumentGrant, { ...grant, tokenHash: 'b' });
      const findGrants = (): Promise<unknown[]> => dataSource.query('SELECT * FROM document_grant ORDER BY id');
      const before = await findGrants();
      expect(before).toMatchObject([{ account_id: 1, api_key_id: null }, { account_id: null }]);

      const first = dataSource.migrations.findIndex(({ name }) => name === GrantsOfApiKeys1764460000000.name);
      for (let left = dataSource.migrations.length; left > first; left--) await dataSource.undoLastMigration();
      expect((await findGrants())[0]).not.toHaveProperty('api_key_id');
      await dataSource.runMigrations();

      expect(await findGrants()).toEqual(before);
    });
  });

  test('keep previews and access codes, and those of a deleted account have no creator after a way back', async () => {
    await useDemonstration();
    await withDataSource(async (dataSource) => {
      const { manager } = dataSource;
      const at = '2026-11-24T12:00:00.000Z';
      const code = {
        documentId: 1,
        recipient: 'X',
        secretHash: 'x',
        createdAt: at,
        expiresAt: null,
        maxUses: null,
        uses: 0,
      };
      await manager.insert(DocumentAccessCode, { ...code, lookup: 'a', createdById: 1 });
      await manager.insert(DocumentAccessCode, { ...code, lookup: 'b', createdById: 999 });
      const { identifiers } = await manager.insert(DocumentAccessCode, { ...code, lookup: 'c', createdByKeyId: 1 });
      await manager.insert(DocumentGrant, {
        tokenHash: 'a',
        accessCodeId: identifiers[0]!['id'],
        createdAt: at,
        expiresAt: at,
      });
      await manager.insert(Preview, {
        tokenHash: 'a',
        type: PublishableType.ACTIVITY,
        itemId: 1,
        createdById: 1,
        expiresAt: at,
      });
      const creators = (): Promise<unknown[]> =>
        dataSource.query('SELECT lookup, created_by_id FROM document_access_code ORDER BY lookup');

      const first = dataSource.migrations.findIndex(
        ({ name }) => name === CreatorsOfPreviewsAndCodes1764510000000.name,
      );
      for (let left = dataSource.migrations.length; left > first; left--) await dataSource.undoLastMigration();

      const kept = [
        { lookup: 'a', created_by_id: 1 },
        { lookup: 'b', created_by_id: null },
        { lookup: 'c', created_by_id: null },
      ];
      expect(await creators()).toEqual(kept);
      await dataSource.runMigrations();
      expect(await creators()).toEqual(kept);
      expect(await dataSource.query('SELECT created_by_id, created_by_key_id FROM preview')).toEqual([
        { created_by_id: null, created_by_key_id: null },
      ]);
      expect(await manager.count(DocumentGrant)).toBe(1);
    });
  });

  test('find the translations that are out of date, by texts and by lists of texts', async () => {
    await useDemonstration();
    await withDataSource(async (dataSource) => {
      const findOutdated = (): Promise<unknown[]> =>
        dataSource.query(`SELECT activity_id AS activity, locale FROM activity_translation
          WHERE has_outdated_texts = 1 ORDER BY activity_id, locale`);
      const [known] = await findOutdated();
      expect(known).toMatchObject({ locale: 'ru' });
      const { activity } = known as { activity: number };
      const translated = `SELECT DISTINCT activity_id AS id FROM activity_translation
        WHERE activity_id <> ${activity} ORDER BY activity_id LIMIT 2`;
      const [one, other] = (await dataSource.query<{ id: number }[]>(translated)) as [{ id: number }, { id: number }];
      await dataSource.query(`UPDATE objective SET text = text || '.' WHERE activity_id = ${one.id} AND position = 2`);
      await dataSource.query(
        `UPDATE activity_topic SET topic = topic || '.' WHERE activity_id = ${other.id} AND position = 1`,
      );

      const indexOf = (migration: { name: string }): number =>
        dataSource.migrations.findIndex(({ name }) => name === migration.name);
      const undo = async (count: number): Promise<void> => {
        for (let done = 0; done < count; done++) await dataSource.undoLastMigration();
      };
      const [first, results] = [indexOf(OutdatedTranslations1764740000000), indexOf(TranslatedResults1766500000000)];
      await undo(dataSource.migrations.length - results);
      const before = (await findOutdated()) as { activity: number }[];
      expect(new Set(before.map((row) => row.activity))).toEqual(new Set([activity, one.id, other.id]));
      await undo(results - first);
      await dataSource.runMigrations();

      const found = (await findOutdated()) as { activity: number }[];
      expect(new Set(found.map((row) => row.activity))).toEqual(new Set([activity, one.id, other.id]));
      expect(found.filter((row) => row.activity === activity)).toEqual([known]);
    });
  });

  test('keep the rows that refer to an altered table', async () => {
    class AlterNetwork1999000000000 implements MigrationInterface {
      readonly name = 'AlterNetwork1999000000000';
      async up(runner: QueryRunner): Promise<void> {
        // SQLite rebuilds the table for this, and drops the old one.
        await runner.addColumn('network', new TableColumn({ name: 'extra', type: 'integer', isNullable: true }));
      }
      async down(): Promise<void> {}
    }
    await useDemonstration();
    const before = await withDataSource(rowCounts);
    const url = parseDatabaseUrl(storage.url)!;
    const { options } = createDataSource(url, entities, 'write');
    const known = options.migrations as (new () => MigrationInterface)[];
    const later = new DataSource({ ...options, migrations: [...known, AlterNetwork1999000000000] });
    await later.initialize();

    await migrate(later, url);

    expect(await later.query('SELECT extra FROM network WHERE extra IS NOT NULL')).toEqual([]);
    expect(await rowCounts(later)).toEqual(before);
    await later.destroy();
  });

  if (__DATABASE__ === 'sqlite') {
    test('run in a file whose tables have all been dropped', async () => {
      const file = new Sqlite(storage.url.replace('sqlite:', ''));
      file.exec('CREATE TABLE former (id INTEGER PRIMARY KEY AUTOINCREMENT); DROP TABLE former');
      file.close();

      await (await open()).close();

      expect(await withDataSource(differences)).toEqual([]);
    });
  }

  test('leave foreign keys enabled', async () => {
    const database = await open();
    const orphan = `INSERT INTO component (code, name, programme_id) VALUES ('x', 'X', 1)`;
    await expect(database.write((manager) => manager.query(orphan))).rejects.toThrow(/foreign key/i);
    await database.close();
  });
});

describe('instances that start together on an empty database', () => {
  async function expectMigratedOnce(): Promise<void> {
    await withDataSource(async (dataSource) => {
      expect(await dataSource.query('SELECT name FROM migrations ORDER BY id')).toEqual(
        dataSource.migrations.map(({ name }) => ({ name })),
      );
      expect(await differences(dataSource)).toEqual([]);
    });
  }

  test('all succeed within one process', async () => {
    const url = parseDatabaseUrl(storage.url)!;
    const dataSources = [1, 2, 3].map(() => createDataSource(url, entities, 'write'));
    for (const dataSource of dataSources) await dataSource.initialize();
    await Promise.all(dataSources.map((dataSource) => migrate(dataSource, url)));
    for (const dataSource of dataSources) await dataSource.destroy();
    await expectMigratedOnce();
  });

  test('all succeed as separate processes, and one of them loads the demonstration', async () => {
    const processes = [1, 2].map(() =>
      startDatabaseScript(
        storage.url,
        `const { loadDemonstration } = require('./seeds/load-demonstration.js');
        const { Passwords } = require('./modules/identity/password/passwords.js');
        await start();
        const database = await open();
        console.log((await loadDemonstration(database, new Passwords(4), async () => {})) ? 'loaded it' : 'found it');
        await database.close();`,
      ),
    );
    await proceed(processes);
    const ends = await Promise.all(processes.map(({ ended }) => ended));

    expect(ends.map(({ code, errors }) => ({ code, errors }))).toEqual(ends.map(() => ({ code: 0, errors: '' })));
    expect(ends.map(({ output }) => /found|loaded/.exec(output)?.[0]).sort()).toEqual(['found', 'loaded']);
    await expectMigratedOnce();
    expect((await withDataSource(rowCounts))['account']).toBe(4);
  });

  if (__DATABASE__ === 'sqlite') {
    /**
     * Starts an instance while the file is locked, and calls `finish` to release the lock. Returns how the instance
     * ended.
     */
    async function openWhileLocked(finish: () => Promise<void>): Promise<EndedProcess> {
      const instance = startDatabaseScript(storage.url, 'await start(); await (await open()).close();');
      await proceed([instance]);
      await delay(400);
      expect(instance.child.exitCode).toBeNull();
      await finish();
      return instance.ended;
    }

    test('wait for one that is in the middle of the migrations', async () => {
      await withDataSource(async (dataSource) => {
        await dataSource.query('BEGIN IMMEDIATE');
        await dataSource.runMigrations({ transaction: 'none' });
        const end = await openWhileLocked(() => dataSource.query('COMMIT'));
        expect(end).toMatchObject({ code: 0, errors: '' });
      });
      await expectMigratedOnce();
    });

    test('wait for one that is creating the file', async () => {
      const connection = new Sqlite(storage.url.replace('sqlite:', ''));
      connection.exec('BEGIN IMMEDIATE');
      const end = await openWhileLocked(async () => void connection.close());
      expect(end).toMatchObject({ code: 0, errors: '' });
      await expectMigratedOnce();
    });
  }
});

test('refuses a database with a migration that this release does not know, and names it', async () => {
  await useDemonstration();
  await withDataSource((dataSource) =>
    dataSource.query(`INSERT INTO migrations (timestamp, name) VALUES (1999000000000, 'Later1999000000000')`),
  );
  const before = await withDataSource(rowCounts);

  const error = await open().then(
    () => null,
    (reason: unknown) => reason,
  );

  expect(error).toBeInstanceOf(StartupError);
  expect(error).toMatchObject({ exitCode: 78, message: expect.stringMatching(/newer.*Later1999000000000/) });
  expect(await withDataSource(rowCounts)).toEqual(before);
});
