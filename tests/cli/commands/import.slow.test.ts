import { existsSync } from 'node:fs';
import { link, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Sql, sql } from '../../../src/database/sql/sql';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { useCommandScene } from '../../support/command-scene';
import { factories, publication } from '../../support/factories';
import { type EndedProcess, startCommand } from '../../support/processes';

const scene = useCommandScene();

/** Writes a file of activities and imports it. */
const imported = (name: string, content: string, ...options: string[]) =>
  importedAs('activities', name, content, ...options);

async function importedAs(subject: string, name: string, content: string, ...options: string[]): Promise<EndedProcess> {
  const file = path.join(scene.directory, name);
  await writeFile(file, content);
  return scene.cli(['import', subject, file, ...options]);
}

const query = (statement: Sql) => scene.withDatabase(({ read }) => read.query(statement));

const stored = () => query(sql`SELECT code, title, version, publication_state FROM activity ORDER BY code`);
const revisions = () => query(sql`SELECT action, by_name, by_id, version FROM revision ORDER BY id`);
const counted = async (table: Sql) => Number((await query(sql`SELECT count(*) AS n FROM ${table}`))[0]!['n']);

/** A report without its byte order mark. */
async function reported(file: string): Promise<string[]> {
  return (await readFile(path.join(scene.directory, file), 'utf8'))
    .replace(/^\uFEFF/, '')
    .trim()
    .split('\r\n');
}

const good = ({ code, output, errors }: EndedProcess) => ({ code, errors, last: output.trim().split('\n').at(-1) });

const table = `\uFEFFcode;title;summary;year;topics;state
A-1;First;One;2024;Money; PUBLISHED
`.replace('; PUBLISHED', ';PUBLISHED');

test('creates, updates and keeps activities by their codes, and a bad row does not affect others', async () => {
  expect(good(await imported('first.csv', `${table}A-2;Second;Two;;;\n`))).toEqual({
    code: 0,
    errors: '',
    last: 'created 2, updated 0, unchanged 0, refused 0',
  });

  const end = await imported(
    'next.csv',
    `${table}A-2;Second again;Two;;;\nA-3;;Three;later;;OPEN\nA-4;Fourth;Four;2024;"a; ;b";DRAFT\nA-2;Twice;Two;;;\n;Nobody;Five;;;\nA-7;Seventh;Seven;;;\n`,
    '--report',
    path.join(scene.directory, 'report.csv'),
  );

  expect(good(end)).toEqual({ code: 1, errors: '', last: 'created 1, updated 1, unchanged 1, refused 4' });
  expect(await reported('report.csv')).toEqual([
    'row,code,slug,outcome,problems',
    '2,A-1,,unchanged,',
    '3,A-2,,updated,',
    expect.stringMatching(
      /^4,A-3,,refused,"year: must be an integer, such as 2026; state: must be one of DRAFT, SCHEDULED, /,
    ),
    '5,A-4,,refused,topics.1: must not be empty',
    '6,A-2,,refused,"code: must be unique, but row 3 of the file has it"',
    '7,,,refused,code: must be given if the row has no slug',
    '8,A-7,,created,',
  ]);
  expect(end.output).toContain('row 5 (A-4) refused: topics.1: must not be empty\n');
  expect(await stored()).toEqual([
    { code: 'A-1', title: 'First', version: 1, publicationState: 'PUBLISHED' },
    { code: 'A-2', title: 'Second again', version: 2, publicationState: 'DRAFT' },
    { code: 'A-7', title: 'Seventh', version: 1, publicationState: 'DRAFT' },
  ]);
  expect(await revisions()).toEqual([
    { action: 'CREATED', byName: 'import', byId: null, version: 1 },
    { action: 'CREATED', byName: 'import', byId: null, version: 1 },
    { action: 'UPDATED', byName: 'import', byId: null, version: 2 },
    { action: 'CREATED', byName: 'import', byId: null, version: 1 },
  ]);
  expect(await query(sql`SELECT type, item_id FROM outbox_event ORDER BY id`)).toEqual([
    { type: 'activityPublished', itemId: expect.any(Number) },
    { type: 'contentAppeared', itemId: expect.any(Number) },
  ]);
});

test('prints no control characters of the file, which could change the terminal or add a line', async () => {
  const [clears, retitles] = ['\u001b[2J', '\u009b0;t'];
  const rows = await imported('rows.csv', `code,title,summary\n"A${clears}\nB",T,S\n`);
  const columns = await imported('columns.csv', `code,${retitles}\nA,B\n`);

  expect(rows.output).toContain('row 2 (A\\u001b[2J\\u000aB) refused: code: ');
  expect(columns.errors).toContain('unknown columns: "\\u009b0;t"');
  expect(rows.output + columns.errors).not.toMatch(/(?!\n)\p{Cc}/u);
});

test('reports every problem of a row, and no consequences of these', async () => {
  await imported('first.json', JSON.stringify([{ code: 'A', title: 'T', summary: 'S', startsOn: '2020' }]));
  const rows = [
    { code: 'A', title: '', startsOn: 'soon', endsOn: '2019', year: 2019, topics: ['a', 'A'], 'no.such': 1 },
    { code: 7, title: 'T', summary: ' ', topics: 'x' },
    { code: 'B', title: 'T', summary: 'S', state: 'SCHEDULED', publishAt: 'later' },
    { code: 'D', title: 'T', summary: 'S', organisations: [{ organisation: 'x', role: 'BOSS' }, 'x'] },
    { code: 'C', title: `a${'\u0301'.repeat(31)}`, summary: 'NUL\0' },
  ];
  const end = await imported('rows.json', JSON.stringify(rows), '--report', path.join(scene.directory, 'report.csv'));

  expect(good(end)).toEqual({ code: 1, errors: '', last: 'created 0, updated 0, unchanged 0, refused 5' });
  const fields = (await reported('report.csv')).slice(1).map((line) => line.match(/[\w.]+(?=: )/g));
  expect(fields).toEqual([
    ['startsOn', 'no.such', 'title', 'topics.1'],
    ['code', 'topics'],
    ['publishAt'],
    ['organisations.0.role', 'organisations.1'],
    ['title', 'summary'],
  ]);
  expect(await stored()).toEqual([{ code: 'A', title: 'T', version: 1, publicationState: 'DRAFT' }]);
});

test('trims codes and titles, so that a row finds what another has created', async () => {
  await imported('first.csv', 'code,title,summary,region\nA-1,First,One,ASIA\n');
  const end = await imported('next.csv', 'code,title,summary,region\nA-1 , First,One, ASIA\n A-1,Again,One,\n');

  expect(good(end)).toEqual({ code: 1, errors: '', last: 'created 0, updated 0, unchanged 1, refused 1' });
  expect(end.output).toContain('row 3 (A-1) refused: code: must be unique, but row 2 of the file has it\n');
  expect(await counted(sql`region`)).toBe(1);
});

test('refuses a second row of an activity, even under another name, so that a repeated import changes nothing', async () => {
  const header = 'code,slug,title,summary\n';
  await imported('first.csv', `${header}A-1,first,First,One\n`);
  const rows = `${header}A-1,,First,One\n,first,Again,One\nA-2,,Second,Two\n,second,Again,Two\n\u00c5-3,,T,S\nA\u030a-3,,T,S\n`;

  const results = [good(await imported('rows.csv', rows, '--report', path.join(scene.directory, 'report.csv')))];
  const report = await reported('report.csv');
  results.push(good(await imported('rows.csv', rows)));

  expect(results).toEqual([
    { code: 1, errors: '', last: 'created 2, updated 0, unchanged 1, refused 3' },
    { code: 1, errors: '', last: 'created 0, updated 0, unchanged 3, refused 3' },
  ]);
  expect(report.slice(1)).toEqual([
    '2,A-1,,unchanged,',
    '3,,first,refused,slug: must not name the activity of row 2 of the file',
    '4,A-2,,created,',
    '5,,second,refused,slug: must not name the activity of row 4 of the file',
    '6,\u00c5-3,,created,',
    '7,\u00c5-3,,refused,"code: must be unique, but row 6 of the file has it"',
  ]);
  expect(await stored()).toMatchObject([
    { code: 'A-1', title: 'First', version: 1 },
    { code: 'A-2', title: 'Second', version: 1 },
    { code: '\u00c5-3', version: 1 },
  ]);
});

test('ignores empty rows, blanks around values that are not texts, and a semicolon at the end of a list', async () => {
  const rows = [
    'code;title;summary;year;startsOn;activityType;state;participatingCountries;originalLocale',
    'A;T;S;2024 ; 2024-05 ;\u00a0WORKSHOP;PUBLISHED ;"KG; UZ ; ";en ',
    'C;T;S; ; ; ; ;" [""KG""]"; ',
    ';;;;;;;;',
    ' ; ;;;;;;;',
    'B;T;S;later;;;;;',
  ].join('\n');

  const { output } = await imported('rows.csv', rows);

  expect(output.split('\n')).toEqual([
    'row 6 (B) refused: year: must be an integer, such as 2026',
    'created 2, updated 0, unchanged 0, refused 1',
    '',
  ]);
  expect(await query(sql`SELECT year, starts_on, activity_type, publication_state FROM activity ORDER BY id`)).toEqual([
    { year: 2024, startsOn: '2024-05', activityType: 'WORKSHOP', publicationState: 'PUBLISHED' },
    { year: null, startsOn: null, activityType: null, publicationState: 'DRAFT' },
  ]);
  expect(await counted(sql`activity_country`)).toBe(3);
});

test('says of each row with a blank code that the code is blank', async () => {
  const { output } = await imported(
    'rows.json',
    JSON.stringify(['a', 'b'].map((slug) => ({ code: ' ', slug, title: 'T', summary: 'S' }))),
  );

  expect(output.match(/refused: code: .*/g)).toEqual(Array(2).fill('refused: code: must not be empty'));
});

test('leaves an activity published whose scheduled time has come', async () => {
  const row = (state: string) => JSON.stringify([{ code: 'A', title: 'T', summary: 'S', ...JSON.parse(state) }]);
  await imported('published.json', row('{"state":"PUBLISHED"}'));

  const past = await imported('past.json', row('{"state":"SCHEDULED","publishAt":"2026-01-01T00:00:00Z"}'));
  expect(good(past)).toEqual({ code: 0, errors: '', last: 'created 0, updated 0, unchanged 1, refused 0' });

  const future = await imported('future.json', row('{"state":"SCHEDULED","publishAt":"2999-01-01T00:00:00Z"}'));
  expect(good(future)).toMatchObject({ last: 'created 0, updated 1, unchanged 0, refused 0' });
  expect(await stored()).toMatchObject([{ version: 2, publicationState: 'SCHEDULED' }]);
});

test('imports all or nothing with --atomic, and nothing with --dry-run, which reports the same', async () => {
  const rows = `${table}A-2;;Two;;;\n`;
  const outcomes = ['row,code,slug,outcome,problems', '2,A-1,,created,', '3,A-2,,refused,title: must not be empty'];
  const nothing = 'created 1, updated 0, unchanged 0, refused 1: nothing was saved';

  for (const option of ['--atomic', '--dry-run']) {
    const end = await imported('rows.csv', rows, option, '--report', path.join(scene.directory, 'report.csv'));
    expect(good(end)).toEqual({ code: 1, errors: '', last: nothing });
    expect(await reported('report.csv')).toEqual(outcomes);
    expect([await stored(), await revisions()]).toEqual([[], []]);
  }
  expect(good(await imported('rows.csv', table, '--dry-run'))).toMatchObject({ code: 0 });
  expect(await stored()).toEqual([]);
  expect(good(await imported('rows.csv', table, '--atomic'))).toMatchObject({ code: 0 });
  expect(await stored()).toHaveLength(1);
});

test('creates no database for a dry run', async () => {
  const [file, database, report] = ['rows.csv', 'none.sqlite', 'report.csv'].map((name) =>
    path.join(scene.directory, name),
  );
  await writeFile(file!, table);

  const args = ['import', 'activities', file!, '--dry-run', '--report', report!];
  const end = await scene.cli(args, `sqlite:${database}`);

  expect(end).toMatchObject({ code: 2, output: '' });
  expect(end.errors).toMatch(/^The database \S+none\.sqlite does not exist, and a dry run does not create it\n$/);
  expect([existsSync(database!), existsSync(report!)]).toEqual([false, false]);
});

test('finds activities of rows without a code by their slugs, and does not change the trash', async () => {
  await scene.withDatabase((database) =>
    database.write(async (manager) => {
      const create = factories(manager);
      await create.activity({ slug: 'plain', title: 'Plain' });
      await create.activity({ slug: 'coded', operativeDimension: { code: 'OLD' } });
      const inTrash = Object.assign(publication(PublicationState.ARCHIVED), { deletedAt: '2026-01-01T00:00:00.000Z' });
      await create.activity({ slug: 'gone', operativeDimension: { code: 'GONE' }, publication: inTrash });
      await create.activity({ slug: 'gone-uncoded', publication: inTrash });
    }),
  );
  const output = { type: 'OUTPUT', title: 'Officers are trained', indicators: [] };
  const rows = [
    { slug: 'plain', code: 'NEW', title: 'Plain and coded' },
    { slug: 'coded', code: 'OTHER', title: 'Of another code' },
    { code: 'GONE', title: 'Gone' },
    { slug: 'gone-uncoded', code: null, title: 'Gone' },
    { slug: 'made', title: 'Made', summary: 'Without a code.', networks: [] },
    { slug: 'made-too', title: 'Made too', summary: 'With a field too many.', colour: 'red' },
    { slug: 'odd', title: 'Odd', summary: 'No object.', translations: ['ru'], results: [{ ...output, colour: 'red' }] },
  ];
  const lines = rows.map((row) => JSON.stringify(row)).join('\n');
  const end = await imported('rows.jsonl', lines, '--report', path.join(scene.directory, 'report.csv'));

  expect(end.code).toBe(1);
  expect(await reported('report.csv')).toEqual([
    'row,code,slug,outcome,problems',
    '1,NEW,plain,updated,',
    expect.stringMatching(/^2,OTHER,coded,refused,.*slug: must be unique, but another activity has it/),
    '3,GONE,,refused,code: must not be that of an activity in the trash',
    '4,,gone-uncoded,refused,slug: must not be that of an activity in the trash',
    '5,,made,created,',
    '6,,made-too,refused,colour: is not a field of activities',
    '7,,odd,refused,results.0.colour: is not a field of such an entry; translations.0: must be a JSON object',
  ]);
  expect(good(await imported('rows.json', JSON.stringify([rows[0], rows[4]])))).toEqual({
    code: 0,
    errors: '',
    last: 'created 0, updated 0, unchanged 2, refused 0',
  });
});

test('keeps fields without a column, clears fields with an empty cell, and removes a time that its new state does not have', async () => {
  const whole = { code: 'A', title: 'T', summary: 'S', place: 'Bishkek', topics: ['x'] };
  const later = { state: 'SCHEDULED', publishAt: '2999-01-01T00:00:00Z' };
  await imported('a.json', JSON.stringify([{ ...whole, ...later }]));
  await imported('b.csv', 'code,place\nA,\n');
  const shown = sql`SELECT title, place, publication_state AS state, publish_at AS at FROM activity`;
  expect(await query(shown)).toEqual([{ title: 'T', place: null, state: 'SCHEDULED', at: '2999-01-01T00:00:00.000Z' }]);
  expect((await imported('c.csv', 'code,publishAt\nA,\n')).output).toMatch(
    /publishAt: must be given for the state SCHEDULED/,
  );
  await imported('d.csv', 'code,state\nA,ARCHIVED\n');
  expect(await query(shown)).toEqual([{ title: 'T', place: null, state: 'ARCHIVED', at: null }]);
  expect(await counted(sql`activity_topic`)).toBe(1);
});

test('keeps a publication time for scheduled activities only, and records the transition in the history', async () => {
  const sheet = (...rows: readonly (readonly [state: string, publishAt: string])[]) =>
    `code,title,summary,state,publishAt\n${rows.map((row, place) => `A-${place},T,S,${row.join()}\n`).join('')}`;
  const time = '2999-01-01T00:00:00.000Z';
  const standings = () => query(sql`SELECT publication_state AS state, publish_at AS at FROM activity ORDER BY code`);

  await imported('first.csv', sheet(['SCHEDULED', time], ['DRAFT', '2020-01-01T00:00:00Z'], ['PUBLISHED', time]));
  expect(await standings()).toEqual([
    { state: 'SCHEDULED', at: time },
    { state: 'DRAFT', at: null },
    { state: 'PUBLISHED', at: null },
  ]);

  const next = sheet(['PUBLISHED', time], ['SCHEDULED', time], ['ARCHIVED', time]);
  await imported('next.csv', next);
  expect(await standings()).toEqual([
    { state: 'PUBLISHED', at: null },
    { state: 'SCHEDULED', at: time },
    { state: 'ARCHIVED', at: null },
  ]);
  expect(good(await imported('next.csv', next)).last).toBe('created 0, updated 0, unchanged 3, refused 0');

  await imported('last.csv', sheet(['DRAFT', ''], ['SCHEDULED', '2999-02-01T00:00:00Z']).replaceAll('T,S', 'Title,S'));
  await imported('title.csv', 'code,title\nA-2,Title\n');
  const acts = sql`SELECT item_id - (SELECT min(id) FROM activity) AS row, action FROM revision WHERE version > 1 ORDER BY id`;
  expect(await query(acts)).toEqual([
    { row: 0, action: 'PUBLISHED' },
    { row: 1, action: 'SCHEDULED' },
    { row: 2, action: 'ARCHIVED' },
    { row: 0, action: 'UNPUBLISHED' },
    { row: 1, action: 'SCHEDULED' },
    { row: 2, action: 'UPDATED' },
  ]);
});

test('creates reference data in an empty database, and elsewhere only with --create-missing', async () => {
  const row = {
    title: 'T',
    summary: 'S',
    programme: 'eu-act',
    component: 'NAPOR',
    region: 'ASIA',
    networks: ['casc'],
  };
  const first = await imported(
    'a.json',
    JSON.stringify([
      { ...row, code: 'A' },
      { ...row, code: 'B', programme: null, component: 'OWN' },
    ]),
  );
  expect(first).toMatchObject({ code: 0, errors: '' });
  expect(first.output.split('\n')).toEqual([
    'created programme eu-act',
    'created region ASIA',
    'created network casc',
    'created component NAPOR of eu-act',
    'created component OWN of own',
    'created 2, updated 0, unchanged 0, refused 0',
    '',
  ]);
  expect(await query(sql`SELECT slug, publication_state FROM network`)).toEqual([
    { slug: 'casc', publicationState: 'DRAFT' },
  ]);
  const histories = sql`SELECT n.slug, r.action, r.by_name, r.version
    FROM revision r JOIN network n ON n.id = r.item_id WHERE r.type = 'Network'`;
  expect(await query(histories)).toEqual([{ slug: 'casc', action: 'CREATED', byName: 'import', version: 1 }]);

  const other = JSON.stringify([{ ...row, code: 'C', region: 'EUROPE', programme: 'No slug' }]);
  const refused = await imported('b.json', other);
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.output).toContain('region: must be the code of an existing region, but is EUROPE');
  expect(await counted(sql`region`)).toBe(1);
  const created = await imported('b.json', other, '--create-missing');
  expect(created.output).toContain('created region EUROPE\n');
  expect(created.output).toContain('programme: must be the slug of an existing programme, but is No slug');
});

test('creates reference data with --atomic as well, and says what a dry run would create', async () => {
  const rows = JSON.stringify([{ title: 'T', summary: 'S', code: 'A', region: 'ASIA' }]);

  const dry = await imported('a.json', rows, '--dry-run');
  expect(dry.output).toContain('region ASIA\n');
  expect([dry.code, await counted(sql`region`)]).toEqual([0, 0]);
  const whole = await imported('a.json', rows, '--atomic');
  expect([whole.code, await counted(sql`region`), await counted(sql`activity`)]).toEqual([0, 1, 1]);
});

test('creates each organisation that a file names, whatever for', async () => {
  const row = {
    ...{ code: 'A', title: 'T', summary: 'S', reportingOrganisation: 'reporter' },
    organisations: [{ organisation: 'host', role: 'HOST' }],
    participation: [
      { country: 'KG', organisation: 'sender', women: 5 },
      { country: 'KZ', men: 4 },
    ],
  };

  const { output } = await imported('a.json', JSON.stringify([row]));

  expect(output.split('\n')).toEqual([
    ...['reporter', 'host', 'sender'].map((slug) => `created organisation ${slug}`),
    'created 1, updated 0, unchanged 0, refused 0',
    '',
  ]);
});

test('keeps the reference to a network in the trash, which is no change', async () => {
  await imported('a.json', JSON.stringify([{ code: 'A', title: 'T', summary: 'S', networks: ['kept', 'gone'] }]));
  await scene.withDatabase((database) =>
    database.write((manager) =>
      manager.query(`UPDATE network SET publication_state = 'ARCHIVED', deleted_at = '2026-01-01T00:00:00.000Z'
        WHERE slug = 'gone'`),
    ),
  );

  const end = await imported('b.json', JSON.stringify([{ code: 'A', networks: ['kept'] }]));

  expect(good(end)).toEqual({ code: 0, errors: '', last: 'created 0, updated 0, unchanged 1, refused 0' });
  expect(await stored()).toMatchObject([{ version: 1 }]);
  expect(await counted(sql`activity_network`)).toBe(2);
});

test('continues where it was killed, with complete activities only', async () => {
  const count = 400;
  const lines = Array.from({ length: count }, (_, number) =>
    JSON.stringify({ code: `K-${number}`, title: `T ${number}`, summary: 'S', topics: ['a', 'b'], objectives: ['o'] }),
  ).join('\n');
  const file = path.join(scene.directory, 'many.jsonl');
  await writeFile(file, lines);
  await scene.withDatabase(async ({ read }) => {
    const first = startCommand(['import', 'activities', file], { env: { DATABASE_URL: scene.url } });
    const deadline = Date.now() + 60_000;
    while ((await read.query(sql`SELECT id FROM activity WHERE code = 'K-0'`)).length === 0 && Date.now() < deadline) {
      await delay(1);
    }
    first.child.kill('SIGKILL');
    expect((await first.ended).signal).toBe('SIGKILL');
  });
  const left = await counted(sql`activity`);
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(count);
  const parts = [sql`activity`, sql`revision`, sql`activity_topic`, sql`objective`];
  const sizes = async () => Promise.all(parts.map(counted));
  expect(await sizes()).toEqual([left, left, 2 * left, left]);

  const second = startCommand(['import', 'activities', file], { env: { DATABASE_URL: scene.url } });
  expect(good(await second.ended)).toEqual({
    code: 0,
    errors: '',
    last: `created ${count - left}, updated 0, unchanged ${left}, refused 0`,
  });
  expect(await sizes()).toEqual([count, count, 2 * count, count]);
});

describe('transactions', () => {
  const columns = 'activity,kind,reference,date,value,currency,valueDate,description,provider,receiver,country,sector';
  const importTransactions = (rows: readonly string[], ...options: string[]) =>
    importedAs('transactions', 'transactions.csv', [columns, ...rows, ''].join('\n'), ...options);
  const amounts = () => query(sql`SELECT kind, reference, day, amount, currency FROM money_transaction ORDER BY id`);
  const versions = () => query(sql`SELECT slug, version FROM activity ORDER BY slug`);
  const last = ({ code, output }: EndedProcess) => [code, output.trim().split('\n').at(-1)];

  const rows = [
    'course,DISBURSEMENT,D-1,2024-05-01,9007199254740993.25,EUR,,Trainers,unodc,,KG,15210',
    'course,EXPENDITURE,,2024-06-01,0.10,EUR,2024-06-02,,,,,',
    'course,EXPENDITURE,,2024-06-01,0.10,EUR,2024-06-02,,,,,',
  ];

  beforeEach(() =>
    scene.withDatabase((database) =>
      database.write(async (manager) => {
        const create = factories(manager);
        await create.activity({ slug: 'course' });
        await create.activity({ slug: 'draft', publication: publication(PublicationState.DRAFT) });
        const inTrash = Object.assign(publication(PublicationState.ARCHIVED), {
          deletedAt: '2026-01-01T00:00:00.000Z',
        });
        await create.activity({ slug: 'gone', publication: inTrash });
        await create.organisation({ slug: 'unodc' });
      }),
    ),
  );

  test('come once, however often they are imported, and rows of an activity are one change of it', async () => {
    expect(last(await importTransactions(rows, '--dry-run'))).toEqual([
      0,
      'created 3, updated 0, unchanged 0, refused 0: nothing was saved',
    ]);
    expect(await amounts()).toEqual([]);
    expect(last(await importTransactions(rows))).toEqual([0, 'created 3, updated 0, unchanged 0, refused 0']);
    expect(last(await importTransactions(rows))).toEqual([0, 'created 0, updated 0, unchanged 3, refused 0']);

    const next = [
      rows[0]!.replace('D-1,2024-05-01', 'D-1,2024-05-02'),
      rows[0]!.replace('DISBURSEMENT', 'EXPENDITURE'),
    ];
    expect(last(await importTransactions([...next, ...rows.slice(1)]))).toEqual([
      0,
      'created 1, updated 1, unchanged 2, refused 0',
    ]);
    // A column that the file does not have keeps its values.
    const short = 'activity;kind;reference;date;value;currency\ncourse;DISBURSEMENT;D-1;2024-05-02;-5.50;EUR\n';
    expect(last(await importedAs('transactions', 'short.csv', short))).toEqual([
      0,
      'created 0, updated 1, unchanged 0, refused 0',
    ]);

    const expenditure = { kind: 'EXPENDITURE', reference: null, day: '2024-06-01', amount: '0.1', currency: 'EUR' };
    expect(await amounts()).toEqual([
      { kind: 'DISBURSEMENT', reference: 'D-1', day: '2024-05-02', amount: '-5.5', currency: 'EUR' },
      expenditure,
      expenditure,
      { ...expenditure, reference: 'D-1', day: '2024-05-01', amount: '9007199254740993.25' },
    ]);
    expect(
      await query(sql`SELECT description, country_code FROM money_transaction WHERE kind = 'DISBURSEMENT'`),
    ).toEqual([{ description: 'Trainers', countryCode: 'KG' }]);
    expect(await versions()).toMatchObject([{ slug: 'course', version: 4 }, { version: 1 }, { version: 1 }]);
    expect((await revisions()).map(({ action, byName }) => [action, byName])).toEqual([
      ['BASELINE', null],
      ['UPDATED', 'import'],
      ['UPDATED', 'import'],
      ['UPDATED', 'import'],
    ]);
    expect(
      await query(sql`SELECT kind, currency, count(*) AS n FROM money_share GROUP BY kind, currency`),
    ).toHaveLength(2);
  });

  test('may have blanks around their values, and empty rows between them', async () => {
    const blank = 'course , DISBURSEMENT,D-1 , 2024-05-01, 5 ,EUR , ,Trainers, unodc , ,KG ,15210 ';
    expect(last(await importTransactions([',,,,,,,,,,,', blank, rows[1]!]))).toEqual([
      0,
      'created 2, updated 0, unchanged 0, refused 0',
    ]);
    expect((await amounts())[0]).toMatchObject({ kind: 'DISBURSEMENT', reference: 'D-1', amount: '5' });
  });

  test('may share a reference, as those that editors enter, and are refused if they could change any of several', async () => {
    const [one, two] = ['9,EUR,,,,,,15210', '1,EUR,,,,,,15110'].map(
      (end) => `draft,DISBURSEMENT,D-1,2024-01-01,${end}`,
    );
    expect(last(await importTransactions([one!, two!]))).toEqual([0, 'created 2, updated 0, unchanged 0, refused 0']);
    expect(last(await importTransactions([two!, one!]))).toEqual([0, 'created 0, updated 0, unchanged 2, refused 0']);
    expect(await amounts()).toMatchObject([{ amount: '9' }, { amount: '1' }]);

    // One row is equal, so that the other transaction is the one that is left.
    const corrected = two!.replace(',1,', ',2,');
    expect(last(await importTransactions([one!, corrected]))).toEqual([
      0,
      'created 0, updated 1, unchanged 1, refused 0',
    ]);
    const end = await importTransactions([two!]);
    expect(end).toMatchObject({
      code: 1,
      output: expect.stringContaining('reference: must identify one transaction, but 2 of its kind have it'),
    });
    expect(await amounts()).toMatchObject([{ amount: '9' }, { amount: '2' }]);
  });

  test.each(['first', 'last'])(
    'belong to equal transactions before others, when the equal row of a short file is %s, in whatever batch',
    async (place) => {
      const importShort = (otherAmount: string, between: readonly string[]) => {
        const [equal, other] = ['100', otherAmount].map((amount) => `course,DISBURSEMENT,D-1,2024-01-01,${amount},USD`);
        const rows = place === 'first' ? [equal, ...between, other] : [other, ...between, equal];
        const content = ['activity,kind,reference,date,value,currency', ...rows, ''].join('\n');
        return importedAs('transactions', 'short.csv', content);
      };
      const texts = () =>
        query(sql`SELECT amount, description FROM money_transaction WHERE reference = 'D-1' ORDER BY amount`);
      await importTransactions(['course,DISBURSEMENT,D-1,2024-01-01,100,USD,,first,,,,']);

      expect(last(await importShort('200', []))).toEqual([0, 'created 1, updated 0, unchanged 1, refused 0']);
      expect(await texts()).toEqual([
        { amount: '100', description: 'first' },
        { amount: '200', description: null },
      ]);

      // More rows than a batch has.
      const between = Array.from({ length: 120 }, (_, n) => `course,DISBURSEMENT,M-${n},2024-01-01,1,USD`);
      expect(last(await importShort('300', between))).toEqual([0, 'created 120, updated 1, unchanged 1, refused 0']);
      expect(await texts()).toEqual([
        { amount: '100', description: 'first' },
        { amount: '300', description: null },
      ]);
    },
  );

  test('are refused if several rows or transactions are left for each other, in whatever order and batch', async () => {
    const header = 'activity,kind,reference,date,value,currency';
    const row = (amount: string) => `course,DISBURSEMENT,D-1,2024-01-01,${amount},USD`;
    const others = Array.from({ length: 120 }, (_, n) => `course,DISBURSEMENT,M-${n},2024-01-01,1,USD`);
    const importShort = (...rows: readonly string[]) =>
      importedAs('transactions', 'short.csv', [header, ...rows, ''].join('\n'));
    const texts = () =>
      query(sql`SELECT amount, description FROM money_transaction WHERE reference = 'D-1' ORDER BY description`);
    await importTransactions([`${row('100')},,first,,,,`]);

    // Each of two rows could change the transaction, in two batches.
    const apart = await importShort(row('200'), ...others, row('300'));
    expect(last(apart)).toEqual([1, 'created 120, updated 0, unchanged 0, refused 2']);
    // A row with another problem could be the one that changes it, too.
    const invalid = await importShort(row('300'), row('x'));
    expect(last(invalid)).toEqual([1, 'created 0, updated 0, unchanged 0, refused 2']);
    for (const { output } of [apart, invalid]) {
      expect(output).toContain(
        'must identify one transaction, but 2 rows of the file have it and equal no transaction',
      );
    }

    // The row could change each of two transactions, as the equal row does not tell them apart.
    await importTransactions(['100', '100'].map((amount, n) => `${row(amount)},,${['first', 'second'][n]},,,,`));
    for (const rows of [
      [row('100'), row('200')],
      [row('200'), row('100')],
    ]) {
      const end = await importShort(...rows);
      expect(last(end)).toEqual([1, 'created 0, updated 0, unchanged 1, refused 1']);
      expect(end.output).toContain(
        'several of its kind have it and differ only in columns that the file does not have',
      );
    }
    expect(await texts()).toEqual([
      { amount: '100', description: 'first' },
      { amount: '100', description: 'second' },
    ]);
  });

  test('are refused with all their problems, and change nothing', async () => {
    const bad = [
      'course,GIFT,D-2,2024-13-01,1e3,EURO,,,nobody,,XX,1521',
      'course,DISBURSEMENT,D-3,2150-01-01,12345678901234567,EUR,,,,,,',
      'course,BUDGET,D-4,2024-01-01,5,EUR,,,,,,',
      'none,DISBURSEMENT,,2024-01-01,,EUR,,,,,,',
      'gone,DISBURSEMENT,,2024-01-01,5,EUR,,,,,,',
      ',DISBURSEMENT,,2024-01-01,5,EUR,,,,,,',
      'course,DISBURSEMENT,,2024-01-01,5,EUR',
      'draft,DISBURSEMENT,D-1,2024-01-01,5,EUR,,,,,,',
    ];
    const report = path.join(scene.directory, 'report.csv');
    expect(last(await importTransactions(bad, '--atomic'))).toEqual([
      1,
      'created 1, updated 0, unchanged 0, refused 7: nothing was saved',
    ]);
    expect([await amounts(), await revisions()]).toEqual([[], []]);

    const end = await importTransactions(bad, '--report', report);

    expect(last(end)).toEqual([1, 'created 1, updated 0, unchanged 0, refused 7']);
    expect(end.output).toContain('row 4 (course) refused: kind: must not be BUDGET');
    expect(end.output).toContain(
      'value: must be a number such as 1250000.5, with a point, at most 9 digits after it, and no separators of thousands; currency: must be an ISO 4217 code',
    );
    const lines = await reported('report.csv');
    expect(lines.map((line) => line.match(/\w+(?=: (must|is))/g))).toEqual([
      null,
      ['kind', 'date', 'value', 'currency', 'country', 'provider', 'sector'],
      ['value', 'date'],
      ['kind'],
      ['value', 'activity'],
      ['activity'],
      ['activity'],
      null,
      null,
    ]);
    expect(lines.slice(0, 1).concat(lines.slice(7))).toEqual([
      'row,activity,kind,reference,outcome,problems',
      '8,,,,refused,"The row must have 12 cells like the first row, but has 6"',
      '9,draft,DISBURSEMENT,D-1,created,',
    ]);
    expect(await amounts()).toHaveLength(1);
    expect(await versions()).toMatchObject([{ version: 1 }, { version: 2 }, { version: 1 }]);

    const noKind = await importedAs('transactions', 'a.csv', 'activity,date,value,currency\n');
    expect(noKind).toMatchObject({ code: 2, errors: 'The file must have the column "kind"\n' });
  });
});

test('prints one sentence about a file that it cannot import, and imports nothing', async () => {
  const usage = async (args: readonly string[], message: string | RegExp): Promise<void> => {
    const { code, output, errors } = await scene.cli(['import', 'activities', ...args]);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors.trim()).toMatch(message);
    expect(errors).not.toMatch(/ at .*:\d+/);
  };
  const file = async (name: string, content: string | Buffer): Promise<string> => {
    await writeFile(path.join(scene.directory, name), content);
    return path.join(scene.directory, name);
  };
  const latin = Buffer.from('code,title\nA,Caf\xe9\n', 'latin1');

  await usage([], /^error: missing required argument 'file'$/);
  await usage(['none.csv'], /^The file none\.csv cannot be read: it does not exist$/);
  await usage(['rows.xlsx'], /^The file name rows\.xlsx must end with \.csv, \.json or \.jsonl$/);
  await usage([await file('latin.csv', latin)], /must be UTF-8: save it as/);
  await usage([await file('late.csv', 'code,title,summary\nA,T,S\nB,"T')], /^The file is not valid CSV: /);
  await usage([await file('late.json', '[{"code":"A","title":"T","summary":"S"}')], /its end is missing$/);
  await usage(
    [await file('a.csv', table), '--report', `${scene.directory}/none/r.csv`],
    /^The report .* cannot be written/,
  );
  expect(existsSync(path.join(scene.directory, 'none'))).toBe(false);
  expect(await stored()).toEqual([]);
});

test('never overwrites the imported file with the report, whatever its name', async () => {
  const at = (name: string) => path.join(scene.directory, name);
  await writeFile(at('a.csv'), table);
  await symlink(at('a.csv'), at('soft.csv'));
  await link(at('a.csv'), at('hard.csv'));

  for (const report of ['a.csv', 'soft.csv', 'hard.csv']) {
    const end = await scene.cli(['import', 'activities', at('a.csv'), '--report', at(report)]);
    expect(end).toMatchObject({ code: 2, output: '' });
    expect(end.errors).toMatch(/^The report \S+ must not be the imported file: give it another name\n$/);
  }
  expect(await readFile(at('a.csv'), 'utf8')).toBe(table);
  expect(await stored()).toEqual([]);
});

test('keeps an earlier report when the file cannot be imported', async () => {
  const report = path.join(scene.directory, 'report.csv');
  await writeFile(report, 'what became of each row last time');

  const end = await imported('late.csv', 'code,title,summary\nA,T,S\nB,"T', '--report', report);

  expect(end).toMatchObject({ code: 2, output: '' });
  expect(await readFile(report, 'utf8')).toBe('what became of each row last time');
});

test('keeps an earlier report when the database cannot be opened', async () => {
  const [file, database, report] = ['rows.csv', 'other.sqlite', 'report.csv'].map((name) =>
    path.join(scene.directory, name),
  );
  await writeFile(file!, table);
  await writeFile(database!, 'This is no database');
  await writeFile(report!, 'what became of each row last time');

  const end = await scene.cli(['import', 'activities', file!, '--report', report!], `sqlite:${database}`);

  expect(end).toMatchObject({ code: 69, output: '' });
  expect(await readFile(report!, 'utf8')).toBe('what became of each row last time');
});

// A file that is always full, on Linux only.
const testWithFullDisk = existsSync('/dev/full') ? test : () => {};

testWithFullDisk('imports all rows even if the report cannot be written, and says so at the end', async () => {
  const full = ['--report', '/dev/full'];
  const expected = {
    code: 69,
    errors: expect.stringMatching(
      /^The report \/dev\/full is incomplete: ENOSPC: [^\n]*, and its output lists the results\n$/,
    ),
  };
  // The report is written when it is closed.
  expect(good(await imported('short.csv', table, ...full))).toEqual({
    ...expected,
    last: 'created 1, updated 0, unchanged 0, refused 0',
  });

  // The report is written while rows are imported.
  const refused = Array.from({ length: 1_500 }, (_, number) => `A-${number + 10};;;;;\n`);
  expect(good(await imported('long.csv', `${table}${refused.join('')}A-2;Second;Two;;;\n`, ...full))).toEqual({
    ...expected,
    last: 'created 1, updated 0, unchanged 1, refused 1500',
  });
  expect((await stored()).map(({ code }) => code)).toEqual(['A-1', 'A-2']);

  const dryRun = await imported('third.csv', `${table}A-3;Third;Three;;;\n`, ...full, '--dry-run');
  expect(good(dryRun)).toEqual({
    ...expected,
    last: 'created 1, updated 0, unchanged 1, refused 0: nothing was saved',
  });
});
