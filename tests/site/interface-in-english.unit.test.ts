import { make } from '../support/factories';
import { indicator, period, result, setResults } from '../support/results';
import { shownText } from '../support/shown-text';
import { textAt } from '../support/site-pages';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ SITE: 'on', LOCALES: 'en,ja,uk,fa', DEMO_DATA: 'false' });
});

afterAll(() => server.close());

/** What a page shows, without the marks that isolate messages. */
async function shownAt(address: string): Promise<string> {
  return shownText(await textAt(server, address)).replaceAll(/[\u2066\u2068\u2069]/g, '');
}

it('counts in English in messages that are in English', async () => {
  const makeActivities = (count: number): Promise<void> =>
    make(server.app, async (create) => {
      for (let made = 0; made < count; made += 1) await create.activity();
    });

  await makeActivities(1);
  expect(await shownAt('/ja/activities')).toContain(' 1 activity ');
  // In Ukrainian, 21 has the form of 1.
  await makeActivities(20);
  expect(await shownAt('/uk/activities')).toContain(' 21 activities ');
  expect(await shownAt('/fa/activities')).toContain(' 21 activities ');
});

it('has English dates and names of languages in messages that are in English, and others in the language of the page', async () => {
  const { slug } = await make(server.app, async (create) => {
    await create.activity({ startsOn: '2016-05-12' });
    const network = await create.network({ since: '2014-05' });
    const members = { networkId: network.id, since: '2014-05-12' };
    await create.memberCountry({ ...members, countryCode: 'MN' });
    await create.memberCountry({ ...members, countryCode: 'KG', until: '2015-06-13' });
    return network;
  });
  const page = await shownAt(`/uk/networks/${slug}`);

  expect(page).toContain('This page is not available in Ukrainian. It is shown in English.');
  expect(page).toContain(' Since May 2014 ');
  expect(page).toContain(' since 12 May 2014 ');
  expect(page).toContain(' 12 May 2014 – 13 June 2015 ');
  expect(await shownAt('/uk/activities')).toContain(' 12 травня 2016 р. ');
});

it('names the language of the periods of results, which is that of the page', async () => {
  const { slug } = await make(server.app, (create) => create.activity());
  await setResults(server, slug, [result('Training', indicator({ periods: [period('5', null)] }))]);

  expect(await textAt(server, `/uk/activities/${slug}`)).toMatch(/<td lang="uk" dir="ltr">[^<]*січня[^<]*2025/);
  expect(await textAt(server, `/activities/${slug}`)).toMatch(/<td>[^<]*January[^<]*2025/);
});

it('shows days and years of the Gregorian calendar in every language', async () => {
  const [year, day] = await make(server.app, async (create) => [
    await create.activity({ startsOn: '2014' }),
    await create.activity({ startsOn: '2014-05-12' }),
  ]);

  expect(await shownAt(`/fa/activities/${year.slug}`)).toContain(' ۲۰۱۴ ');
  expect(await shownAt(`/fa/activities/${day.slug}`)).toContain(' ۱۲ مهٔ ۲۰۱۴ ');
});
