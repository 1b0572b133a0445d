import { writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { XMLParser } from 'fast-xml-parser';
import { Kind, parse } from 'graphql';
import { DAY_MS, MINUTE_MS } from '../../../src/core/time';
import { encodeGlobalId, getKey } from '../../../src/core/types/global-id';
import { listsBelowParents } from '../../../src/graphql/cost/declared-costs';
import { OperationCosts } from '../../../src/graphql/cost/operation-cost.plugin';
import { PublicQuery } from '../../../src/graphql/public-queries/public-query';
import { createSchema } from '../../../src/graphql/schema/schema';
import { OrganisationRole } from '../../../src/modules/catalogue/organisation/organisation-role';
import { MoneyKind } from '../../../src/modules/figures/money/money-kind';
import { addressSubject } from '../../../src/modules/identity/rate-limit/rate-limits';
import { iatiActivitiesQuery } from '../../../src/modules/open-data/iati/iati-activities.query';
import { IatiChecker } from '../../../src/modules/open-data/iati/iati-checker';
import { resolverClasses } from '../../../src/modules/resolver-classes';
import { newAttachment } from '../../support/attachments';
import { runCommand } from '../../support/command-in-process';
import { put } from '../../support/contents';
import { make } from '../../support/factories';
import {
  IATI_PUBLISHER,
  minimalActivity,
  publishedActivity,
  randomActivity,
  randomTransactions,
} from '../../support/iati-activities';
import { mutationsOf } from '../../support/mutations';
import { fetchFile } from '../../support/public-files';
import { createRandom } from '../../support/random';
import { startTestServer, type TestServer } from '../../support/test-server';
import { admin, editor } from '../../support/viewers';

/** More of them make a longer and deeper test. */
const COUNT = Number(process.env['IATI_ACTIVITIES'] ?? '25');

/** How long they may take, in milliseconds, also on a busy machine. */
const TIMEOUT_MS = 60_000 + COUNT * 1_000;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({
    DEMO_DATA: 'false',
    IATI_PUBLISHER,
    PUBLIC_URL: 'https://api.example.org',
  });
  await make(server.app, async (create) => {
    await create.organisation({ slug: 'unodc', name: 'Office on <Drugs> & Crime', identifier: 'XM-DAC-41128' });
  });
});

afterAll(() => server.close());

/** The schema errors of a whole file. The judge is libxml2, called by the test itself. */
async function schemaErrors(xml: string, schema = 'iati-activities-schema.xsd'): Promise<string[]> {
  const judge = new Worker(
    `(async () => {
      const { readFileSync } = require('node:fs');
      const { workerData, parentPort } = require('node:worker_threads');
      const { XmlDocument, XsdValidator } = await import('libxml2-wasm');
      const { xmlRegisterFsInputProviders } = await import('libxml2-wasm/lib/nodejs.mjs');
      xmlRegisterFsInputProviders();
      const { url, xml } = workerData;
      const validator = XsdValidator.fromDoc(XmlDocument.fromBuffer(readFileSync(url), { url }));
      try {
        validator.validate(XmlDocument.fromString(xml));
        parentPort.postMessage([]);
      } catch (error) {
        parentPort.postMessage((error.details ?? [error]).map(({ message }) => message));
      }
    })();`,
    { eval: true, workerData: { xml, url: `${process.cwd()}/src/modules/open-data/iati/standard/${schema}` } },
  );
  return new Promise((resolve, reject) => {
    judge.on('message', resolve);
    judge.on('error', reject);
  });
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  isArray: (name) => name === 'iati-activity',
  parseTagValue: false,
});

function activitiesOf(text: string): any[] {
  return parser.parse(text)['iati-activities']['iati-activity'];
}

/** The environment of commands that read the data of a server. */
function environmentOf({ databaseUrl, directory }: TestServer): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    FILES_DIR: `${directory}/files`,
    DOCUMENT_KEY_FILE: `${directory}/document.key`,
    PUBLIC_URL: 'https://api.example.org',
    SITE: 'off',
  };
}

/** The activity of a file with an identifier; undefined: it is not in the file. */
async function exported(identifier: string): Promise<any> {
  const { text } = await fetchFile(server, '/iati/activities.xml');
  return activitiesOf(text).find((activity) => activity['iati-identifier'] === identifier);
}

const PROBLEMS = `query ($id: ID!) {
  node(id: $id) { ... on Activity { iatiProblems { element isMissing isWarning message rule } } }
}`;

test('without an activity, the file is its root alone', async () => {
  const { text, headers } = await fetchFile(server, '/iati/activities.xml');
  expect(text).toBe('<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="2.03">\n</iati-activities>\n');
  expect(headers.get('content-type')).toBe('application/xml; charset=utf-8');
});

test(
  'random authored activities are all in the file, which is valid, in the order of their identifiers',
  async () => {
    const random = createRandom(1);
    const identifiers: string[] = [];
    for (let number = 0; number < COUNT; number += 1) {
      const input = randomActivity(random, number);
      const activityId = await publishedActivity(server, input);
      for (const [index, transaction] of randomTransactions(random, input).entries()) {
        await mutationsOf(server, 'createTransaction', editor).done(
          { activityId, version: 2 + index, ...transaction },
          '__typename',
        );
      }
      identifiers.push(String(input['iatiIdentifier']));
    }
    const { text } = await fetchFile(server, '/iati/activities.xml');
    if (process.env['IATI_OUT']) writeFileSync(process.env['IATI_OUT'], text);
    expect(await schemaErrors(text)).toEqual([]);
    expect(activitiesOf(text).map((activity) => activity['iati-identifier'])).toEqual(
      identifiers.sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))),
    );
  },
  TIMEOUT_MS,
);

test('nothing is in the file that the public does not see', async () => {
  const mark = 'Xyzzy';
  const publish = (input: object) => publishedActivity(server, input);
  const seen = await publish({ iatiIdentifier: 'XX-SEEN', title: 'Seen' });
  const { activity } = await mutationsOf(server, 'createActivity', editor).done(
    { title: `${mark} draft`, ...minimalActivity, iatiIdentifier: `XX-${mark}-1` },
    'activity { id slug }',
  );
  const trashed = await publish({ iatiIdentifier: `XX-${mark}-2`, title: `${mark} trashed` });
  await mutationsOf(server, 'deleteActivity', editor).done({ id: trashed, version: 2 }, '__typename');
  const change = async (name: string, version: number, input: object) =>
    mutationsOf(server, name, editor).done({ id: seen, version, ...input }, '__typename');
  await change('setActivityTranslation', 2, {
    locale: 'fr',
    state: 'DRAFT',
    title: `${mark} brouillon`,
    summary: mark,
  });
  await change('setActivityTranslation', 3, { locale: 'ru', state: 'PUBLISHED', title: 'Видно', summary: 'Видно' });
  await change('updateActivity', 4, { relatedActivities: [activity.slug] });
  await mutationsOf(server, 'createRestrictedDocument', editor).done(
    { activityId: seen, title: `${mark} document`, fileName: `${mark}.pdf` },
    '__typename',
  );
  const { text } = await fetchFile(server, '/iati/activities.xml');
  expect(text).not.toContain(mark);
  const shown = await exported('XX-SEEN');
  expect(shown.title.narrative).toEqual(['Seen', { '@xml:lang': 'ru', '#text': 'Видно' }]);
  expect(shown).not.toHaveProperty('related-activity');
  expect(shown).not.toHaveProperty('document-link');
});

test.each([
  ['a status', { status: null }],
  ['a planned or actual start', { actualStart: null, startsOn: '2020' }],
  ['an organisation in a role of the standard', { organisations: [{ organisation: 'unodc', role: 'HOST' }] }],
  ['a recipient', { recipients: [] }],
  ['a sector', { sectors: [] }],
  ['percentages of several recipients', { recipients: [{ country: 'KG' }, { country: 'UZ' }] }],
  ['an actual start that is not in the future', { actualStart: '2199-01-01' }],
])('an activity without %s is left out', async (what, input) => {
  await publishedActivity(server, { iatiIdentifier: `XX-${what.replaceAll(' ', '-')}`, ...input });
  expect(await exported(`XX-${what.replaceAll(' ', '-')}`)).toBeUndefined();
});

test('an activity has the money of more than one page, and its sectors only once', async () => {
  const id = await publishedActivity(server, { iatiIdentifier: 'XX-MONEY' });
  const activityId = getKey(id, 'Activity', 'id');
  await make(server.app, async (create) => {
    const { id: providerId } = await create.organisation({ name: 'A & provider', identifier: 'XX-PROVIDER' });
    const others = { activityId, date: '2020-05-01', sectorCode: '15130', countryCode: 'KG', providerId };
    await create.transaction({ ...others, kind: MoneyKind.PLANNED_DISBURSEMENT, amount: '0.5' });
    for (let amount = 1; amount <= 100; amount += 1) await create.transaction({ ...others, amount: `${amount}.5` });
  });
  const { transaction, 'planned-disbursement': planned } = await exported('XX-MONEY');
  const amounts = transaction.map(({ value }: any) => Number(value['#text']));
  expect(new Set(amounts)).toEqual(new Set(Array.from({ length: 100 }, (_, index) => index + 1.5)));
  expect(transaction[0]).toMatchObject({
    'transaction-type': { '@code': '3' },
    'provider-org': { '@ref': 'XX-PROVIDER', narrative: 'A & provider' },
  });
  expect(transaction[0]).not.toHaveProperty('sector');
  expect(transaction[0]).not.toHaveProperty('recipient-country');
  expect(planned).toMatchObject({ value: { '@currency': 'EUR', '#text': '0.5' } });
});

test('a transaction has the code of its kind in the codelist TransactionType', async () => {
  const codes = {
    INCOMING_FUNDS: '1',
    OUTGOING_COMMITMENT: '2',
    DISBURSEMENT: '3',
    EXPENDITURE: '4',
    REIMBURSEMENT: '7',
    INCOMING_COMMITMENT: '11',
  };
  const id = await publishedActivity(server, { iatiIdentifier: 'XX-KINDS' });
  const activityId = getKey(id, 'Activity', 'id');
  await make(server.app, async (create) => {
    for (const [kind, code] of Object.entries(codes)) {
      await create.transaction({ activityId, kind: kind as MoneyKind, reference: code });
    }
  });
  const { transaction } = await exported('XX-KINDS');
  const codeOf: Record<string, string> = Object.fromEntries(
    transaction.map((one: any) => [one['@ref'], one['transaction-type']['@code']]),
  );
  expect(codeOf).toEqual(Object.fromEntries(Object.values(codes).map((code) => [code, code])));
});

test('the sector of a transaction may be a category, and addresses are URIs', async () => {
  const id = await publishedActivity(server, {
    iatiIdentifier: 'XX-CATEGORY',
    sectors: [],
    links: [{ kind: 'WEBSITE', title: 'Reports', url: 'https://example.org/100%/a?f[0]=x|{y}#b#c' }],
  });
  const paid = { kind: 'DISBURSEMENT', date: '2020-05-01', value: { amount: '1', currency: 'EUR' }, sector: '151' };
  await mutationsOf(server, 'createTransaction', editor).done({ activityId: id, version: 2, ...paid }, '__typename');
  const { transaction, 'document-link': link } = await exported('XX-CATEGORY');
  expect(transaction.sector).toEqual({ '@vocabulary': '2', '@code': '151' });
  expect(link['@url']).toBe('https://example.org/100%25/a?f%5B0%5D=x%7C%7By%7D#b%23c');
});

test('texts of results and locations are narratives in each published language', async () => {
  const dimensions = [{ name: 'sex', value: 'women' }];
  const period = { start: '2020-01-01', end: '2020-12-31', targets: [{ value: '4', comment: 'Estimate' }] };
  const measured = {
    title: 'Trained',
    measure: 'UNIT',
    periods: [{ ...period, actuals: [{ value: '3', dimensions }] }],
  };
  const id = await publishedActivity(server, {
    iatiIdentifier: 'XX-RESULTS',
    locations: [{ name: 'Osh' }],
    results: [
      { type: 'OUTPUT', title: 'Courses', indicators: [{ title: 'Held', measure: 'UNIT' }] },
      { type: 'OUTCOME', title: 'Teachers', description: 'They teach.', indicators: [measured] },
    ],
  });
  const pairs = { Teachers: 'Преподаватели', Trained: 'Обучено', Estimate: 'Оценка' };
  const set = mutationsOf(server, 'setActivityTranslation', editor);
  const texts = { title: 'Обучение', summary: 'Кратко', locations: [{ original: 'Osh', text: 'Ош' }] };
  const results = Object.entries(pairs).map(([original, text]) => ({ original, text }));
  await set.done({ id, version: 2, locale: 'ru', ...texts, results }, '__typename');
  expect((await exported('XX-RESULTS')).location.name.narrative).toBe('Osh');

  await set.done({ id, version: 3, locale: 'ru', state: 'PUBLISHED' }, '__typename');
  const { location, result } = await exported('XX-RESULTS');
  const inBoth = (original: string, text: string) => [original, { '@xml:lang': 'ru', '#text': text }];
  expect(location.name.narrative).toEqual(inBoth('Osh', 'Ош'));
  expect(result[0].title.narrative).toBe('Courses');
  expect(result[1].title.narrative).toEqual(inBoth('Teachers', 'Преподаватели'));
  expect(result[1].description.narrative).toBe('They teach.');
  expect(result[1].indicator.title.narrative).toEqual(inBoth('Trained', 'Обучено'));
  expect(result[1].indicator.period.target.comment.narrative).toEqual(inBoth('Estimate', 'Оценка'));
  expect(result[1].indicator.period.actual).toMatchObject({ '@value': '3', dimension: { '@name': 'sex' } });
});

test('a programme is an activity of the first level, with what its activities have', async () => {
  await make(server.app, async (create) => {
    const programme = await create.programme({
      slug: 'eu-act',
      name: 'Action <against> drugs',
      description: 'A *purpose*',
      startsOn: '2017-02',
      endsOn: '2021',
    });
    const funder = await create.organisation({ slug: 'eu', name: 'Union', identifier: 'XI-EU' });
    await create.programme({ slug: 'without-activities', name: 'Xyzzy programme' });
    await create.hasRoleInProgramme(programme, funder, OrganisationRole.FUNDING);
  });
  const activity = (number: number, input: object) =>
    publishedActivity(server, { programme: 'eu-act', iatiIdentifier: `XX-PART-${number}`, ...input });
  await activity(1, { sectors: [{ code: '15130' }], recipients: [{ country: 'GE' }] });
  await activity(2, { sectors: [{ code: '15130' }], recipients: [{ country: 'KG' }], status: 'IMPLEMENTATION' });
  // The identifier of the programme.
  await publishedActivity(server, { iatiIdentifier: 'XX-EXAMPLE-1-eu-act' });
  await activity(3, {
    sectors: [{ code: '16063' }],
    recipients: [
      { country: 'UZ', percentage: '60' },
      { region: '619', percentage: '40' },
    ],
  });
  const { text } = await fetchFile(server, '/iati/activities.xml');
  expect(await schemaErrors(text)).toEqual([]);
  expect(text).not.toContain('Xyzzy');
  const identifiers = activitiesOf(text).map((one) => one['iati-identifier']);
  expect(new Set(identifiers).size).toBe(identifiers.length);
  expect(activitiesOf(text)[0]).toMatchObject({
    '@hierarchy': '1',
    'iati-identifier': 'XX-EXAMPLE-1-eu-act',
    title: { narrative: 'Action <against> drugs' },
    description: { '@type': '1', narrative: 'A purpose' },
    'activity-status': { '@code': '2' },
    'activity-date': [
      { '@type': '1', '@iso-date': '2017-02-01' },
      { '@type': '3', '@iso-date': '2021-12-31' },
    ],
    'recipient-country': [
      { '@code': 'GE', '@percentage': '25' },
      { '@code': 'KG', '@percentage': '25' },
      { '@code': 'UZ', '@percentage': '25' },
    ],
    'recipient-region': { '@vocabulary': '1', '@code': '619', '@percentage': '25' },
    sector: [
      { '@code': '15130', '@percentage': '66.67' },
      { '@code': '16063', '@percentage': '33.33' },
    ],
  });
  expect((await exported('XX-PART-1'))['related-activity']).toEqual({ '@ref': 'XX-EXAMPLE-1-eu-act', '@type': '1' });
});

test('the organisations with an identifier are in a file of their own, and so is the publisher', async () => {
  const { text } = await fetchFile(server, '/iati/organisations.xml');
  expect(await schemaErrors(text, 'iati-organisations-schema.xsd')).toEqual([]);
  const organisations = parser.parse(text)['iati-organisations']['iati-organisation'];
  expect(organisations.map((one: any) => [one['organisation-identifier'], one.name.narrative])).toEqual([
    ['XI-EU', 'Union'],
    ['XM-DAC-41128', 'Office on <Drugs> & Crime'],
    ['XX-EXAMPLE-1', 'Example organisation'],
    ['XX-PROVIDER', 'A & provider'],
  ]);
  expect(organisations[0]['reporting-org']).toMatchObject({ '@ref': 'XX-EXAMPLE-1', '@type': '10' });
});

test('the command line exports the same file, and doctor names what is left out', async () => {
  const env = environmentOf(server);
  const { text } = await fetchFile(server, '/iati/activities.xml');
  const exportedTo = await runCommand(['export', 'iati'], { env: { ...env, IATI_PUBLISHER } });
  expect(exportedTo).toMatchObject({ code: 0, errors: '' });
  expect(exportedTo.output).toBe(text);
  const organisations = await runCommand(['export', 'iati', '--standard', 'organisations'], {
    env: { ...env, IATI_PUBLISHER },
  });
  expect(organisations.output).toBe((await fetchFile(server, '/iati/organisations.xml')).text);
  expect(await runCommand(['export', 'iati'], { env })).toMatchObject({
    code: 2,
    errors: expect.stringContaining('IATI_PUBLISHER must be set'),
  });
  expect((await runCommand(['doctor', '--without-files'], { env })).output).toMatch(/^ok +iati +.*IATI_PUBLISHER/m);
  const { output } = await runCommand(['doctor', '--without-files'], { env: { ...env, IATI_PUBLISHER } });
  expect(output).toMatch(/^warning +iati +XX-a-status is left out: Choose a status$/m);
  expect(output).toMatch(/^warning +iati +XX-a-sector is left out: .*\(rule 6\.2\.2\)/m);
  expect(output).toMatch(/^warning +iati +XX-EXAMPLE-1-eu-act is left out: .*a programme has the same one/m);
  // Once for all of them.
  expect(output).toMatch(
    /^warning +iati +Choose an identifier that begins with XX-EXAMPLE-1-, .*\(rule 1\.1\.21\): XX-[^,]+, XX-[^,]+, XX-\S+ and \d+ more$/m,
  );
  expect(output).not.toMatch(/iati +XX-(SEEN|MONEY|EXAMPLE-1-[aZß1]\d)/);
});

test('editors are told the problems of exactly the activities that are left out, and of drafts before', async () => {
  const { text } = await fetchFile(server, '/iati/activities.xml');
  // A programme may have the identifier of an activity that is left out.
  const ofActivities = activitiesOf(text).filter((activity) => activity['@hierarchy'] === '2');
  const inFile = new Set(ofActivities.map((activity) => activity['iati-identifier']));
  const { activities } = await server.data(
    `{ activities(first: 100, filter: { iatiIdentifier: { isNull: false } }) {
      nodes { id iatiIdentifier publication { state } }
    } }`,
    {},
    editor,
  );
  const problems = new Map<string, any[]>();
  for (const { id, iatiIdentifier, publication } of activities.nodes) {
    const { node } = await server.data(PROBLEMS, { id }, editor);
    problems.set(iatiIdentifier, node.iatiProblems);
    if (publication.state === 'PUBLISHED') {
      const areWarnings = (node.iatiProblems as { isWarning: boolean }[]).every(({ isWarning }) => isWarning);
      expect([iatiIdentifier, areWarnings]).toEqual([iatiIdentifier, inFile.has(iatiIdentifier)]);
    }
  }
  const otherPrefix = {
    element: 'iati-identifier',
    isMissing: false,
    isWarning: true,
    message:
      'Choose an identifier that begins with XX-EXAMPLE-1-, unless the activity has been published under this one',
    rule: '1.1.21',
  };
  expect(problems.get('XX-SEEN')).toEqual([otherPrefix]);
  expect(problems.get('XX-a-status')).toEqual([
    { element: 'activity-status', isMissing: true, isWarning: false, message: 'Choose a status', rule: null },
    otherPrefix,
  ]);
  expect(problems.get('XX-percentages-of-several-recipients')).toContainEqual({
    element: 'recipient-country',
    isMissing: false,
    isWarning: false,
    message: 'Enter the percentage of each recipient, since there are several',
    rule: '3.1.1',
  });
  const { activity } = await mutationsOf(server, 'createActivity', editor).done(
    { title: 'A draft', summary: 'Without anything', iatiIdentifier: 'XX-DRAFT' },
    'activity { id }',
  );
  const { node } = await server.data(PROBLEMS, { id: activity.id }, editor);
  expect(node.iatiProblems.map(({ element }: any) => element)).toEqual([
    'participating-org',
    'activity-status',
    'activity-date',
    'sector',
    'recipient-country',
    'iati-identifier',
  ]);
  const anonymous = await server.query(PROBLEMS, { id: [...activities.nodes][0].id });
  expect(anonymous.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
});

test('an activity with an amount in a currency that IATI does not have is left out, and says which', async () => {
  const budget = { type: 'ORIGINAL', status: 'COMMITTED', periodStart: '2001-01-01', periodEnd: '2001-12-31' };
  const id = await publishedActivity(server, {
    iatiIdentifier: 'XX-EXAMPLE-1-marks',
    budgets: ['FRF', 'DEM', 'EEK'].map((currency) => ({ ...budget, value: { amount: '5', currency } })),
  });

  expect(await exported('XX-EXAMPLE-1-marks')).toBeUndefined();
  // The list has kroons, although they are withdrawn.
  expect((await server.data(PROBLEMS, { id }, editor)).node.iatiProblems).toEqual([
    {
      element: 'value',
      isMissing: false,
      isWarning: false,
      message: 'Enter amounts in currencies of the codelist Currency of IATI, which lacks DEM, FRF',
      rule: null,
    },
  ]);
  const transaction = {
    activityId: id,
    version: 2,
    kind: 'DISBURSEMENT',
    date: '2001-05-01',
    value: { amount: '5', currency: 'ATS' },
  };
  await mutationsOf(server, 'createTransaction', editor).done(transaction, '__typename');
  const [problem] = (await server.data(PROBLEMS, { id }, editor)).node.iatiProblems;
  expect(problem.message).toMatch(/lacks ATS, DEM, FRF$/);
});

test('an identifier may begin with a former one of the publisher, or that of the organisation that reports first', async () => {
  const former = await publishedActivity(server, { iatiIdentifier: 'XX-OLD-1-a', code: 'OLD-A' });
  const first = await publishedActivity(server, {
    iatiIdentifier: 'XM-DAC-41128-first',
    reportingOrganisation: 'unodc',
  });
  const warnings = async (id: string) => (await server.data(PROBLEMS, { id }, editor)).node.iatiProblems.length;
  expect([await warnings(former), await warnings(first)]).toEqual([1, 0]);

  const env = { ...environmentOf(server), IATI_PUBLISHER, IATI_FORMER_IDENTIFIERS: 'XX-OLD,XX-OLD-1' };
  const doctor = await runCommand(['doctor', '--without-files'], { env });
  expect(doctor.output).not.toMatch(/XX-OLD-1-a|XM-DAC-41128-first/);
  const { output } = await runCommand(['export', 'iati'], { env });
  expect(await schemaErrors(output)).toEqual([]);
  const othersOf = (identifier: string) =>
    activitiesOf(output).find((activity) => activity['iati-identifier'] === identifier)['other-identifier'];
  expect(othersOf('XX-OLD-1-a')).toEqual([
    { '@ref': 'OLD-A', '@type': 'A1' },
    { '@ref': 'XX-OLD-1', '@type': 'B1' },
  ]);
  expect(othersOf('XM-DAC-41128-first')).toBeUndefined();
});

test('the problems of an activity cost no less than the queries that find them', async () => {
  const { sizes } = server.app.database;
  const schema = createSchema(resolverClasses);
  sizes.watch(listsBelowParents(schema));
  await sizes.refresh();
  await sizes.refreshLengths();
  const longestOf = sizes.longestOf.bind(sizes);
  const longest = jest.spyOn(sizes, 'longestOf');
  const costOf = (text: string, variables: object): number => {
    const document = parse(text);
    const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)!;
    return new OperationCosts(schema, sizes).compute({ document, operation, variables: { ...variables }, grants: 0 })
      .total;
  };
  const id = encodeGlobalId('Activity', 1);
  for (const [translations, transactions] of [
    [0, 0],
    [40, 0],
    [0, 100],
    [40, 300],
  ] as const) {
    const executions = [
      { ids: [id] },
      ...Array.from({ length: translations }, () => ({ ids: [id], hasFigures: false })),
      { isSlugs: true },
      ...Array.from({ length: transactions / 100 }, () => ({ isMore: true, slug: 'a' })),
    ];
    const lengths: Record<string, number> = { activity_translation: translations, money_transaction: transactions };
    longest.mockImplementation((list) => lengths[list.table] ?? longestOf(list));
    expect(costOf(PROBLEMS, { id })).toBeGreaterThan(
      executions.reduce((sum, more) => sum + costOf(iatiActivitiesQuery, { locale: [], ...more }), 0),
    );
  }
  longest.mockRestore();
});

test('the same data gives the same bytes, and an unchanged file is not sent again', async () => {
  const first = await fetchFile(server, '/iati/activities.xml', { 'accept-encoding': 'br, gzip' });
  const second = await fetchFile(server, '/iati/activities.xml', { 'accept-encoding': 'br' });
  expect(second.text).toBe(first.text);
  expect(first.headers.get('content-encoding')).toBe('gzip');
  expect(second.headers.get('content-encoding')).toBeNull();
  const tag = first.headers.get('etag')!;
  expect(tag).toMatch(/^"[\w-]{27}-gzip"$/);
  expect(second.headers.get('etag')).toBe(tag.replace('-gzip', ''));
  const asked = (method: string, headers: Record<string, string>) =>
    fetch(`${server.address}/iati/activities.xml`, { method, headers: { 'accept-encoding': 'gzip', ...headers } });
  expect((await asked('GET', { 'if-none-match': tag })).status).toBe(304);
  expect((await asked('HEAD', { cookie: 'any=thing' })).headers.get('content-encoding')).toBe('gzip');
  const head = await asked('HEAD', {});
  expect([head.status, head.headers.get('etag')]).toEqual([200, tag]);
  const whole = await asked('HEAD', { 'accept-encoding': 'identity' });
  expect(whole.headers.get('content-length')).toBe(String(Buffer.byteLength(first.text)));
  expect((await fetch(`${server.address}/iati/activities.xml?first=1`)).status).toBe(400);
});

test('a request is charged for what it receives, and for decompressing it', async () => {
  const address = `${server.address}/iati/activities.xml`;
  await publishedActivity(server, { iatiIdentifier: 'XX-CHARGED', description: 'word '.repeat(2_000) });
  // Budgets are renewed with each minute of the clock: the requests begin with one.
  server.pass(MINUTE_MS - (Date.now() % MINUTE_MS));
  const remaining = (): number => server.app.rateLimits!.add(addressSubject('127.0.0.1'), 0).remaining;
  for (const [encoding, points] of [
    ['gzip', 2_000],
    ['identity', 6_000],
  ] as const) {
    const headers = { 'accept-encoding': encoding };
    const before = remaining();
    const head = await fetch(address, { method: 'HEAD', headers });
    await fetch(address, { headers: { ...headers, 'if-none-match': head.headers.get('etag')! } });
    expect(before - remaining()).toBe(0);
    await (await fetch(address, { headers })).arrayBuffer();

    expect(before - remaining()).toBe(Math.ceil((Number(head.headers.get('content-length')) * points) / 2 ** 20));
  }
});

test('only activities that differ are made again, and the file is as if it were made from nothing', async () => {
  const change = (name: string, input: object, asker = editor) =>
    mutationsOf(server, name, asker).done(input, '__typename');
  const again = (name: string, input: object = {}) =>
    publishedActivity(server, { iatiIdentifier: `XX-AGAIN-${name}`, ...input });
  const { organisation } = await mutationsOf(server, 'createOrganisation').done(
    { name: 'Old name' },
    'organisation { id slug }',
  );
  const { id: attachment, uploadUrl } = await newAttachment(server);
  await put(uploadUrl.replace('https://api.example.org', server.address), Buffer.from('A report'));
  const related = await again('related', { slug: 'related' });
  const edited = await again('edited');
  const withdrawn = await again('withdrawn');
  const naming = await again('naming', { organisations: [{ organisation: organisation.slug, role: 'FUNDING' }] });
  const offering = await again('offering', { attachments: [attachment] });
  const relating = await again('relating', { relatedActivities: ['related'] });
  await again('demonstration', { slug: 'shown', iatiIdentifier: 'XX-ENTENTE-DEMO-SHOWN' });
  await again('beside', { slug: 'beside', relatedActivities: ['shown'] });
  const child = await again('child', { programme: 'eu-act' });
  const { programme } = await server.data('{ programme(slug: "eu-act") { id } }', {}, admin);
  const { text } = await fetchFile(server, '/iati/activities.xml');
  expect(text).toContain('XX-AGAIN-beside');
  // This publisher does not report the demonstration, and does not refer to it.
  expect(text).not.toContain('XX-ENTENTE-DEMO');

  const run = jest.spyOn(PublicQuery.prototype, 'run');
  /** The activities that are read for the file after a change. */
  const readAfter = async (changed: Promise<unknown>): Promise<Set<unknown>> => {
    await changed;
    run.mockClear();
    await fetchFile(server, '/iati/activities.xml');
    return new Set(run.mock.calls.flatMap(([, { ids = [] }]) => ids));
  };
  const translation = { locale: 'fr', state: 'DRAFT', title: 'Brouillon', summary: 'Brouillon' };
  expect(await readAfter(change('updateActivity', { id: edited, version: 2, title: 'Edited' }))).toEqual(
    new Set([edited]),
  );
  expect(await readAfter(change('setActivityTranslation', { id: edited, version: 3, ...translation }))).toEqual(
    new Set(),
  );
  expect(await readAfter(change('unpublishActivity', { id: withdrawn, version: 2 }))).toEqual(new Set([edited]));
  expect(await exported('XX-AGAIN-withdrawn')).toBeUndefined();
  const renamed = { id: organisation.id, version: 1, name: 'New name' };
  expect(await readAfter(change('updateOrganisation', renamed, admin))).toEqual(new Set([naming]));
  expect(await readAfter(change('updateAttachment', { id: attachment, version: 1, title: 'Renamed' }))).toEqual(
    new Set([offering]),
  );
  expect(await readAfter(change('unpublishActivity', { id: related, version: 2 }))).toEqual(new Set([relating]));
  const moved = { id: programme.id, version: 1, slug: 'eu-act-moved' };
  expect(await readAfter(change('updateProgramme', moved, admin))).toContain(child);
  run.mockRestore();
  const { output } = await runCommand(['export', 'iati'], { env: { ...environmentOf(server), IATI_PUBLISHER } });
  expect((await fetchFile(server, '/iati/activities.xml')).text).toBe(output);
});

test('a file is made once for a state of the data and a day, however many ask for it', async () => {
  const run = jest.spyOn(PublicQuery.prototype, 'run');
  const makingsFor = async (requests: number): Promise<number> => {
    run.mockClear();
    await Promise.all(Array.from({ length: requests }, () => fetchFile(server, '/iati/activities.xml')));
    return run.mock.calls.filter(([, { isStart }]) => isStart === true).length;
  };
  await publishedActivity(server, { iatiIdentifier: 'XX-KEPT-1' });
  expect(await makingsFor(1)).toBe(1);
  expect(await makingsFor(1)).toBe(0);
  await publishedActivity(server, { iatiIdentifier: 'XX-KEPT-2' });
  expect(await makingsFor(6)).toBe(1);
  // Rules of the standard compare with the present day.
  const tomorrow = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
  await publishedActivity(server, { iatiIdentifier: 'XX-TOMORROW', actualStart: tomorrow });
  expect(await exported('XX-TOMORROW')).toBeUndefined();
  server.pass(DAY_MS);
  expect(await makingsFor(6)).toBe(1);
  expect(await exported('XX-TOMORROW')).toBeDefined();
  run.mockRestore();
  const check = jest.spyOn(IatiChecker.prototype, 'check').mockRejectedValueOnce(new Error('The thread has ended'));
  await publishedActivity(server, { iatiIdentifier: 'XX-KEPT-3' });
  expect((await fetch(`${server.address}/iati/activities.xml`)).status).toBe(500);
  expect(await exported('XX-KEPT-3')).toBeDefined();
  check.mockRestore();
});

test('another thread checks the next activities after one that has exited', async () => {
  const id = await publishedActivity(server, { iatiIdentifier: 'XX-EXITED' });
  const problems = () =>
    server.query('query ($id: ID!) { node(id: $id) { ... on Activity { iatiProblems { message } } } }', { id }, editor);
  const post = jest.spyOn(Worker.prototype, 'postMessage').mockImplementationOnce(function (this: Worker) {
    void this.terminate();
  });
  const { errors } = await problems();
  post.mockRestore();

  expect(errors).toMatchObject([{ path: ['node', 'iatiProblems'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
  expect((await problems()).data).toEqual({
    node: { iatiProblems: [{ message: expect.stringContaining('XX-EXAMPLE-1-') }] },
  });
});

test('what changes while a part is read is read again, so that no activity is of two moments', async () => {
  const id = await publishedActivity(server, { iatiIdentifier: 'XX-MOMENT', title: 'Old title' });
  const original = Reflect.get(PublicQuery.prototype, 'run');
  let changes = 0;
  const run = jest.spyOn(PublicQuery.prototype, 'run').mockImplementation(async function (this: PublicQuery, ...given) {
    const answer = await original.apply(this, given);
    // Between the execution and that for a translation.
    if (given[1]['ids'] !== undefined && changes === 0) {
      changes += 1;
      await mutationsOf(server, 'updateActivity', editor).done({ id, version: 2, title: 'New title' }, '__typename');
    }
    return answer;
  });
  const shown = await exported('XX-MOMENT');
  run.mockRestore();
  expect(changes).toBe(1);
  expect(shown.title.narrative).toBe('New title');
});

test('the demonstration is valid, and only its fictional publisher reports it', async () => {
  const own = 'XX-ENTENTE-DEMO 90 Demonstration';
  const demonstration = await startTestServer({ IATI_PUBLISHER: own, PUBLIC_URL: 'https://api.example.org' });
  try {
    const { text } = await fetchFile(demonstration, '/iati/activities.xml');
    expect(await schemaErrors(text)).toEqual([]);
    expect(activitiesOf(text).map((activity) => activity['iati-identifier'])).toEqual([
      'XX-ENTENTE-DEMO-eu-act',
      'XX-ENTENTE-DEMO-eu-act-ukraine-official-handover-of-specialised-technical-equipment-for-the-counter-narcotic-department',
      'XX-ENTENTE-DEMO-first-working-group-meeting-of-ukrainian-drugs-forensic-institutions',
      'XX-ENTENTE-DEMO-official-study-tour-of-kyrgyz-representatives-to-the-georgian-police-academy',
    ]);
    const { output } = await runCommand(['export', 'iati'], {
      env: { ...environmentOf(demonstration), IATI_PUBLISHER },
    });
    expect(output).not.toContain('<iati-activity ');
  } finally {
    await demonstration.close();
  }
});
