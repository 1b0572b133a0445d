import { raw } from '../../../src/database/sql/sql';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { make, publication } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { startTestServer, type TestServer } from '../../support/test-server';
import { admin, editor } from '../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', LOCALES: 'en,ru' });
});

afterAll(() => server.close());

interface Named {
  readonly id: number;
  readonly globalId: string;
}

const draft = { publication: publication(PublicationState.DRAFT) };

/** A published activity of a network, a programme and a component, with two documents and a news item about it. */
function makeScene() {
  return make(server.app, async (create) => {
    const network = await create.network();
    const programme = await create.programme();
    const component = await create.component({ programmeId: programme.id });
    const operativeDimension = { componentId: component.id };
    const activity = await create.activity({ programmeId: programme.id, operativeDimension });
    await create.takesPart(activity, network);
    const first = await create.document({ activityId: activity.id, position: 1 });
    const second = await create.document({ activityId: activity.id, position: 2 });
    const newsItem = await create.newsItem();
    await create.reports(newsItem, activity);
    return { network, programme, component, activity, first, second, newsItem };
  });
}

/** The content changes that `work` causes: the kind, the type, and the slug, or of a document the key. */
async function changesOf(work: () => Promise<unknown>): Promise<string[]> {
  const { read } = server.app.database;
  const [last] = await read.query<{ id: number }>(raw('SELECT coalesce(max(id), 0) AS id FROM outbox_event'));
  await work();
  const events = await read.query<{ type: string; itemType: string; itemId: number; slug: string | null }>(
    raw(`SELECT type, item_type, item_id, slug FROM outbox_event
      WHERE item_type IS NOT NULL AND id > ${last!.id} ORDER BY id`),
  );
  return events.map(({ type, itemType, itemId, slug }) => `${type.slice(7)} ${itemType} ${slug ?? itemId}`);
}

async function versionOf(id: string): Promise<number> {
  const { node } = await server.data(
    `query ($id: ID!) { node(id: $id) {
      ... on Activity { publication { version } } ... on NewsItem { publication { version } }
      ... on Network { publication { version } } ... on RestrictedDocument { publication { version } }
      ... on Programme { version } ... on Component { version } ... on Organisation { version } ... on Image { version } } }`,
    { id },
    admin,
  );
  return node.version ?? node.publication.version;
}

async function change(mutation: string, { globalId: id }: Named, input: object = {}): Promise<void> {
  await mutationsOf(server, mutation).done({ id, version: await versionOf(id), ...input }, '__typename');
}

test('publishing, changing and withdrawing an item are one event each, with the slug that the public saw', async () => {
  const network = await make(server.app, (create) => create.network(draft));

  const changes = await changesOf(async () => {
    await change('updateNetwork', network, { name: 'A draft' });
    await change('publishNetwork', network);
    await change('updateNetwork', network, { description: 'New' });
    await change('updateNetwork', network, { description: 'New' });
    await change('updateNetwork', network, { slug: 'renamed' });
    await change('archiveNetwork', network);
    await change('updateNetwork', network, { slug: 'hidden' });
    await change('deleteNetwork', network);
  });

  expect(changes).toEqual([
    `Appeared Network ${network.slug}`,
    `Changed Network ${network.slug}`,
    'Changed Network renamed',
    'Withdrawn Network renamed',
  ]);
});

test('an activity takes its documents along, and the news about it changes', async () => {
  const { activity, first, second, newsItem } = await makeScene();
  const all = (kind: string): string[] => [
    `${kind} Activity ${activity.slug}`,
    `${kind} RestrictedDocument ${first.id}`,
    `${kind} RestrictedDocument ${second.id}`,
    `Changed NewsItem ${newsItem.slug}`,
  ];

  expect((await changesOf(() => change('unpublishActivity', activity))).sort()).toEqual(all('Withdrawn').sort());
  expect((await changesOf(() => change('publishActivity', activity))).sort()).toEqual(all('Appeared').sort());
  expect(await changesOf(() => change('updateActivity', activity, { title: 'Other' }))).toEqual(all('Changed'));
  expect(await changesOf(() => change('updateActivity', activity, { summary: 'Other' }))).toEqual([
    `Changed Activity ${activity.slug}`,
  ]);
});

test('a document that moves changes those that it passes, and the activity that lists them', async () => {
  const { activity, first, second } = await makeScene();

  expect(await changesOf(() => change('updateRestrictedDocument', second, { position: 1 }))).toEqual([
    `Changed RestrictedDocument ${first.id}`,
    `Changed RestrictedDocument ${second.id}`,
    `Changed Activity ${activity.slug}`,
  ]);
  expect(await changesOf(() => change('unpublishRestrictedDocument', first))).toEqual([
    `Withdrawn RestrictedDocument ${first.id}`,
    `Changed Activity ${activity.slug}`,
  ]);
});

test('each figure of an activity that changes is a change of the activity, and entering it again is none', async () => {
  const { activity } = await makeScene();
  const slug = (await make(server.app, (create) => create.organisation())).slug;
  const days = { periodStart: '2025-01-01', periodEnd: '2025-12-31' };
  const value = { amount: '5', currency: 'EUR' };
  const figures: Record<string, unknown> = {
    participation: [{ country: 'KG', women: 12 }],
    budgets: [{ type: 'ORIGINAL', status: 'COMMITTED', ...days, value }],
    results: [{ type: 'OUTPUT', title: 'Training', indicators: [{ title: 'Officers', measure: 'UNIT' }] }],
    sectors: [{ code: '15130', percentage: '100' }],
    sdgs: ['16.3'],
    policyMarkers: ['1'],
    locations: [{ name: 'Bishkek', point: { latitude: 42.87, longitude: 74.59 } }],
    recipients: [{ country: 'KG', percentage: '100' }],
    plannedStart: '2025-02-03',
    status: 'IMPLEMENTATION',
    iatiIdentifier: 'XM-DAC-1',
    reportingOrganisation: slug,
  };
  for (const [field, figure] of Object.entries(figures)) {
    const enter = (): Promise<void> => change('updateActivity', activity, { [field]: figure });

    expect([field, await changesOf(enter), await changesOf(enter)]).toEqual([
      field,
      [`Changed Activity ${activity.slug}`],
      [],
    ]);
  }
});

test('a transaction that is created, changed or deleted is a change of its activity, unless that is a draft', async () => {
  const [shown, hidden] = await make(server.app, async (create) => [
    await create.activity(),
    await create.activity(draft),
  ]);
  const transaction = { kind: 'DISBURSEMENT', date: '2025-05-01', value: { amount: '5', currency: 'EUR' } };
  const eventsOf = async (activity: Named): Promise<string[][]> => {
    const target = async (): Promise<object> => ({ version: await versionOf(activity.globalId) });
    let id = '';
    const created = await changesOf(async () => {
      const input = { activityId: activity.globalId, ...(await target()), ...transaction };
      ({ id } = (await mutationsOf(server, 'createTransaction').done(input, 'transaction { id }')).transaction);
    });
    const updated = await changesOf(async () => {
      const input = { id, ...(await target()), description: 'Second half' };
      await mutationsOf(server, 'updateTransaction').done(input, '__typename');
    });
    const deleted = await changesOf(async () => {
      await mutationsOf(server, 'deleteTransaction').done({ id, ...(await target()) }, '__typename');
    });
    return [created, updated, deleted];
  };

  const changed = [`Changed Activity ${shown.slug}`];
  expect(await eventsOf(shown)).toEqual([changed, changed, changed]);
  expect(await eventsOf(hidden)).toEqual([[], [], []]);
});

test('documents of an activity that is not public give no event', async () => {
  const { activity, document } = await make(server.app, async (create) => {
    const activity = await create.activity(draft);
    return { activity, document: await create.document({ activityId: activity.id }) };
  });
  const input = { activityId: activity.globalId, title: 'New', fileName: 'new.pdf' };

  const changes = await changesOf(async () => {
    await change('updateRestrictedDocument', document, { title: 'Other' });
    await change('unpublishRestrictedDocument', document);
    await change('publishRestrictedDocument', document);
    await mutationsOf(server, 'createRestrictedDocument').done(input, '__typename');
  });

  expect(changes).toEqual([]);
});

test('a hidden document cannot be noticed by changes of it, and moves those behind it when it appears', async () => {
  const { activity, first, second } = await makeScene();
  await change('unpublishRestrictedDocument', first);
  const input = { activityId: activity.globalId, title: 'Without a file', fileName: 'new.pdf' };

  const hidden = await changesOf(async () => {
    await change('updateRestrictedDocument', first, { title: 'Other' });
    await change('updateRestrictedDocument', first, { position: 2 });
    await change('updateRestrictedDocument', first, { position: 1 });
    await mutationsOf(server, 'createRestrictedDocument').done(input, '__typename');
    await mutationsOf(server, 'setActivityDocumentsPassword').done(
      { activityId: activity.globalId, password: 'quiet otters read minutes' },
      '__typename',
    );
    await change('deleteRestrictedDocument', first);
    await mutationsOf(server, 'restoreRestrictedDocument').done({ id: first.globalId, version: 6 }, '__typename');
  });
  const shown = await changesOf(() => change('publishRestrictedDocument', first));

  expect(hidden).toEqual([]);
  expect(shown).toEqual([
    `Appeared RestrictedDocument ${first.id}`,
    `Changed RestrictedDocument ${second.id}`,
    `Changed Activity ${activity.slug}`,
  ]);
});

test('a network that is renamed or withdrawn changes the public activities that show it', async () => {
  const { network, activity } = await makeScene();
  await make(server.app, async (create) => create.takesPart(await create.activity(draft), network));

  expect(await changesOf(() => change('updateNetwork', network, { acronym: 'NEW' }))).toEqual([
    `Changed Network ${network.slug}`,
    `Changed Activity ${activity.slug}`,
  ]);
  expect(await changesOf(() => change('updateNetwork', network, { description: 'New' }))).toEqual([
    `Changed Network ${network.slug}`,
  ]);
  expect(await changesOf(() => change('unpublishNetwork', network))).toEqual([
    `Withdrawn Network ${network.slug}`,
    `Changed Activity ${activity.slug}`,
  ]);
});

test('an activity that a news item refers to before it is public is no change of the news item', async () => {
  const [newsItem, activity] = await make(server.app, async (create) => [
    await create.newsItem(),
    await create.activity(draft),
  ]);

  const lastChange = async (): Promise<unknown> =>
    (await server.data('query ($slug: String!) { newsItem(slug: $slug) { updatedAt } }', { slug: newsItem.slug }))
      .newsItem;
  const before = await lastChange();
  const changes = await changesOf(() => change('updateNewsItem', newsItem, { activities: [activity.slug] }));
  // The time would show that something has happened.
  expect(await lastChange()).toEqual(before);
  const later = await changesOf(() => change('publishActivity', activity));

  expect(changes).toEqual([]);
  expect(later).toEqual([`Appeared Activity ${activity.slug}`, `Changed NewsItem ${newsItem.slug}`]);
});

test('an activity changes with the title, slug and visibility of its related activities', async () => {
  const [activity, related] = await make(server.app, async (create) => [
    await create.activity(),
    await create.activity(),
  ]);
  await change('updateActivity', activity, { relatedActivities: [related.slug] });

  expect(await changesOf(() => change('updateActivity', related, { title: 'New' }))).toEqual([
    `Changed Activity ${related.slug}`,
    `Changed Activity ${activity.slug}`,
  ]);
  expect(await changesOf(() => change('updateActivity', related, { summary: 'New' }))).toEqual([
    `Changed Activity ${related.slug}`,
  ]);
  expect(await changesOf(() => change('unpublishActivity', related))).toEqual([
    `Withdrawn Activity ${related.slug}`,
    `Changed Activity ${activity.slug}`,
  ]);
});

test('an organisation that changes is a change of each activity that reports, counts people or spends money by it', async () => {
  const [activity, reporter, sender, donor] = await make(server.app, async (create) => [
    await create.activity(),
    await create.organisation(),
    await create.organisation(),
    await create.organisation(),
  ]);
  const participation = [{ country: 'KG', organisation: sender.slug, women: 20 }];
  await change('updateActivity', activity, { reportingOrganisation: reporter.slug, participation });
  const transaction = { kind: 'DISBURSEMENT', date: '2024-05-01', value: { amount: '5', currency: 'EUR' } };
  await mutationsOf(server, 'createTransaction').done(
    { activityId: activity.globalId, version: 2, provider: donor.slug, ...transaction },
    '__typename',
  );

  for (const organisation of [reporter, sender, donor]) {
    expect(
      await changesOf(() => change('updateOrganisation', organisation, { name: `New ${organisation.id}` })),
    ).toEqual([`Changed Activity ${activity.slug}`]);
  }
});

test('reference data that changes is a change of each public item that shows it', async () => {
  const { programme, component, activity, network } = await makeScene();
  const [supporter, institution] = await make(server.app, async (create) => {
    const [one, other] = [await create.organisation(), await create.organisation()];
    await create.supports(one.id, network.id);
    await create.memberCountry({ networkId: network.id, institutionId: other.id });
    return [one, other];
  });

  expect(await changesOf(() => change('updateProgramme', programme, { name: 'Other' }))).toEqual([
    `Changed Activity ${activity.slug}`,
  ]);
  expect(await changesOf(() => change('updateComponent', component, { description: 'Other' }))).toEqual([
    `Changed Activity ${activity.slug}`,
  ]);
  for (const organisation of [supporter, institution]) {
    expect(
      await changesOf(() => change('updateOrganisation', organisation, { name: `New ${organisation.id}` })),
    ).toEqual([`Changed Network ${network.slug}`]);
  }
});

test('an image whose text changes is a change of each public item that shows it, also as the logo of an entry', async () => {
  const { programme, component, activity, network, newsItem } = await makeScene();
  const [cover, logo, emblem, organisation, ofProgramme] = await make(server.app, async (create) => [
    await create.image(),
    await create.image(),
    await create.image(),
    await create.organisation(),
    await create.activity({ operativeDimension: { componentId: component.id } }),
  ]);
  await make(server.app, async (create) => {
    await create.supports(organisation.id, network.id);
    await create.newsShowsImage(newsItem, cover);
    await create.showsImage(await create.activity(draft), cover);
  });
  await change('updateProgramme', programme, { logo: logo.globalId });
  await change('updateOrganisation', organisation, { logo: emblem.globalId });

  expect(await changesOf(() => change('updateImage', cover, { alt: 'Other' }))).toEqual([
    `Changed NewsItem ${newsItem.slug}`,
  ]);
  expect(await changesOf(() => change('updateImage', logo, { credit: 'Other' }))).toEqual([
    `Changed Activity ${activity.slug}`,
    `Changed Activity ${ofProgramme.slug}`,
  ]);
  expect(await changesOf(() => change('updateImage', emblem, { focalPoint: { x: 0, y: 1 } }))).toEqual([
    `Changed Network ${network.slug}`,
  ]);
});

test('a translation is a change while it is published, with its language', async () => {
  const { activity, programme } = await makeScene();
  const changes: [string, Named][] = [
    ['setActivityTranslation', activity],
    ['setProgrammeTranslation', programme],
  ];
  for (const [mutation, target] of changes) {
    const texts =
      mutation === 'setActivityTranslation' ? { title: 'Семинар', summary: 'О нём' } : { name: 'Программа' };
    const set = (state: string) => change(mutation, target, { locale: 'ru', state, ...texts });

    expect(await changesOf(() => set('DRAFT'))).toEqual([]);
    expect(await changesOf(() => set('PUBLISHED'))).toContain(`Changed Activity ${activity.slug}`);
  }
  const [last] = await server.app.database.read.query(
    raw("SELECT locales FROM outbox_event WHERE item_type = 'Activity' ORDER BY id DESC LIMIT 1"),
  );
  expect(last).toEqual({ locales: 'en ru' });
});

test('a change that is rolled back gives no event', async () => {
  const { activity } = await makeScene();

  const changes = await changesOf(() =>
    mutationsOf(server, 'updateActivity', editor).refused({ id: activity.globalId, version: 1, title: '' }),
  );

  expect(changes).toEqual([]);
});
