import { Database } from '../../../src/database/database';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import {
  columnsOf,
  keysetBounds,
  keysetOrder,
  type KeysetPage,
  keysetPage,
  type Position,
  type SortTerm,
} from '../../../src/database/reading/keyset';
import { allOf } from '../../../src/database/sql/conditions';
import { type Sql, sql } from '../../../src/database/sql/sql';
import { chance, createRandom, integer, pick, pickSome, type Random } from '../../../src/seeds/random';
import { createMigratedDatabase, type TestDatabase } from '../../support/test-database';

interface TestRow {
  readonly id: number;
  readonly word: string | null;
  readonly name: string;
  readonly number: number | null;
  readonly size: number;
}

const columns = [
  { column: 'word', kind: 'text', nullable: true },
  { column: 'name', kind: 'text', nullable: false },
  { column: 'number', kind: 'integer', nullable: true },
  { column: 'size', kind: 'integer', nullable: false },
] as const;

// Compared by UTF-16 code unit, as JavaScript does, the emoji would come before the full-width letter.
const words = ['', 'a', 'A', 'ab', 'Z', 'é', 'e\u0301', 'É', 'Ж', 'ж', 'ё', '中', 'Ａ', '😀', '😁', "it's 100%_\\"];
const numbers = [-2_147_483_648, -1, 0, 1, 2, 2_147_483_647];

let storage: TestDatabase;
let database: Database;
/** Rows in the table, and rows generated in the same way that are not in it: a cursor outlives its row. */
let tableRows: readonly TestRow[];
let deletedRows: readonly TestRow[];

beforeAll(async () => {
  storage = await createMigratedDatabase();
  database = await Database.open(parseDatabaseUrl(storage.url)!, []);
  const random = createRandom(20, 0);
  const drawn = Array.from({ length: 60 }, (_, index) => drawTestRow(random, index + 1));
  const deleted = new Set(pickSome(random, drawn, 15));
  tableRows = drawn.filter((row) => !deleted.has(row));
  deletedRows = [...deleted];
  const collation = __DATABASE__ === 'postgres' ? 'COLLATE "C"' : '';
  await database.write(async (manager) => {
    await manager.query(
      `CREATE TABLE thing (id integer PRIMARY KEY, word varchar(20) ${collation}, name varchar(20) ${collation} NOT NULL,
        number integer, size integer NOT NULL)`,
    );
    await manager.query('CREATE INDEX thing_order ON thing (size, word, id)');
    const parameters = __DATABASE__ === 'postgres' ? '$1, $2, $3, $4, $5' : '?, ?, ?, ?, ?';
    for (const { id, word, name, number, size } of pickSome(random, tableRows, tableRows.length)) {
      await manager.query(`INSERT INTO thing (id, word, name, number, size) VALUES (${parameters})`, [
        id,
        word,
        name,
        number,
        size,
      ]);
    }
  });
});

afterAll(async () => {
  await database.close();
  await storage.drop();
});

function drawTestRow(random: Random, id: number): TestRow {
  return {
    id,
    word: chance(random, 0.3) ? null : pick(random, words),
    name: pick(random, words),
    number: chance(random, 0.3) ? null : pick(random, numbers),
    size: integer(random, 1, 4),
  };
}

function drawOrder(random: Random): SortTerm[] {
  return pickSome(random, columns, integer(random, 1, 3)).map((column) => ({
    ...column,
    descending: chance(random, 0.5),
  }));
}

/**
 * An independent definition of the order: nulls last in both directions, ties by id in the direction of the last term.
 */
function compare(order: readonly SortTerm[], one: TestRow, other: TestRow): number {
  for (const { column, descending } of order) {
    const [a, b] = [valueOf(one, column), valueOf(other, column)];
    if (a === b) continue;
    if (a === null) return 1;
    if (b === null) return -1;
    const inOrder =
      typeof a === 'string' ? Buffer.compare(Buffer.from(a), Buffer.from(String(b))) : Math.sign(a - Number(b));
    return descending ? -inOrder : inOrder;
  }
  return order.at(-1)!.descending ? other.id - one.id : one.id - other.id;
}

function valueOf(row: TestRow, column: string): string | number | null {
  return row[column as keyof TestRow];
}

function positionOf(order: readonly SortTerm[], row: TestRow): Position {
  return { id: row.id, values: order.map(({ column }) => valueOf(row, column)) };
}

/** The two ways in which lists read a page: by seeking in an index, and by numbering the rows of every parent. */
const readers: Record<string, (where: readonly Sql[], page: KeysetPage) => Promise<{ id: number }[]>> = {
  'keysetPage, which seeks': async (where, page) => {
    const found: { id: number }[] = [];
    for (const select of keysetPage({ table: 'thing', alias: 't', where }, page)) {
      const rest = page.limit - found.length;
      if (rest === 0) break;
      found.push(
        ...(await database.read.query<{ id: number }>(
          sql`SELECT t.id FROM ${select.from} WHERE ${select.where} ORDER BY ${select.orderBy} LIMIT ${rest}`,
        )),
      );
    }
    return found;
  },
  'keysetOrder and keysetBounds, for windows': (where, page) =>
    database.read.query<{ id: number }>(sql`
    SELECT id FROM (
      SELECT t.id, row_number() OVER (ORDER BY ${keysetOrder(columnsOf('t'), page)}) AS place
      FROM thing t
      WHERE ${allOf([...where, ...keysetBounds(columnsOf('t'), page)])}
    ) numbered
    WHERE place <= ${page.limit}
    ORDER BY place`),
};

describe.each(Object.entries(readers))('%s', (_name, reader) => {
  async function read(page: KeysetPage, where: readonly Sql[] = []): Promise<TestRow[]> {
    const rows = await reader(where, page);
    return rows.map(({ id }) => tableRows.find((row) => row.id === id)!);
  }

  /** Reads everything between two positions page by page from one end. Returns it in the order's own direction. */
  async function walk(bounds: KeysetPage, where?: readonly Sql[]): Promise<TestRow[]> {
    const walked: TestRow[] = [];
    let page = bounds;
    for (;;) {
      const rows = await read(page, where);
      walked.push(...rows);
      if (rows.length < page.limit) return bounds.backwards ? walked.reverse() : walked;
      // A walk that does not end is an error.
      expect(walked.length).toBeLessThanOrEqual(tableRows.length);
      const position = positionOf(page.terms, rows.at(-1)!);
      page = bounds.backwards ? { ...page, before: position } : { ...page, after: position };
    }
  }

  const orders = Array.from({ length: 30 }, (_, index) => ({ random: createRandom(index, 1), index }));

  test('returns every row once, in order, in pages of any size and from either end', async () => {
    for (const { random, index } of orders) {
      const terms = drawOrder(random);
      const largest = integer(random, 1, 4);
      const where = [sql`t.size <= ${largest}`];
      const expected = tableRows.filter(({ size }) => size <= largest).sort((a, b) => compare(terms, a, b));
      for (const backwards of [false, true]) {
        const limit = integer(random, 1, 20);
        const walked = await walk({ terms, limit, backwards, after: null, before: null }, where);
        expect({ index, terms, backwards, limit, walked }).toEqual({
          index,
          terms,
          backwards,
          limit,
          walked: expected,
        });
      }
    }
  });

  test('returns the rows strictly between two positions, whether or not the rows at the positions still exist', async () => {
    for (const { random, index } of orders) {
      const terms = drawOrder(random);
      const [one, other] = pickSome(random, [...tableRows, ...deletedRows], 2) as [TestRow, TestRow];
      const inOrder = compare(terms, one, other) < 0 ? [one, other] : [other, one];
      // Either bound may be missing.
      for (const [start, end] of [inOrder, [inOrder[0], null], [null, inOrder[1]]] as (TestRow | null)[][]) {
        const expected = tableRows
          .filter((row) => !start || compare(terms, start, row) < 0)
          .filter((row) => !end || compare(terms, row, end) < 0)
          .sort((a, b) => compare(terms, a, b));
        const after = start ? positionOf(terms, start) : null;
        const before = end ? positionOf(terms, end) : null;
        for (const backwards of [false, true]) {
          const bounds = { terms, limit: integer(random, 1, 20), backwards, after, before };
          const walked = await walk(bounds);
          expect({ index, bounds, walked }).toEqual({ index, bounds, walked: expected });
        }
      }
    }
  });

  test('returns nothing when the two positions are equal or in the wrong order', async () => {
    const { random } = orders[0]!;
    for (let round = 0; round < 10; round++) {
      const terms = drawOrder(random);
      const [one, other] = pickSome(random, tableRows, 2) as [TestRow, TestRow];
      const [start, end] = compare(terms, one, other) < 0 ? [one, other] : [other, one];
      for (const backwards of [false, true]) {
        const page = { terms, limit: 20, backwards };
        expect(await read({ ...page, after: positionOf(terms, end), before: positionOf(terms, start) })).toEqual([]);
        expect(await read({ ...page, after: positionOf(terms, one), before: positionOf(terms, one) })).toEqual([]);
      }
    }
  });

  test('puts nulls last in both directions', async () => {
    for (const descending of [false, true]) {
      const terms = [{ ...columns[0], descending }];
      const walked = await walk({ terms, limit: 7, backwards: false, after: null, before: null });
      const given = walked.map(({ word }) => word !== null);
      expect(given).toEqual([...given].sort((a, b) => Number(b) - Number(a)));
      expect(new Set(given)).toEqual(new Set([true, false]));
    }
  });

  test('orders text by code point, independent of case and language', async () => {
    const terms = [{ ...columns[1], descending: false }];
    const walked = await walk({ terms, limit: 9, backwards: false, after: null, before: null });
    const found = [...new Set(walked.map(({ name }) => name))];
    const expected = [
      '',
      'A',
      'Z',
      'a',
      'ab',
      'e\u0301',
      "it's 100%_\\",
      'É',
      'é',
      'Ж',
      'ж',
      'ё',
      '中',
      'Ａ',
      '😀',
      '😁',
    ];
    expect(found).toEqual(expected.filter((word) => found.includes(word)));
    expect(found.length).toBeGreaterThan(12);
  });
});

if (__DATABASE__ === 'sqlite') {
  test('seeks a page anywhere in the list in an index, so that a deep page costs as much as the first one', async () => {
    const terms = [
      { ...columns[3], descending: true },
      { ...columns[0], descending: true },
    ];
    const position = positionOf(
      terms,
      tableRows.find(({ word }) => word !== null)!,
    );
    for (const bounds of [
      { backwards: false, after: position, before: null },
      { backwards: true, after: null, before: position },
    ]) {
      const [select] = keysetPage({ table: 'thing', alias: 't', where: [] }, { terms, limit: 5, ...bounds });
      const plan = await database.read.query<{ detail: string }>(
        sql`EXPLAIN QUERY PLAN SELECT t.id FROM ${select!.from} WHERE ${select!.where}`,
      );
      const steps = plan.map(({ detail }) => detail).filter((detail) => /\bt\b|TEMP B-TREE/.test(detail));
      // Sorting rows that are equal in the first term is fine: SQLite does so group by group until the page is full.
      const isSeek = /^SEARCH t USING (COVERING INDEX thing_order|INTEGER PRIMARY KEY)|FOR LAST \d TERMS/;
      expect(steps.filter((detail) => !isSeek.test(detail))).toEqual([]);
      expect(steps.length).toBeGreaterThan(1);
    }
  });
}
