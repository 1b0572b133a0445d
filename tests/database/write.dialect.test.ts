import { existsSync, statSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { Client, Pool } from 'pg';
import { type EntityManager, QueryFailedError } from 'typeorm';
import { Database } from '../../src/database/database';
import { parseDatabaseUrl } from '../../src/database/database-url';
import { ReadOperation } from '../../src/database/operations/read-operation';
import { PostgresConnections } from '../../src/database/postgres/postgres-connections';
import { type Sql, sql } from '../../src/database/sql/sql';
import { Component } from '../../src/modules/catalogue/programme/component.entity';
import { Programme } from '../../src/modules/catalogue/programme/programme.entity';
import { Region } from '../../src/modules/catalogue/region/region.entity';
import { entities } from '../../src/modules/entities';
import { describeWith } from '../support/outside-programs';
import { killProcesses, startDatabaseScript } from '../support/processes';
import { createMigratedDatabase, type TestDatabase } from '../support/test-database';
import { OTHER_THAN_TIMEOUTS } from '../support/timing';

/** Sets limits of a running process. */
const PRLIMIT = '/usr/bin/prlimit';

let storage: TestDatabase;
let database: Database;

beforeEach(async () => {
  storage = await createMigratedDatabase();
  database = await Database.open(parseDatabaseUrl(storage.url)!, entities);
});

afterEach(async () => {
  await killProcesses();
  await database.close();
  await storage.drop();
});

function saveProgramme(manager: EntityManager, slug: string): Promise<Programme> {
  return manager.save(manager.create(Programme, { slug, name: slug, acronym: null, description: null }));
}

function saveComponent(manager: EntityManager, code: string, programmeId: number): Promise<Component> {
  return manager.save(manager.create(Component, { code, name: code, description: null, programmeId }));
}

function saveRegion(manager: EntityManager, code: string): Promise<Region> {
  return manager.save(manager.create(Region, { code, name: code }));
}

async function texts(statement: Sql): Promise<string[]> {
  return (await database.read.query<{ text: string }>(statement)).map(({ text }) => text);
}

const programmes = sql`SELECT slug AS text FROM programme ORDER BY slug`;
const regions = sql`SELECT code AS text FROM region ORDER BY code`;

describe('concurrent units of work', () => {
  /** Writes a programme and its component, with a pause after each. Every unit with an odd number then fails. */
  async function unit(manager: EntityManager, number: number): Promise<void> {
    const programme = await saveProgramme(manager, `programme-${number}`);
    await delay(2);
    await saveComponent(manager, `component-${number}`, programme.id);
    await delay(2);
    if (number % 2 === 1) throw new Error(`Unit ${number} fails`);
  }

  test('commit exactly the writes of those that succeed, and readers never see anything else', async () => {
    let isOver = false;
    const numbers = Array.from({ length: 50 }, (_, number) => number);
    const units = Promise.allSettled(
      numbers.map((number) => database.write((manager) => unit(manager, number))),
    ).finally(() => (isOver = true));
    const seen = new Set<number>();
    const read = async (): Promise<void> => {
      while (!isOver) {
        const rows = await database.read.query<{ slug: string; code: string | null }>(
          sql`SELECT p.slug, c.code FROM programme p LEFT JOIN component c ON c.programme_id = p.id`,
        );
        expect(rows.filter(({ code }) => code === null)).toEqual([]);
        expect(rows.filter(({ slug }) => Number(slug.split('-')[1]) % 2 === 1)).toEqual([]);
        seen.add(rows.length);
        await delay(1);
      }
    };
    await Promise.all([read(), read(), read()]);

    const outcomes = (await units).map((outcome) =>
      outcome.status === 'fulfilled' ? 'committed' : (outcome.reason as Error).message,
    );
    expect(outcomes).toEqual(numbers.map((number) => (number % 2 === 0 ? 'committed' : `Unit ${number} fails`)));
    const even = numbers.filter((number) => number % 2 === 0);
    expect(new Set(await texts(programmes))).toEqual(new Set(even.map((number) => `programme-${number}`)));
    expect(new Set(await texts(sql`SELECT code AS text FROM component`))).toEqual(
      new Set(even.map((number) => `component-${number}`)),
    );
    // Otherwise, the readers looked too seldom to prove anything.
    expect(seen.size).toBeGreaterThan(3);
  });

  test('lose nothing when another process writes to the same database', async () => {
    const other = startDatabaseScript(
      storage.url,
      `const { Region } = require('./modules/catalogue/region/region.entity.js');
      const database = await open();
      for (let number = 0; number < 40; number++) {
        await database.write(async (manager) => {
          const before = await manager.count(Region);
          await manager.save(manager.create(Region, { code: 'other-' + number, name: String(before) }));
        });
        if (number === 0) console.log('writing');
      }
      await database.close();`,
    );
    await other.prints(/writing/);
    for (let number = 0; number < 40; number++) {
      await database.write(async (manager) => {
        // A unit that reads before it writes must not fail because the other process writes in between.
        const before = await manager.count(Region);
        await delay(1);
        await manager.save(manager.create(Region, { code: `own-${number}`, name: String(before) }));
      });
    }

    expect(await other.ended).toMatchObject({ code: 0, errors: '' });
    expect(await texts(regions)).toHaveLength(80);
    if (__DATABASE__ === 'sqlite') {
      // On SQLite, units of work are serial across processes: each sees all earlier ones.
      expect(await texts(sql`SELECT name AS text FROM region ORDER BY id`)).toEqual(
        Array.from({ length: 80 }, (_, before) => String(before)),
      );
    }
  });

  if (__DATABASE__ === 'sqlite') {
    test('wait for another process without blocking the event loop', async () => {
      const other = new Sqlite(storage.url.replace('sqlite:', ''));
      other.exec('BEGIN IMMEDIATE');
      const unit = database.write((manager) => saveProgramme(manager, 'waited'));

      const from = performance.now();
      for (let turn = 0; turn < 20; turn++) await delay(1);
      expect(performance.now() - from).toBeLessThan(2_000);
      expect(await texts(programmes)).toEqual([]);
      other.exec('COMMIT');
      other.close();

      await unit;
      expect(await texts(programmes)).toEqual(['waited']);
    });

    test('show their writes as soon as they end, even to readers that have just read', async () => {
      const before = await database.write(async (manager) => {
        await saveRegion(manager, 'new');
        return texts(regions);
      });
      expect(before).toEqual([]);
      expect(await texts(regions)).toEqual(['new']);
    });

    test('begin with what another process has committed, even if readers have just read', async () => {
      const other = new Sqlite(storage.url.replace('sqlite:', ''));
      // After 8 ms, a statement would wait for the next turn, whose snapshot is new in any case.
      const clock = jest.spyOn(performance, 'now').mockReturnValue(performance.now());
      const looked = texts(regions);
      other.exec("INSERT INTO region (code, name, version) VALUES ('other', 'other', 1)");
      other.close();
      const seen = await database
        .write(() => texts(regions))
        .finally(() => {
          clock.mockRestore();
        });
      expect(seen).toEqual(['other']);
      expect(await looked).toEqual([]);
    });

    test('give the disk space of the write-ahead log back after a large one', async () => {
      const bytesOfLog = (): number => statSync(`${storage.url.replace('sqlite:', '')}-wal`).size;
      await database.write((manager) => manager.query(`CREATE TABLE large AS SELECT zeroblob(${2 ** 25}) AS bytes`));
      expect(bytesOfLog()).toBeGreaterThan(2 ** 25);

      await database.write((manager) => saveRegion(manager, 'begins-the-log-anew'));

      expect(bytesOfLog()).toBeLessThanOrEqual(2 ** 24);
    });

    test('run one after another, in the order in which they were started', async () => {
      const events: string[] = [];
      await Promise.all(
        ['a', 'b', 'c'].map((name) =>
          database.write(async (manager) => {
            events.push(`${name} begins`);
            await saveRegion(manager, name);
            await delay(5);
            events.push(`${name} ends`);
          }),
        ),
      );
      expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    });
  }
});

if (__DATABASE__ === 'sqlite') {
  test('statements in one turn of the event loop see the same snapshot, and those in the next turn a new one', async () => {
    const other = new Sqlite(storage.url.replace('sqlite:', ''));
    const inserted: string[] = [];
    let [before, after]: string[][] = [];
    // A statement that takes long leaves the next one to another turn. On a busy machine, any statement can.
    while (inserted.length < 20 && (after === undefined || after.length > before!.length)) {
      inserted.push(`other-${inserted.length + 10}`);
      await nextTurn();
      const first = texts(regions);
      other.exec(`INSERT INTO region (code, name, version) VALUES ('${inserted.at(-1)}', 'other', 1)`);
      const second = texts(regions);
      [before, after] = [await first, await second];
    }
    expect([before, after]).toEqual([inserted.slice(0, -1), inserted.slice(0, -1)]);
    await nextTurn();
    expect(await texts(regions)).toEqual(inserted);
    other.close();
  });
}

describe('a unit of work', () => {
  test('returns the result of its work once readers see its writes', async () => {
    const id = await database.write(async (manager) => (await saveRegion(manager, 'new')).id);
    expect(await database.read.query(sql`SELECT id, code FROM region`)).toEqual([{ id, code: 'new' }]);
  });

  test('does not see its own writes through `read` before it ends', async () => {
    await database.write(async (manager) => {
      await saveRegion(manager, 'new');
      expect(await texts(regions)).toEqual([]);
    });
    expect(await texts(regions)).toEqual(['new']);
  });

  test('fails when it starts another unit of work', async () => {
    const outer = database.write(async (manager) => {
      await saveRegion(manager, 'outer');
      await database.write((inner) => saveRegion(inner, 'inner'));
    });
    await expect(outer).rejects.toThrow('A unit of work must not start another one');
    expect(await texts(regions)).toEqual([]);
  });

  test('continues after catching the failure of a nested one, and later ones do not wait', async () => {
    await database.write(async (manager) => {
      await saveRegion(manager, 'outer');
      await database.write((inner) => saveRegion(inner, 'inner')).catch(() => undefined);
    });
    await database.write((manager) => saveRegion(manager, 'next'));
    expect(await texts(regions)).toEqual(['next', 'outer']);
  });

  test('fails and changes nothing when it violates a foreign key', async () => {
    const write = database.write(async (manager) => {
      await saveProgramme(manager, 'valid');
      await saveComponent(manager, 'orphan', 987_654);
    });
    await expect(write).rejects.toThrow(/foreign key/i);
    expect(await texts(programmes)).toEqual([]);
    expect(await texts(sql`SELECT code AS text FROM component`)).toEqual([]);
  });

  test('fails and changes nothing when it would delete the programme of an activity', async () => {
    const programme = await database.write(async (manager) => {
      const saved = await saveProgramme(manager, 'held');
      await manager.query(
        `INSERT INTO activity (slug, title, summary, publication_state, created_at, updated_at, title_folded, programme_id)
        VALUES ('a', 'A', 'A', 'PUBLISHED', '', '', 'a', ${saved.id})`,
      );
      return saved;
    });
    await expect(database.write((manager) => manager.delete(Programme, programme.id))).rejects.toThrow(/foreign key/i);
    expect(await texts(programmes)).toEqual(['held']);
    expect(await texts(sql`SELECT slug AS text FROM activity WHERE programme_id IS NOT NULL`)).toEqual(['a']);
  });

  test('deletes the components of a programme that it deletes', async () => {
    const programme = await database.write(async (manager) => {
      const saved = await saveProgramme(manager, 'doomed');
      await saveComponent(manager, 'doomed', saved.id);
      return saved;
    });
    await database.write((manager) => manager.delete(Programme, programme.id));
    expect(await texts(sql`SELECT code AS text FROM component`)).toEqual([]);
  });

  test('fails when the database has rolled it back, and later ones are committed', async () => {
    await expect(
      database.write(async (manager) => {
        await saveRegion(manager, 'before');
        if (__DATABASE__ === 'sqlite') await fillDisk(manager);
        // A statement that fails ends the transaction on PostgreSQL.
        else await manager.query('SELECT 1 / 0');
      }),
    ).rejects.toMatchObject(
      __DATABASE__ === 'sqlite'
        ? { code: 'OVERLOADED', cause: { message: expect.stringContaining('disk is full') } }
        : { message: 'division by zero' },
    );
    await expect(database.write(() => Promise.reject(new Error('unrelated')))).rejects.toThrow('unrelated');

    await database.write((manager) => saveRegion(manager, 'after'));

    expect(await texts(regions)).toEqual(['after']);
  });

  if (__DATABASE__ === 'sqlite') {
    test('fails when an error has ended its transaction, and later ones are committed', async () => {
      await expect(
        database.write(async (manager) => {
          await saveRegion(manager, 'before');
          await manager.query('INSERT OR ROLLBACK INTO region SELECT * FROM region');
        }),
      ).rejects.toThrow(/UNIQUE constraint failed/);
      await expect(database.write(() => Promise.reject(new Error('unrelated')))).rejects.toThrow('unrelated');

      await database.write((manager) => saveRegion(manager, 'after'));

      expect(await texts(regions)).toEqual(['after']);
    });

    test('has surely changed nothing when the disk fails before the commit', async () => {
      const failure = Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_READ' });
      const unit = database.write(async (manager) => {
        await saveRegion(manager, 'lost');
        throw new QueryFailedError('SELECT 1', [], failure);
      });

      await expect(unit).rejects.toMatchObject({ code: 'OVERLOADED' });
      expect(await texts(regions)).toEqual([]);
    });
  }

  if (__DATABASE__ === 'sqlite') {
    describeWith(
      existsSync(PRLIMIT),
      `Errors of the disk are NOT covered: there is no ${PRLIMIT} (package util-linux).`,
      'whose disk fails',
      () => {
        test('while it is committed is not confirmed, and later ones are committed', async () => {
          // Changes are written to the file when they are committed. Writing beyond its present size is an error of the disk.
          const script = startDatabaseScript(
            storage.url,
            `const { execFileSync } = require('node:child_process');
            const { Region } = require('./modules/catalogue/region/region.entity.js');
            const limit = (bytes) => execFileSync('${PRLIMIT}', ['--pid', String(process.pid), '--fsize=' + bytes + ':']);
            const { size } = require('node:fs').statSync(${JSON.stringify(`${storage.url.replace('sqlite:', '')}-wal`)});
            const database = await open();
            const save = (code) => database.write(async (manager) => {
              await manager.save(manager.create(Region, { code, name: code }));
              if (code === 'unconfirmed') limit(size);
            });
            await save('unconfirmed').catch(({ code, cause }) => console.log(code, cause.message));
            limit('unlimited');
            await save('after');
            await database.close();`,
          );

          expect(await script.ended).toMatchObject({
            code: 0,
            errors: '',
            output: 'TIMEOUT SqliteError: disk I/O error\n',
          });
          expect(await texts(regions)).toEqual(['after']);
        });
      },
    );
  }

  async function fillDisk(manager: EntityManager): Promise<void> {
    const [{ page_count: pages }] = await manager.query<[{ page_count: number }]>('PRAGMA page_count');
    await manager.query(`PRAGMA max_page_count = ${pages + 5}`);
    for (let number = 0; ; number++) {
      await manager.save(manager.create(Region, { code: `full-${number}`, name: 'x'.repeat(2_000) }));
    }
  }

  if (__DATABASE__ === 'postgres') {
    test('waits for a connection for as long as others need theirs', async () => {
      let isOver = false;
      const others = Array.from({ length: 10 }, () =>
        database.write(async () => {
          while (!isOver) await delay(50);
        }),
      );
      const waiting = database.write((manager) => saveRegion(manager, 'R1'));
      // The pool gives up after five seconds.
      await delay(5_200);
      isOver = true;

      await Promise.all(others);
      expect(await waiting).toMatchObject({ code: 'R1' });
    });

    test('fails when its connection is lost, and later ones get a new connection', async () => {
      await expect(
        database.write(async (manager) => {
          await saveRegion(manager, 'lost');
          await manager.query('SELECT pg_terminate_backend(pg_backend_pid())');
        }),
      ).rejects.toMatchObject({ code: 'OVERLOADED', cause: { message: expect.stringContaining('terminat') } });
      await database.write((manager) => saveRegion(manager, 'after'));
      expect(await texts(regions)).toEqual(['after']);
    });

    test.each<[what: string, next: (manager: EntityManager) => Promise<unknown>]>([
      ['it saves an entity', (manager) => saveRegion(manager, 'not reached')],
      ['it deletes rows', (manager) => manager.delete(Region, { code: 'lost' })],
    ])('fails when its connection is lost before %s', async (_what, next) => {
      await expect(
        database.write(async (manager) => {
          await saveRegion(manager, 'lost');
          const [{ pid }] = await manager.query<[{ pid: number }]>('SELECT pg_backend_pid() AS pid');
          await database.read.query(sql`SELECT pg_terminate_backend(${pid}::integer)`);
          while (!manager.queryRunner!.isReleased) await delay(5);
          await next(manager);
        }),
      ).rejects.toMatchObject({ code: 'OVERLOADED' });
      expect(await texts(regions)).toEqual([]);
    });

    test('fails when an operator cancels its statement, and later ones are committed', async () => {
      await expect(
        database.write(async (manager) => {
          await saveRegion(manager, 'cancelled');
          await manager.query('SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(9)');
        }),
      ).rejects.toMatchObject({ code: 'OVERLOADED', cause: { message: expect.stringContaining('user request') } });
      await database.write((manager) => saveRegion(manager, 'after'));
      expect(await texts(regions)).toEqual(['after']);
    });

    test('fails when the database accepts no changes, and later ones are committed', async () => {
      await expect(
        database.write(async (manager) => {
          await manager.query('SET TRANSACTION READ ONLY');
          await saveRegion(manager, 'refused');
        }),
      ).rejects.toMatchObject({ code: 'OVERLOADED', cause: { message: expect.stringContaining('read-only') } });
      await database.write((manager) => saveRegion(manager, 'after'));
      expect(await texts(regions)).toEqual(['after']);
    });

    test('gives up its locks and fails if its server is stopped for so long that others would fail', async () => {
      database.limitUnits();
      const other = new Client(storage.url);
      await other.connect();
      let waiting: Promise<unknown> | undefined;
      await expect(
        database.write(async (manager) => {
          await saveRegion(manager, 'stopped');
          expect(await manager.query('SHOW idle_in_transaction_session_timeout')).toMatchObject([
            { idle_in_transaction_session_timeout: '30s' },
          ]);
          await manager.query('SET LOCAL idle_in_transaction_session_timeout = 50');
          waiting = other.query(`INSERT INTO region (code, name) VALUES ('stopped', 'of another server')`);
          // Stops this thread.
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
          await saveRegion(manager, 'not reached');
        }),
      ).rejects.toMatchObject({
        code: 'OVERLOADED',
        cause: { message: expect.stringContaining('idle-in-transaction') },
      });
      await waiting;
      await other.end();
      expect(await texts(sql`SELECT name AS text FROM region`)).toEqual(['of another server']);
    });

    test.each(['repeatable read', 'serializable'])(
      'changes what another one has committed meanwhile, although the isolation of the role is %s',
      async (isolation) => {
        const url = new URL(storage.url);
        url.searchParams.set('options', `-c default_transaction_isolation=${isolation.replace(' ', '\\ ')}`);
        const configured = await Database.open(parseDatabaseUrl(url.href)!, entities);
        await configured.write((manager) => saveRegion(manager, 'A'));

        await configured.write(async (manager) => {
          await manager.query('SELECT name FROM region');
          await database.write((other) => other.query(`UPDATE region SET name = 'B'`));
          await manager.query(`UPDATE region SET name = name || 'C'`);
        });

        expect(await texts(sql`SELECT name AS text FROM region`)).toEqual(['BC']);
        await configured.close();
      },
    );

    test('fails while the database is set to read-only, and later ones are committed on new connections', async () => {
      const name = new URL(storage.url).pathname.slice(1);
      const client = new Client(storage.url);
      await client.connect();
      const others = `datname = current_database() AND pid <> pg_backend_pid()`;
      await client.query(`ALTER DATABASE "${name}" SET default_transaction_read_only = on`);
      await client.query(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE ${others}`);

      await expect(database.write((manager) => saveRegion(manager, 'refused'))).rejects.toMatchObject({
        code: 'OVERLOADED',
        cause: { message: expect.stringContaining('read-only transaction') },
      });
      await client.query(`ALTER DATABASE "${name}" RESET default_transaction_read_only`);
      await client.end();
      await database.write((manager) => saveRegion(manager, 'after'));

      expect(await texts(regions)).toEqual(['after']);
    });

    test('says that it may have been saved when its connection is lost during the commit', async () => {
      await database.write(async (manager) => {
        await manager.query(`CREATE FUNCTION end_connection() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$`);
        await manager.query(`CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON region DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW EXECUTE FUNCTION end_connection()`);
      });

      await expect(database.write((manager) => saveRegion(manager, 'lost'))).rejects.toMatchObject({
        code: 'TIMEOUT',
        cause: { message: expect.stringContaining('terminat') },
      });
    });
  }

  test('is refused when it has waited for a minute, and does not begin later', async () => {
    let end = (): void => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    const running = Array.from({ length: 10 }, () => database.write(() => ended));
    jest.useFakeTimers({ doNotFake: OTHER_THAN_TIMEOUTS });
    const work = jest.fn();
    try {
      const late = Promise.allSettled([database.write(work)]);
      jest.advanceTimersByTime(60_000);
      expect(await late).toMatchObject([{ status: 'rejected', reason: { code: 'OVERLOADED' } }]);
    } finally {
      jest.useRealTimers();
    }
    end();
    await Promise.all(running);
    await database.write((manager) => saveRegion(manager, 'after'));
    expect(work).not.toHaveBeenCalled();
    expect(await texts(regions)).toEqual(['after']);
  });

  test('is rejected when the database is closed before it has begun, and changes nothing', async () => {
    const running = Array.from({ length: 10 }, (_, number) =>
      database.write(async (manager) => {
        await delay(30);
        await saveRegion(manager, `R${number}`);
      }),
    );
    const late = database.write((manager) => saveRegion(manager, 'late'));
    const codes = Promise.allSettled([...running, late]).then((outcomes) =>
      outcomes.map((outcome) => (outcome.status === 'fulfilled' ? null : (outcome.reason as { code: unknown }).code)),
    );
    await database.close();

    const begun = __DATABASE__ === 'sqlite' ? 1 : 10;
    expect(await codes).toEqual([...Array(begun).fill(null), ...Array(11 - begun).fill('CANCELLED')]);
    await expect(database.write((manager) => saveRegion(manager, 'later'))).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    database = await Database.open(parseDatabaseUrl(storage.url)!, entities);
    expect(await texts(regions)).toHaveLength(begun);
  });

  test('finishes before the database is closed', async () => {
    let wasWritten = false;
    const write = database.write(async (manager) => {
      await delay(30);
      await saveRegion(manager, 'late');
      wasWritten = true;
    });
    await database.close();
    expect(wasWritten).toBe(true);
    await write;
    database = await Database.open(parseDatabaseUrl(storage.url)!, entities);
    expect(await texts(regions)).toEqual(['late']);
  });
});

describe('writeWithRetries', () => {
  test('retries after a deadlock with a concurrent unit of work', async () => {
    await database.write(async (manager) => {
      for (const code of ['a', 'b']) await saveRegion(manager, code);
    });
    /** Two of these in opposite orders deadlock. */
    const rename = (name: string, codes: readonly string[]): Promise<void> =>
      database.writeWithRetries(async (manager) => {
        for (const code of codes) {
          await manager.update(Region, { code }, { name });
          await delay(100);
        }
      });

    await Promise.all([rename('one', ['a', 'b']), rename('other', ['b', 'a'])]);

    const names = await texts(sql`SELECT DISTINCT name AS text FROM region`);
    expect(names).toHaveLength(1);
    expect(['one', 'other']).toContain(names[0]);
  });

  test('gives up after five failed attempts, and changes nothing', async () => {
    await database.write((manager) => saveRegion(manager, 'taken'));
    let attempts = 0;
    const unit = database.writeWithRetries(async (manager) => {
      attempts += 1;
      await saveRegion(manager, 'free');
      await saveRegion(manager, 'taken');
    });

    await expect(unit).rejects.toThrow(/unique/i);
    // On SQLite a failure is never a conflict, so it is not retried.
    expect(attempts).toBe(__DATABASE__ === 'postgres' ? 5 : 1);
    expect(await texts(regions)).toEqual(['taken']);
  });

  test('does not retry after an error that is no conflict', async () => {
    let attempts = 0;
    const unit = database.writeWithRetries(() => {
      attempts += 1;
      return Promise.reject(new Error('unrelated'));
    });

    await expect(unit).rejects.toThrow('unrelated');
    expect(attempts).toBe(1);
  });
});

describe('read', () => {
  if (__DATABASE__ === 'postgres') {
    test('waits for a connection for as long as others need theirs, while operations go on', async () => {
      // Half of the 20 connections are for statements without an operation. The pool itself gives up after five seconds.
      const others = Array.from({ length: 10 }, () => database.read.query(sql`SELECT pg_sleep(5.3)`));
      const waiting = database.read.query(sql`SELECT 1 AS one`);
      const isReachable = database.isReachable();
      const start = performance.now();

      expect(await database.read.forOperation(new ReadOperation()).query(sql`SELECT 2 AS two`)).toEqual([{ two: 2 }]);
      expect(performance.now() - start).toBeLessThan(4_000);
      expect([await isReachable, await waiting]).toEqual([false, [{ one: 1 }]]);
      await Promise.all(others);
    });

    test('refuses statements without an operation if too many wait', async () => {
      const many = Array.from({ length: 600 }, () => database.read.query(sql`SELECT pg_sleep(0.02)`));
      const results = await Promise.allSettled(many);

      const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
      expect(refused).toHaveLength(90);
      for (const error of refused) expect(error).toMatchObject({ code: 'OVERLOADED' });
    });

    test('a connection that is lost fails the statement', async () => {
      const pool = new Pool({ connectionString: storage.url });
      const connections = new PostgresConnections(pool);
      const statement = connections.runWithoutOperation(
        async (client) => {
          const answer = client.query('SELECT pg_sleep(2)');
          (client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
          return answer;
        },
        () => true,
      );

      await expect(statement).rejects.toThrow('Connection terminated unexpectedly');
      expect(
        await connections.runWithoutOperation(
          (client) => client.query('SELECT 1'),
          () => true,
        ),
      ).toBeDefined();
      await pool.end();
    });

    test('reconnects when the server has ended its idle connections', async () => {
      await texts(regions);
      await database.write((manager) =>
        manager.query(
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
        ),
      );
      await delay(100);
      expect(await texts(regions)).toEqual([]);
      expect(await database.isReachable()).toBe(true);
    });
  }

  if (__DATABASE__ === 'postgres') {
    test('refuses to write, and compiles no statement, although the URL has settings of the session', async () => {
      const url = new URL(storage.url);
      url.searchParams.set('options', '-c search_path=public -c work_mem=5MB');
      const configured = await Database.open(parseDatabaseUrl(url.href)!, entities);
      const show = async (setting: string): Promise<unknown> => {
        const [found] = await configured.read.query(sql`SELECT current_setting(${setting}) AS value`);
        return found!['value'];
      };

      await expect(configured.read.query(sql`DELETE FROM region`)).rejects.toThrow('read-only');
      expect([await show('jit'), await show('work_mem')]).toEqual(['off', '5MB']);

      await configured.close();
    });

    test('reads with the settings that it writes with, although the URL has options twice', async () => {
      const url = new URL(storage.url);
      url.searchParams.append('options', '-c search_path=other');
      url.searchParams.append('options', '-c work_mem=6MB');
      const configured = await Database.open(parseDatabaseUrl(url.href)!, entities);
      const settings = sql`SELECT current_setting('work_mem') AS memory, current_schema() AS schema`;

      const written = await configured.write((manager) => manager.query(settings.text));
      expect(written).toEqual([{ memory: '6MB', schema: 'public' }]);
      expect(await configured.read.query(settings)).toEqual(written);

      await configured.close();
    });
  }

  const row = sql`region (code, name) VALUES ('x', 'X')`;
  test.each([
    ['INSERT', sql`INSERT INTO ${row}`],
    ['UPDATE', sql`UPDATE region SET name = 'y'`],
    ['DELETE', sql`DELETE FROM region`],
    ['INSERT … RETURNING', sql`INSERT INTO ${row} RETURNING id`],
    ['CREATE TABLE', sql`CREATE TABLE extra (id integer)`],
    ['DROP TABLE', sql`DROP TABLE objective`],
  ])('refuses %s', async (_name, statement) => {
    await database.write((manager) => saveRegion(manager, 'kept'));
    await expect(database.read.query(statement)).rejects.toThrow(/read-?only/);
    expect(await database.read.query(sql`SELECT code, name FROM region`)).toEqual([{ code: 'kept', name: 'kept' }]);
    expect(await database.read.query(sql`SELECT id FROM objective`)).toEqual([]);
  });

  test('fails with the error of a value that no parameter takes: the database is available', async () => {
    const value = {
      toPostgres: () => {
        throw new TypeError('not a value');
      },
    };

    await expect(database.read.query(sql`SELECT ${value} AS value`)).rejects.not.toHaveProperty('code', 'OVERLOADED');
    await expect(database.write((manager) => manager.query('SELECT $1', [value]))).rejects.not.toHaveProperty(
      'code',
      'OVERLOADED',
    );
    expect(await database.read.query(sql`SELECT ${'a'} AS value`)).toEqual([{ value: 'a' }]);
  });

  test('binds every value as a parameter', async () => {
    const hostile = `'); DROP TABLE region; --`;
    await database.write((manager) => saveRegion(manager, hostile));
    expect(await texts(sql`SELECT code AS text FROM region WHERE code = ${hostile}`)).toEqual([hostile]);
  });

  test('isIn matches any of a list of texts or numbers, and nothing for an empty list', async () => {
    await database.write(async (manager) => {
      for (const code of ['a', 'b', `c"'`]) await saveRegion(manager, code);
    });
    const { read } = database;
    const where = (condition: Sql): Promise<string[]> =>
      texts(sql`SELECT code AS text FROM region WHERE ${condition} ORDER BY id`);
    expect(await where(read.isIn(sql`code`, [`c"'`, 'a', 'absent']))).toEqual(['a', `c"'`]);
    const ids = (await read.query<{ id: number }>(sql`SELECT id FROM region ORDER BY id`)).map(({ id }) => id);
    expect(await where(read.isIn(sql`id`, [ids[1]!]))).toEqual(['b']);
    expect(await where(read.isIn(sql`id`, []))).toEqual([]);
  });
});
