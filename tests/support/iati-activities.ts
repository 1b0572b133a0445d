import { mutationsOf } from './mutations';
import type { Random } from './random';
import type { TestServer } from './test-server';
import { editor } from './viewers';

export const IATI_PUBLISHER = 'XX-EXAMPLE-1 10 Example organisation';

/** The least that an activity of a file has. */
export const minimalActivity = {
  summary: 'A summary',
  status: 'CLOSED',
  actualStart: '2020-02-01',
  organisations: [{ organisation: 'unodc', role: 'IMPLEMENTING' }],
  recipients: [{ country: 'KG' }],
  sectors: [{ code: '15130' }],
};

const SPECIAL = ['&amp;', '&', '<b>', ']]>', '"', "'", '\u{1F30D}', 'Ташкент', 'É'];
const SECTORS = ['15130', '16063', '11110', '33120'];
const COUNTRIES = ['KG', 'KZ', 'UZ', 'TJ', 'TM'];

/** Creates and publishes an activity. Returns its global id. */
export async function publishedActivity(server: TestServer, input: object): Promise<string> {
  const { activity } = await mutationsOf(server, 'createActivity', editor).done(
    { title: 'An activity', ...minimalActivity, ...input },
    'activity { id }',
  );
  await mutationsOf(server, 'publishActivity', editor).done({ id: activity.id, version: 1 }, '__typename');
  return activity.id;
}

const ADDRESSES = [
  'https://example.org/a?b=c&d=%20',
  'https://example.org/',
  'https://example.org/docs?f[0]=type:report|{x}',
  "https://example.org/100%/^`'(a)#b#c[1]",
  'https://[2001:db8::1]:8080/\u00e9?q="<>"\\',
];

/** A random activity that has all that a file needs, and any part of the rest. Some have their sectors by transactions. */
export function randomActivity(random: Random, number: number): Record<string, unknown> {
  const text = (): string => `${random.pick(SPECIAL)} text ${random.below(1000)} ${random.pick(SPECIAL)} end`;
  const some = <T>(from: readonly T[], least = 0): T[] => random.shuffle(from).slice(0, least + random.below(3));
  const maybe = <T>(value: T): T | undefined => (random.chance(0.5) ? value : undefined);
  const shares = (entries: readonly object[]): object[] =>
    entries.map((entry, index) => ({
      ...entry,
      ...(entries.length > 1 && { percentage: shareOf(index, entries.length) }),
    }));
  const year = 2000 + random.below(20);
  return {
    title: text(),
    summary: text(),
    description: maybe(`# ${text()}\n\n*${text()}*`),
    originalLocale: random.pick(['en', 'fr', 'ru']),
    objectives: some([text(), text(), text()]),
    iatiIdentifier: `XX-EXAMPLE-1-${random.pick(['a', 'Z', 'ß', '1'])}${number}`,
    code: maybe(`C-${number}`),
    status: random.pick(['PIPELINE', 'IMPLEMENTATION', 'FINALISATION', 'CLOSED', 'CANCELLED', 'SUSPENDED']),
    plannedStart: `${year}-01-01`,
    actualStart: maybe(`${year}-02-29`.replace('-29', '-28')),
    plannedEnd: maybe(`${year}-12-31`),
    actualEnd: maybe(`${year + 1}-01-01`),
    organisations: some(
      ['FUNDING', 'ACCOUNTABLE', 'EXTENDING', 'IMPLEMENTING'].map((role) => ({ organisation: 'unodc', role })),
      1,
    ).concat(random.chance(0.3) ? [{ organisation: 'unodc', role: 'HOST' }] : []),
    reportingOrganisation: maybe('unodc'),
    recipients: shares([
      ...some(COUNTRIES, 1).map((country) => ({ country })),
      ...(random.chance(0.3) ? [{ region: '619' }] : []),
    ]),
    sectors: random.chance(0.3) ? [] : shares(some(SECTORS, 1).map((code) => ({ code }))),
    sdgs: some(['16', '16.a', '4.4', '17']),
    policyMarkers: some(['1', '2', '9']),
    locations: some([
      { name: text(), point: { latitude: 42.8746, longitude: -74.5698 }, exactness: '1' },
      { name: text() },
      { name: text(), point: { latitude: 0, longitude: 1e-7 } },
    ]),
    links: some([
      { kind: 'WEBSITE', title: text(), url: random.pick(ADDRESSES) },
      { kind: 'VIDEO', title: text(), url: random.pick(ADDRESSES) },
    ]),
    results: some([result(text, year), { type: 'OTHER', title: text() }]),
    budgets: some([
      budget('ORIGINAL', year, '9007199254740993.5'),
      budget('REVISED', year, '-0.000000001'),
      budget('ORIGINAL', year + 1, '12'),
    ]),
  };
}

/** Random transactions of an activity. If it has no sectors itself, each of them has one. */
export function randomTransactions(random: Random, { sectors }: Record<string, unknown>): object[] {
  const isOnlyPlace = Array.isArray(sectors) && sectors.length === 0;
  const kinds = [
    'INCOMING_FUNDS',
    'OUTGOING_COMMITMENT',
    'DISBURSEMENT',
    'EXPENDITURE',
    'REIMBURSEMENT',
    'INCOMING_COMMITMENT',
    'PLANNED_DISBURSEMENT',
  ];
  return Array.from({ length: random.below(2) + (isOnlyPlace ? 1 : 0) }, (_, index) => ({
    // A planned disbursement is no transaction of the standard.
    kind: isOnlyPlace && index === 0 ? 'DISBURSEMENT' : random.pick(kinds),
    date: `20${10 + random.below(10)}-03-04`,
    value: { amount: random.pick(['0.01', '-7', '9007199254740993.5']), currency: random.pick(['EUR', 'USD']) },
    reference: random.chance(0.5) ? 'R & <1>' : null,
    description: random.pick([null, ...SPECIAL]),
    provider: random.pick([null, 'unodc']),
    receiver: random.pick([null, 'unodc']),
    country: random.pick([null, ...COUNTRIES]),
    sector: random.pick([...SECTORS, '151', '331', ...(isOnlyPlace ? [] : [null])]),
  }));
}

/** A result whose indicator of each measure has a baseline, a target and an actual value. */
function result(text: () => string, year: number): object {
  const measured = (value: string, date?: string): object => ({
    value,
    date,
    comment: text(),
    dimensions: [{ name: 'sex & age', value: '<women>' }],
  });
  return {
    type: 'OUTCOME',
    title: text(),
    description: text(),
    indicators: ['UNIT', 'PERCENTAGE', 'NOMINAL', 'ORDINAL', 'QUALITATIVE'].map((measure, index) => ({
      measure,
      isAscending: index % 2 === 0,
      title: text(),
      baseline: measured('12', index === 0 ? undefined : `${year}-01-01`),
      periods: [
        { start: `${year}-01-01`, end: `${year}-12-31`, targets: [measured('20.5')], actuals: [measured('13')] },
        { start: `${year + 1}-01-01`, end: `${year + 1}-12-31`, targets: [], actuals: [] },
      ],
    })),
  };
}

/** The share of one of several entries, so that all add up to a hundred. */
function shareOf(index: number, count: number): string {
  return index === 0 ? String(100 - 7.5 * (count - 1)) : '7.5';
}

function budget(type: string, year: number, amount: string): object {
  return {
    type,
    status: 'COMMITTED',
    periodStart: `${year}-01-01`,
    periodEnd: `${year}-12-31`,
    value: { amount, currency: 'EUR' },
  };
}
