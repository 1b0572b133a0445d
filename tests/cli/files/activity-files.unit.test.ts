import { buffer, text } from 'node:stream/consumers';
import { readCsv, toCsvRow } from '../../../src/cli/files/activity-csv';
import { readJson, toJson } from '../../../src/cli/files/activity-json';
import { createCsvWriter } from '../../../src/cli/files/csv-table';
import { emptyContent } from '../../../src/core/fields/content';
import type { SourceRow } from '../../../src/core/mutations/file-import';
import { publishableActivity } from '../../../src/modules/catalogue/activity/activity.fields';
import {
  type TransferredActivity,
  transferredFields,
} from '../../../src/modules/catalogue/activity-transfer/activity-transfer';
import { LinkKind } from '../../../src/modules/media/link/link';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';

async function* inPieces(whole: string, size = 7): AsyncGenerator<string> {
  for (let place = 0; place < whole.length; place += size) yield whole.slice(place, place + size);
}

async function all(rows: AsyncIterable<SourceRow>): Promise<SourceRow[]> {
  const list: SourceRow[] = [];
  for await (const row of rows) list.push(row);
  return list;
}

async function csvOf(activities: readonly TransferredActivity[]): Promise<string> {
  const writer = createCsvWriter(transferredFields);
  for (const activity of activities) writer.write(toCsvRow(activity));
  writer.end();
  return (await buffer(writer)).toString();
}

const {
  relatedActivities: _related,
  transactions: _transactions,
  ...emptyActivity
} = emptyContent(publishableActivity.content);
const draft = { state: PublicationState.DRAFT, publishAt: null };

/** Texts that could be misread in a table, by a spreadsheet or in a list cell. */
const strange = [
  '=1+1',
  "'=1+1",
  "''=1+1",
  "'quoted'",
  '-',
  '@here',
  '＝1',
  '\ttab',
  '\rreturn',
  'a\r\nb\rc\nd',
  'semi;colon',
  ' blanks ',
  '"quotes", commas',
  '["a"]',
  '[',
  'line \u2028 separator',
  '\uFEFFmark',
  '{"a":"}"}',
  '\\',
];

const activities: TransferredActivity[] = [
  { ...emptyActivity, slug: 'empty', ...draft },
  ...strange.map((title, number) => ({
    ...emptyActivity,
    slug: `strange-${number}`,
    title,
    summary: title,
    year: 2024,
    topics: [title],
    objectives: ['first', title, 'last'],
    ...draft,
  })),
  { ...emptyActivity, slug: 'all', topics: strange, ...draft },
  {
    ...emptyActivity,
    slug: 'links',
    links: ['https://example.org/report', 'https://example.org/a report; 2'].flatMap((url) =>
      strange.map((title) => ({ kind: LinkKind.REPORT, title, url })),
    ),
    ...draft,
  },
];

/** The values that readers return. For an empty cell they cannot tell a list from other fields. */
const values = activities.map((activity) =>
  Object.fromEntries(
    Object.entries(activity).map(([name, value]) => [name, value === '' || value?.length === 0 ? null : value]),
  ),
);

test.each([1, 7, 100_000])('reads back any text from CSV in chunks of %d', async (size) => {
  const csv = (await csvOf(activities)).replace(/^\uFEFF/, '');
  const rows = await all(readCsv(inPieces(csv, size)));
  expect(rows.map((row) => row.values)).toEqual(values);
  expect(rows.map(({ number }) => number)).toEqual(values.map((_row, index) => index + 2));
});

test.each([1, 7, 100_000])('reads back any text from JSON in chunks of %d', async (size) => {
  const written = await text(toJson(activitiesOneByOne()));
  expect(JSON.parse(written)).toEqual(activities);
  expect(written.split('\n')).toHaveLength(activities.length + 3);
  const rows = await all(readJson(inPieces(written, size)));
  expect(rows).toEqual(activities.map((activity, index) => ({ number: index + 1, values: activity })));
});

async function* activitiesOneByOne(): AsyncGenerator<TransferredActivity> {
  yield* activities;
}

test('writes no cell that begins like a formula', async () => {
  const csv = await csvOf(activities);
  expect(csv).toMatch(/^\uFEFFslug,title,/);
  // A cell that contains CR is in quotes.
  expect(csv).not.toMatch(/(^|,"?)[=+\-@\t＝]|,"\r/m);
});

test('separates list items by semicolons where this is unambiguous', async () => {
  const csv = await csvOf([
    { ...emptyActivity, slug: 'a', topics: ['Money', 'Drugs'], objectives: ['One; two'], ...draft },
  ]);
  expect(csv).toContain(',Money; Drugs,"[""One; two""]",');
});

test.each([
  ['commas', 'code,title,topics\nA,"b;c",d;e\n'],
  ['semicolons', 'code;title;topics\r\nA;"b;c";"d; e"\r\n'],
  ['tabs', 'code\ttitle\ttopics\nA\tb;c\td;e'],
  ['the separator of a line before the first row', 'SEP=;\r\ncode;title;topics\r\nA;"b;c";"d; e"\r\n'],
  ['the separator of such a line that was saved as a row', '"sep=;";;\ncode;title;topics\nA;"b;c";"d; e"\n'],
])('reads tables separated by %s', async (_name, table) => {
  expect(await all(readCsv(inPieces(table, 100)))).toEqual([
    { number: 2, values: { code: 'A', title: 'b;c', topics: ['d', 'e'] } },
  ]);
});

test('counts rows like a spreadsheet, and reports malformed ones', async () => {
  const rows = await all(readCsv(inPieces('code,title\nA,"b\nc"\n\nB\nC,d,e\nD,\n', 100)));
  expect(rows).toEqual([
    { number: 2, values: { code: 'A', title: 'b\nc' } },
    { number: 4, values: 'The row must have 2 cells like the first row, but has 1' },
    { number: 5, values: 'The row must have 2 cells like the first row, but has 3' },
    { number: 6, values: { code: 'D', title: null } },
  ]);
});

test.each([
  ['nothing', '', 'The file is empty: its first row must name the columns'],
  ['unknown columns', 'code,name,kind\n', /^The file has unknown columns: "name", "kind"\. Use slug, /],
  ['a column twice', 'code,title,code\n', 'The file must not have two columns "code"'],
  ['no key', 'title,summary\n', 'The file must have a column "code" or "slug", which identifies each activity'],
  ['a quote that does not end', 'code,title\nA,"b\n', /^The file is not valid CSV: Quote Not Closed/],
])('rejects a CSV file with %s', async (_name, table, message) => {
  await expect(all(readCsv(inPieces(table, 100)))).rejects.toThrow(message);
});

test.each([
  ['an array on one line', '[{"code":"A"},{"code":"B"}]'],
  ['an array over many lines', '[\n  {\n    "code": "A"\n  },\n  {\n    "code": "B"\n  }\n]\n'],
  ['lines', '{"code":"A"}\n{"code":"B"}\n'],
])('reads JSON as %s', async (_name, json) => {
  expect(await all(readJson(inPieces(json)))).toEqual([
    { number: 1, values: { code: 'A' } },
    { number: 2, values: { code: 'B' } },
  ]);
});

test('reports invalid objects within JSON', async () => {
  expect(await all(readJson(inPieces('[{"code":"A",},{"code":"B"}]')))).toEqual([
    { number: 1, values: 'The object is not valid JSON' },
    { number: 2, values: { code: 'B' } },
  ]);
});

test.each([
  ['an array that does not end', '[{"code":"A"}', /its end is missing/],
  ['an activity that does not end', '{"code":"A', /its end is missing/],
  ['something else', 'code,title', /expected an activity instead of "c"/],
])('rejects a JSON file with %s', async (_name, json, message) => {
  await expect(all(readJson(inPieces(json)))).rejects.toThrow(message);
});
