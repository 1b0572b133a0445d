import ICAL from 'ical.js';
import { ActivityStatus } from '../../../src/modules/figures/classification/activity-status';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { make, publication } from '../../support/factories';
import { fetchFile } from '../../support/public-files';
import { startTestServer, type TestServer } from '../../support/test-server';
import { minimumsOf, processorMsOf } from '../../support/timing';

const licence = 'https://creativecommons.org/licenses/by/4.0/';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({
    PUBLIC_URL: 'https://api.example.org',
    PUBLISHER_NAME: 'Example, Partners; and others',
    DATA_LICENCE: licence,
    ITEM_URL: 'https://www.example.org/{type}/{slug}',
  });
});

afterAll(() => server.close());

async function fetchCalendar(parameters: string) {
  const { text, headers } = await fetchFile(server, `/calendar.ics${parameters}`);
  expect(headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  const events = calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
  return { text, calendar, events };
}

test.each([
  ['2031-05-12', null, '2031-05-12', '2031-05-13', 'CONFIRMED'],
  ['2031-05-12', '2031-05-14', '2031-05-12', '2031-05-15', 'CONFIRMED'],
  ['2031-12-31', '2031-12-31', '2031-12-31', '2032-01-01', 'CONFIRMED'],
  ['2031-05', null, '2031-05-01', '2031-06-01', 'TENTATIVE'],
  ['2032-02', '2032-02', '2032-02-01', '2032-03-01', 'TENTATIVE'],
  ['2031-05-12', '2031-06', '2031-05-12', '2031-07-01', 'TENTATIVE'],
  ['2031', null, '2031-01-01', '2032-01-01', 'TENTATIVE'],
  ['2031', '2033', '2031-01-01', '2034-01-01', 'TENTATIVE'],
  // A year has four digits, so the last day is left out.
  ['2031', '9999', '2031-01-01', '9999-12-31', 'TENTATIVE'],
])('from %s to %s is the whole days from %s until %s', async (startsOn, endsOn, first, end, status) => {
  const code = `dates ${startsOn} ${endsOn}`;
  await make(server.app, (create) => create.activity({ startsOn, endsOn, operativeDimension: { code } }));
  const { events } = await fetchCalendar(`?filter.code.eq=${code}`);
  expect(events).toHaveLength(1);
  const { startDate, endDate, component } = events[0]!;
  expect([startDate.isDate, startDate.toString(), endDate.isDate, endDate.toString()]).toEqual([
    true,
    first,
    true,
    end,
  ]);
  expect(component.getFirstPropertyValue('status')).toBe(status);
});

test('the event of a cancelled activity is cancelled', async () => {
  await make(server.app, async (create) => {
    for (const startsOn of ['2031-05-12', '2031']) {
      await create.activity({
        startsOn,
        status: ActivityStatus.CANCELLED,
        operativeDimension: { code: `no ${startsOn}` },
      });
    }
  });
  const { events } = await fetchCalendar('?filter.code.startsWith=no 2031');
  expect(events.map(({ component }) => component.getFirstPropertyValue('status'))).toEqual(['CANCELLED', 'CANCELLED']);
});

test('has the dated activities that the public sees, each with its place and page', async () => {
  const { events, calendar } = await fetchCalendar('?filter.country=GE');
  const { activities } = await server.data(
    `{ activities(first: 100, filter: { country: ["GE"] }) {
      nodes { title summary slug startsOn operativeDimension { place country { name } } }
    } }`,
  );
  const dated = activities.nodes.filter(({ startsOn }: { startsOn: string | null }) => startsOn !== null);
  expect(
    events.map(({ summary, description, location, component }) => [
      summary,
      description,
      location,
      component.getFirstPropertyValue('url'),
    ]),
  ).toEqual(
    dated.map(({ title, summary, slug, operativeDimension: { place, country } }: Record<string, any>) => [
      title,
      summary,
      [place, country.name].filter(Boolean).join(', '),
      `https://www.example.org/activities/${slug}`,
    ]),
  );
  expect(events.length).toBeGreaterThan(2);
  // RFC 7986, section 5.1: a text, so commas and semicolons are escaped.
  expect(calendar.toString()).toContain('\r\nNAME:Example\\, Partners\\; and others: Activities\r\n');
  expect(calendar.getFirstPropertyValue('x-wr-caldesc')).toContain(`Licence: ${licence}`);
});

test('is named in the wanted language, and each place is in the language of its activity', async () => {
  const operativeDimension = { code: 'Tbilisi', place: 'Tbilisi', countryCode: 'GE' };
  await make(server.app, (create) => create.activity({ startsOn: '2031-01-01', operativeDimension }));

  const { calendar, events } = await fetchCalendar('?locale=ru&filter.code.eq=Tbilisi');

  expect(calendar.getFirstPropertyValue('x-wr-calname')).toMatch(/: Мероприятия$/);
  expect(calendar.getFirstPropertyValue('prodid')).toMatch(/\/\/RU$/);
  expect(events.map(({ location }) => location)).toEqual(['Tbilisi, Georgia']);
});

test('an activity that is not public, or without a date, is in no calendar', async () => {
  await make(server.app, async (create) => {
    await create.activity({
      title: 'Hidden date',
      startsOn: '2031-01-01',
      publication: publication(PublicationState.DRAFT),
    });
    await create.activity({ title: 'Hidden date', startsOn: null });
  });
  expect((await fetchCalendar('?filter.title.eq=Hidden date')).events).toEqual([]);
});

test('text cannot add lines to a calendar', async () => {
  const title = 'One\r\nBEGIN:VEVENT\r\nSUMMARY:Two; \\n, "three" \u0007 é';
  await make(server.app, (create) =>
    create.activity({ title, startsOn: '2031-01-01', operativeDimension: { code: 'injection' } }),
  );
  const { events, text } = await fetchCalendar('?filter.code.eq=injection');
  expect(events.map(({ summary }) => summary)).toEqual(['One\nBEGIN:VEVENT\nSUMMARY:Two; \\n, "three" \ufffd é']);
  // RFC 5545, section 3.1: lines end with CRLF and have at most 75 octets.
  const lines = text.split('\r\n');
  expect(lines.filter((line) => /[\r\n]/.test(line) || Buffer.byteLength(line) > 75)).toEqual([]);
});

test('a long address is written once, and not with each part of the events', async () => {
  const activities = Array.from({ length: 200 }, () => ({ startsOn: '2035-01-01' }));
  await make(server.app, async (create) => {
    for (const activity of activities) await create.activity(activity);
  });
  const year = '?filter.startsOn.gte=2035-01-01';
  const get = (parameters: string) => async (): Promise<void> => {
    expect((await fetchCalendar(parameters)).events).toHaveLength(activities.length);
  };

  const [short, long] = await minimumsOf(2, [get(year), get(`${year}${'&'.repeat(15_000)}`)], processorMsOf);

  expect(long).toBeLessThan(2 * short!);
});

test('an activity on the last day of the calendar is an event of one day', async () => {
  const operativeDimension = { code: 'last day' };
  await make(server.app, (create) => create.activity({ startsOn: '9999-12-31', operativeDimension }));
  const { text } = await fetchCalendar('?filter.code.eq=last day');
  expect(text).toContain('DTSTART;VALUE=DATE:99991231');
  expect(text).not.toContain('DTEND');
});
