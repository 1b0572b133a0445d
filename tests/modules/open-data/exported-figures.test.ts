import { readFile } from 'node:fs/promises';
import { loadGenerated } from '../../../src/seeds/load-generated';
import { nanos } from '../../support/expected-money';
import { fetchRows } from '../../support/public-files';
import { startTestServer, type TestServer } from '../../support/test-server';

/*
 * The files of figures, computed once more from the rows of the files of activities and of results, as an analyst does.
 */

type Row = Readonly<Record<string, string>>;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ RATE_LIMIT: 'off' });
  await loadGenerated(server.app.database, 240, () => undefined, { hasFigures: true });
});

afterAll(() => server.close());

/** The values of a row by dimension. An unknown value is empty. */
const listed = (cell: string): string[] => cell.split('; ').filter((entry) => entry !== '');
const keysOf = (cell: string): string[] => [...new Set(listed(cell).map((entry) => entry.split(': ')[0]!))];
const dimensions: Readonly<Record<string, (row: Row) => readonly string[]>> = {
  YEAR: (row) => [row['year']!],
  COUNTRY: (row) => [row['country']!],
  REGION: (row) => [row['region']!],
  COMPONENT: (row) => [row['component']!],
  PROGRAMME: (row) => [row['programme']!],
  ACTIVITY_TYPE: (row) => [row['activityType']!],
  STATUS: (row) => [row['status']!],
  NETWORK: (row) => listed(row['networks']!),
  PARTICIPATING_COUNTRY: (row) => listed(row['participatingCountries']!),
  ORGANISATION: (row) => keysOf(row['organisations']!),
  SECTOR: (row) => keysOf(row['sectors']!),
  SECTOR_CATEGORY: (row) => [...new Set(keysOf(row['sectors']!).map((code) => code.slice(0, 3)))],
  SDG: (row) => [...new Set(listed(row['sdgs']!).map((code) => code.split('.')[0]!))],
  RECIPIENT_COUNTRY: (row) => keysOf(row['recipients']!).filter((code) => !/^\d/.test(code)),
};

const filters = [
  '',
  '&filter.status=CLOSED&filter.status=CANCELLED',
  '&filter.not.year.gte=2020',
  '&filter.participatingCountry=KG&filter.hasResults=true',
];

const groupings = [
  ...Object.keys(dimensions).map((name) => [name]),
  ['YEAR', 'NETWORK'],
  ['SDG', 'STATUS', 'ORGANISATION'],
];

/** The column of a dimension. */
const columnOf = (dimension: string): string =>
  dimension.toLowerCase().replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/** The sums of columns, by the values of the dimensions. */
function grouped(
  rows: readonly Row[],
  by: readonly string[],
  numbersOf: (row: Row) => readonly number[],
): Map<string, readonly number[]> {
  const groups = new Map<string, readonly number[]>();
  for (const row of rows) {
    const keys = by.reduce<string[][]>(
      (all, name) => all.flatMap((key) => dimensions[name]!(row).map((value) => [...key, value])),
      [[]],
    );
    for (const key of keys.map((values) => values.join(' '))) {
      const sums = groups.get(key);
      groups.set(
        key,
        numbersOf(row).map((value, index) => value + (sums?.[index] ?? 0)),
      );
    }
  }
  return groups;
}

/** The numbers of a file of figures, by the values of its dimensions. */
async function figuresIn(file: string, by: readonly string[], columns: readonly string[], filter: string) {
  const rows = await fetchRows(
    server,
    `/exports/${file}.csv?${by.map((name) => `groupBy=${name}`).join('&')}${filter}`,
  );
  return new Map(
    rows.map((row) => [by.map((name) => row[columnOf(name)]!).join(' '), columns.map((column) => Number(row[column]))]),
  );
}

test.each(filters)('numbers of activities and of people follow from the rows of the activities: %p', async (filter) => {
  const activities = await fetchRows(server, `/exports/activities.csv?locale=und${filter}`);
  expect(activities.length).toBeGreaterThan(5);
  const people = ['women', 'men', 'unspecified'];
  for (const by of groupings) {
    expect([by, await figuresIn('statistics', by, ['activities'], filter)]).toEqual([
      by,
      grouped(activities, by, () => [1]),
    ]);
    // By country, people are those who came from it, not all of the activities in which it takes part.
    if (by.includes('PARTICIPATING_COUNTRY')) continue;
    const counted = activities.filter(({ participants }) => participants !== '');
    expect([by, await figuresIn('people', by, [...people, 'total'], filter)]).toEqual([
      by,
      grouped(counted, by, (row) => [...people, 'participants'].map((column) => Number(row[column]))),
    ]);
  }
});

test('sums of money of a kind and a currency are the same by every dimension', async () => {
  const by = ['KIND', 'YEAR', 'COUNTRY', 'SECTOR', 'PROGRAMME', 'NETWORK', 'STATUS', 'PROVIDER'];
  const totals = await Promise.all(
    by.map(async (dimension) => {
      const sums: Record<string, bigint> = {};
      for (const { kind, currency, amount } of await fetchRows(server, `/exports/money.csv?groupBy=${dimension}`)) {
        sums[`${kind} ${currency}`] = (sums[`${kind} ${currency}`] ?? 0n) + nanos(amount!);
      }
      return sums;
    }),
  );
  expect(Object.keys(totals[0]!).length).toBeGreaterThan(3);
  for (const total of totals) expect(total).toEqual(totals[0]);
});

test('progress follows from the rows of the results', async () => {
  const rows = await fetchRows(server, '/exports/results.csv?locale=und');
  // Values of parts have the part in brackets.
  const wholeIn = (cell: string): string | null => {
    const [whole, ...others] = listed(cell).filter((value) => !value.endsWith(')'));
    return whole === undefined || others.length > 0 ? null : whole;
  };
  let counted = 0;
  for (const { measure, isAscending, baseline, targets, actuals, progress } of rows) {
    const begin = baseline === '' && isAscending === 'true' ? '0' : wholeIn(baseline!);
    const [target, actual] = [wholeIn(targets!), wholeIn(actuals!)];
    const isMeasured = measure === 'UNIT' || measure === 'PERCENTAGE';
    const hasValues = isMeasured && begin !== null && target !== null && actual !== null;
    const way = hasValues ? nanos(target) - nanos(begin) : 0n;
    if (!hasValues || way === 0n || way > 0n !== (isAscending === 'true')) {
      expect(progress).toBe('');
      continue;
    }
    counted += 1;
    expect(nanos(progress!)).toBe(hundredths((nanos(actual) - nanos(begin)) * 10_000n, way));
  }
  expect(counted).toBeGreaterThan(20);
});

test.each(['activities', 'statistics', 'people', 'money', 'results', 'budgets', 'transactions'])(
  'the columns of the file of %s are documented',
  async (file) => {
    const documentation = await readFile('docs/feeds-and-exports.md', 'utf8');
    const [row] = await fetchRows(server, `/exports/${file}.csv`);
    const names = Object.keys(row!).filter((name) => !documentation.includes(`\`${name}\``));
    // The name of what another column has the code of.
    expect(names.filter((name) => !Object.hasOwn(row!, name.replace(/Name$/, '')) || !name.endsWith('Name'))).toEqual(
      [],
    );
  },
);

/** The quotient of hundredths, halves away from zero, in billionths. */
function hundredths(dividend: bigint, divisor: bigint): bigint {
  const [size, by] = [dividend < 0n ? -dividend : dividend, divisor < 0n ? -divisor : divisor];
  const rounded = (2n * size + by) / (2n * by);
  return (dividend < 0n !== divisor < 0n ? -rounded : rounded) * 10n ** 7n;
}
