import { execFileSync } from 'node:child_process';
import { crc32 } from 'node:zlib';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { strFromU8, unzipSync } from 'fflate';
import { globalIdOf } from '../../support/contents';
import { make } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { fetchError, fetchFile, fetchRows } from '../../support/public-files';
import { indicator, period, result, setResults } from '../../support/results';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

const licence = 'https://creativecommons.org/licenses/by/4.0/';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({
    PUBLIC_URL: 'https://api.example.org',
    PUBLISHER_NAME: '=Example',
    DATA_LICENCE: licence,
  });
});

afterAll(() => server.close());

interface Cell {
  readonly '@t'?: string;
  readonly v?: string;
  readonly is?: { readonly t: { readonly '#text': string } };
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  trimValues: false,
  isArray: (name) => name === 'row' || name === 'c',
});

/** The checksums that an archive says its files have, from its central directory. fflate does not check them. */
function checksumsIn(archive: Buffer): number[] {
  const checksums: number[] = [];
  for (let at = archive.indexOf('PK\x01\x02'); at >= 0; at = archive.indexOf('PK\x01\x02', at + 4)) {
    checksums.push(archive.readUInt32LE(at + 16));
  }
  return checksums;
}

/** The values of a workbook's sheets: texts as texts, numbers as numbers. */
async function fetchSheets(target: string): Promise<(string | number)[][][]> {
  const response = await fetch(server.address + target);
  expect(response.status).toBe(200);
  const archive = Buffer.from(await response.arrayBuffer());
  const files = unzipSync(new Uint8Array(archive));
  for (const bytes of Object.values(files)) expect(XMLValidator.validate(strFromU8(bytes))).toBe(true);
  expect(checksumsIn(archive)).toEqual(Object.values(files).map((bytes) => crc32(bytes)));
  return [1, 2].map((sheet) => {
    const { worksheet } = parser.parse(strFromU8(files[`xl/worksheets/sheet${sheet}.xml`]!));
    return worksheet.sheetData.row.map(({ c }: { c: Cell[] }) =>
      c.map((cell) => (cell.v !== undefined ? Number(cell.v) : (cell.is?.t['#text'] ?? ''))),
    );
  });
}

test('the workbook has the rows of the CSV export, and a sheet with the licence and the source', async () => {
  const parameters = '?filter.year.gte=2015&orderBy=TITLE:ASC';
  const [[header, ...rows], about] = (await fetchSheets(`/exports/activities.xlsx${parameters}`)) as [
    (string | number)[][],
    (string | number)[][],
  ];
  const expected = await fetchRows(server, `/exports/activities.csv${parameters}`);
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.map((cells) => Object.fromEntries(cells.map((cell, place) => [header![place], String(cell)])))).toEqual(
    expected.map(({ licence: _licence, citeAs: _citeAs, ...row }) => row),
  );
  expect(typeof rows[0]![header!.indexOf('year')]).toBe('number');
  expect(about).toEqual([
    ['publisher', '=Example'],
    ['licence', licence],
    ['citeAs', `=Example: Activities. https://api.example.org/exports/activities.xlsx${parameters}`],
  ]);
});

test('rows and cells of a workbook have their addresses, without which some libraries cannot read it', async () => {
  const response = await fetch(`${server.address}/exports/activities.xlsx`);
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
  for (const sheet of [1, 2]) {
    const { worksheet } = parser.parse(strFromU8(files[`xl/worksheets/sheet${sheet}.xml`]!));
    const rows = worksheet.sheetData.row as { '@r': string; c: { '@r': string }[] }[];
    expect(rows.map((row) => row['@r'])).toEqual(rows.map((_, index) => String(index + 1)));
    for (const { '@r': number, c } of rows) {
      const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
      const columns = [...letters, ...letters.map((letter) => `A${letter}`)];
      expect(c.map((cell) => cell['@r'])).toEqual(c.map((_, place) => `${columns[place]!}${number}`));
    }
  }
  expect(strFromU8(files['xl/worksheets/sheet1.xml']!)).toContain('r="AA2"');
});

test('texts of a workbook are texts, whatever they look like', async () => {
  const title = '=1+1 <b>&amp; _x0041_ "é" \u{1F600}\u0007';
  await make(server.app, (create) =>
    create.activity({ title, summary: '+1', operativeDimension: { code: 'odd', place: ' spaces ' } }),
  );
  const [[header, row]] = (await fetchSheets('/exports/activities.xlsx?filter.code.eq=odd')) as [(string | number)[][]];
  const values = Object.fromEntries(row!.map((cell, place) => [header![place]!, cell]));
  expect(values).toMatchObject({
    title: '=1+1 <b>&amp; _x005F_x0041_ "é" \u{1F600}\ufffd',
    summary: '+1',
    place: ' spaces ',
  });
});

test('a text that is too long for a cell is cut between two characters', async () => {
  const longest = 32_767;
  await make(server.app, (create) =>
    create.activity({
      title: 'Long',
      summary: `${'a'.repeat(longest - 2)}\u{1F600}b`,
      operativeDimension: { code: 'long' },
    }),
  );
  const [[header, row]] = (await fetchSheets('/exports/activities.xlsx?filter.code.eq=long')) as [
    (string | number)[][],
  ];
  expect(row![header!.indexOf('summary')]).toBe(`${'a'.repeat(longest - 2)}…`);
});

test('a workbook of unchanged data has the same bytes', async () => {
  const fetchBytes = async () => (await fetch(`${server.address}/exports/activities.xlsx`)).arrayBuffer();
  expect(Buffer.from(await fetchBytes()).equals(Buffer.from(await fetchBytes()))).toBe(true);
});

test('a workbook has the same bytes in every time zone', () => {
  const program = `
    const { writeXlsx } = require('./dist/src/modules/open-data/exports/xlsx');
    const table = { name: 'Table', columns: [{ name: 'n', of: (n) => n }], parts: (async function* () { yield [1]; })() };
    (async () => {
      for await (const bytes of writeXlsx(table, { name: 'Source', rows: [] })) process.stdout.write(bytes);
    })();`;
  const [west, east] = ['America/New_York', 'Asia/Tashkent'].map((TZ) =>
    execFileSync(process.execPath, ['-e', program], { env: { ...process.env, TZ } }),
  );

  expect(Object.keys(unzipSync(new Uint8Array(west!)))).toContain('xl/worksheets/sheet1.xml');
  expect(west!.equals(east!)).toBe(true);
});

test('the export of statistics has the groups of the API, with their values and names', async () => {
  const rows = await fetchRows(
    server,
    '/exports/statistics.csv?groupBy=COUNTRY&groupBy=ACTIVITY_TYPE&filter.year.gte=2015',
  );
  const { activityStatistics } = await server.data(
    `{ activityStatistics(groupBy: [COUNTRY, ACTIVITY_TYPE], filter: { year: { gte: 2015 } }) {
      keys { value label } count
    } }`,
  );
  const address = 'https://api.example.org/exports/statistics.csv';
  expect(rows).toEqual(
    activityStatistics.map(
      ({ keys: [country, type], count }: { keys: Record<string, string | null>[]; count: number }) => ({
        country: country!.value ?? '',
        countryName: country!.label ?? '',
        activityType: type!.value ?? '',
        activityTypeName: type!.label ?? '',
        activities: String(count),
        licence,
        citeAs: `'=Example: Numbers of activities. ${address}?groupBy=COUNTRY&groupBy=ACTIVITY_TYPE&filter.year.gte=2015`,
      }),
    ),
  );
  expect(rows.length).toBeGreaterThan(10);
});

test('a workbook has amounts as numbers, but for those with more digits than spreadsheets keep', async () => {
  const amounts = ['-1234567890123.25', '9007199254740993'];
  const { activity } = await mutationsOf(server, 'createActivity', editor).done(
    {
      title: 'Costs',
      summary: 'Has budgets.',
      budgets: amounts.map((amount, index) => ({
        type: 'ORIGINAL',
        status: 'COMMITTED',
        periodStart: `${2020 + index}-01-01`,
        periodEnd: `${2020 + index}-12-31`,
        value: { amount, currency: 'EUR' },
        valueDate: '2020-01-01',
      })),
    },
    'activity { id publication { version } }',
  );
  const { id, publication } = activity;
  await mutationsOf(server, 'publishActivity', editor).done({ id, version: publication.version }, '__typename');

  const [sheet] = await fetchSheets('/exports/money.xlsx?kinds=BUDGET&currencies=EUR');

  expect(sheet).toEqual([
    ['year', 'yearName', 'kind', 'kindName', 'currency', 'amount', 'items', 'activities'],
    [2020, '2020', 'BUDGET', 'Budget', 'EUR', -1234567890123.25, 1, 1],
    [2021, '2021', 'BUDGET', 'Budget', 'EUR', '9007199254740993', 1, 1],
  ]);
  // No two columns have the same name.
  const [byKind] = await fetchSheets('/exports/money.xlsx?kinds=BUDGET&currencies=EUR&groupBy=KIND&groupBy=COUNTRY');
  expect(byKind).toEqual([
    ['country', 'countryName', 'kind', 'kindName', 'currency', 'amount', 'items', 'activities'],
    ['', '', 'BUDGET', 'Budget', 'EUR', '9005964686850869.75', 2, 1],
  ]);
});

test('the export of results is in the order that the address asks for', async () => {
  const slugs = ['measured-first', 'measured-second'];
  await make(server.app, async (create) => {
    for (const slug of slugs) await create.activity({ slug, title: slug });
  });
  for (const slug of slugs) await setResults(server, slug, [result('Trained officers', indicator())]);
  const slugsIn = async (order: string): Promise<(string | undefined)[]> => {
    const rows = await fetchRows(server, `/exports/results.csv?filter.title.startsWith=measured&orderBy=${order}`);
    return rows.map(({ activity }) => activity);
  };

  expect(await slugsIn('CREATED_AT:ASC')).toEqual(slugs);
  expect(await slugsIn('CREATED_AT:DESC')).toEqual(slugs.toReversed());
});

test('the export of results has a value about the whole as a number, and other values as texts', async () => {
  await make(server.app, (create) => create.activity({ slug: 'values', title: 'Values' }));
  const women = [{ name: 'sex', value: 'women' }];
  await setResults(server, 'values', [
    result(
      'Trained officers',
      indicator({ isAscending: false, baseline: { value: '-3' }, periods: [period('-12.5', '12345678901234.567')] }),
      indicator({
        title: 'Others',
        baseline: { value: '-3', dimensions: women },
        periods: [
          period(null, null, { targets: [{ value: '-1' }, { value: '2' }] }),
          period(null, null, { targets: [{ value: '-4', dimensions: women }] }),
        ],
      }),
      indicator({
        title: 'Opinion',
        measure: 'QUALITATIVE',
        baseline: { value: '=good; better' },
        periods: [period('-3', 'a; b')],
      }),
    ),
  ]);
  const columns = ['locale', 'isAscending', 'baseline', 'targets', 'actuals', 'progress'];
  const target = (extension: string): string => `/exports/results.${extension}?filter.title.eq=Values`;

  const rows = await fetchRows(server, target('csv'));
  expect(rows.map((row) => columns.map((column) => row[column]))).toEqual([
    ['en', 'false', '-3', '-12.5', '12345678901234.567', '-129954514749869.13'],
    ['en', 'true', "'-3 (women)", "'-1; 2", '', ''],
    ['en', 'true', "'-3 (women)", "'-4 (women)", '', ''],
    ['en', 'true', "'=good; better", "'-3", '["a; b"]', ''],
  ]);

  const [[header, ...sheet]] = (await fetchSheets(target('xlsx'))) as [(string | number)[][]];
  expect(sheet.map((row) => columns.map((column) => row[header!.indexOf(column)]))).toEqual([
    ['en', 'false', -3, -12.5, '12345678901234.567', '-129954514749869.13'],
    ['en', 'true', '-3 (women)', '-1; 2', '', ''],
    ['en', 'true', '-3 (women)', '-4 (women)', '', ''],
    ['en', 'true', '=good; better', '-3', '["a; b"]', ''],
  ]);
});

test('the export of results lacks what a translation lacks, and nothing in a language that no item has', async () => {
  const { id } = await make(server.app, (create) => create.activity({ slug: 'half-translated', title: 'Half' }));
  const shown = await setResults(server, 'half-translated', [
    result('Trained', indicator({ baseline: { value: '1' } })),
  ]);
  await mutationsOf(server, 'setActivityTranslation', editor).done(
    { id: globalIdOf('Activity', id), version: 2, locale: 'fr', title: 'Moitié', summary: 'Court', state: 'PUBLISHED' },
    '__typename',
  );
  const resultsIn = async (locale: string): Promise<unknown[]> => {
    const rows = await fetchRows(server, `/exports/results.csv?filter.title.eq=Half&locale=${locale}`);
    return rows.map((row) => [row['locale'], row['result'], row['baseline']]);
  };

  expect(shown).toHaveLength(1);
  expect(await resultsIn('fr')).toEqual([]);
  expect(await resultsIn('und')).toEqual([['en', 'Trained', '1']]);
});

test('the export of statistics counts by year unless told otherwise', async () => {
  const { text } = await fetchFile(server, '/exports/statistics.csv?filter.year.eq=1900');
  // fetch removes the byte order mark.
  expect(text).toBe('year,yearName,activities,licence,citeAs\r\n');
});

test('the export of statistics refuses what the API refuses', async () => {
  expect(await fetchError(server, '/exports/statistics.csv?groupBy=YEAR&groupBy=YEAR')).toMatchObject({
    status: 400,
    extensions: { code: 'BAD_USER_INPUT', field: 'groupBy' },
  });
});
