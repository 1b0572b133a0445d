import { Role } from '../../../../src/core/access/role';
import { PublicationState } from '../../../../src/modules/publishing/publication.entity';
import { make, publication } from '../../../support/factories';
import { mutationsOf } from '../../../support/mutations';
import { fetchRows } from '../../../support/public-files';
import { type Asker, startTestServer, type TestServer } from '../../../support/test-server';
import { editor, viewerOf } from '../../../support/viewers';

let server: TestServer;
let ofNetwork: Asker;

/** Activities: two in English, of which `both` has a published and `draft` a draft translation; one in Russian; a hidden one. */
beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', LOCALES: 'en,fr,ru' });
  const { draft, both, hidden, network } = await make(server.app, async (create) => ({
    network: await create.network(),
    both: await create.activity({ slug: 'both' }),
    draft: await create.activity({ slug: 'draft' }),
    russian: await create.activity({ slug: 'russian', originalLocale: 'ru' }),
    hidden: await create.activity({ slug: 'hidden', publication: publication(PublicationState.DRAFT) }),
  }));
  await make(server.app, (create) => create.takesPart(draft, network));
  ofNetwork = viewerOf(Role.EDITOR, { networkId: network.id });
  const translate = mutationsOf(server, 'setActivityTranslation', editor);
  const states = [
    [both, 1, 'ru', 'PUBLISHED'],
    [both, 2, 'fr', 'DRAFT'],
    [draft, 1, 'ru', 'DRAFT'],
    [hidden, 1, 'fr', 'PUBLISHED'],
  ] as const;
  for (const [{ globalId: id }, version, locale, state] of states) {
    await translate.done({ id, version, locale, state, title: 'T', summary: 'S' }, '__typename');
  }
});

afterAll(() => server.close());

/** The activities that are available in these languages, and the facet of languages in Russian. */
async function listIn(locale: string[], asker?: Asker): Promise<{ slugs: string[]; facet: string[] }> {
  const { activities } = await server.data(
    `query ($locale: [Locale!]!) @inLocales(preferred: ["ru"]) {
      activities(filter: { locale: $locale }) { totalCount nodes { slug } facets { locales { value label count } } } }`,
    { locale },
    asker,
  );
  const slugs = activities.nodes.map(({ slug }: { slug: string }) => slug).sort();
  expect(activities.totalCount).toBe(slugs.length);
  const facet = activities.facets.locales as { value: string; label: string; count: number }[];
  return { slugs, facet: facet.map(({ value, label, count }) => `${value} ${label} ${count}`) };
}

test('an activity is found by its original language and those of its published translations', async () => {
  const facet = ['en английский 2', 'ru русский 2'];

  expect(await listIn(['ru'])).toEqual({ slugs: ['both', 'russian'], facet });
  expect(await listIn(['en'])).toEqual({ slugs: ['both', 'draft'], facet });
  expect(await listIn(['en', 'ru'])).toEqual({ slugs: ['both', 'draft', 'russian'], facet });
  expect(await listIn(['fr', 'de'])).toEqual({ slugs: [], facet });
  expect(await listIn([])).toEqual({ slugs: [], facet });
});

test('drafts of translations count for those who may edit the activity', async () => {
  expect(await listIn(['fr'], editor)).toEqual({
    slugs: ['both', 'hidden'],
    facet: ['en английский 3', 'ru русский 3', 'fr французский 2'],
  });
  expect(await listIn(['ru', 'fr'], ofNetwork)).toEqual({
    slugs: ['both', 'draft', 'russian'],
    facet: ['ru русский 3', 'en английский 2'],
  });
  expect((await listIn(['fr'], ofNetwork)).slugs).toEqual([]);
});

test('feeds and exports take the condition as a parameter', async () => {
  const rows = await fetchRows(server, '/exports/activities.csv?filter.locale=ru&filter.not.locale=en');

  expect(rows.map(({ slug }) => slug)).toEqual(['russian']);
});
