import { Role } from '../../../src/core/access/role';
import { encodeCursor } from '../../../src/core/listing/cursor';
import { Organisation } from '../../../src/modules/catalogue/organisation/organisation.entity';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { factories, make, publication } from '../../support/factories';
import { startTestServer, type TestServer } from '../../support/test-server';
import { admin, editor, member, viewer, viewerOf } from '../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

const operation = `query ($text: String!, $types: [SearchResultType!], $first: Int, $after: String) {
  search(text: $text, types: $types, first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { __typename ... on Activity { slug } ... on NewsItem { slug } ... on Network { slug } }
    edges {
      cursor
      snippet
      node { __typename ... on Activity { slug } ... on NewsItem { slug } ... on Network { slug } }
    }
  }
}`;

interface Found {
  readonly __typename: string;
  readonly slug: string;
}

interface Page {
  readonly totalCount: number;
  readonly nodes: Found[];
  readonly edges: { readonly cursor: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const slugsOf = ({ nodes }: { nodes: Found[] }): string[] => nodes.map(({ slug }) => slug);

async function search(text: string, more: object = {}, as?: typeof editor): Promise<any> {
  return (await server.data(operation, { text, ...more }, as)).search;
}

async function find(text: string, as?: typeof editor): Promise<string[]> {
  return slugsOf(await search(text, { first: 100 }, as));
}

describe('a search', () => {
  beforeAll(() =>
    make(server.app, async (create) => {
      await create.network({ slug: 'casc', name: 'Prosecutors of the Silk Road', acronym: 'CASCX' });
      const inTitle = await create.activity({
        slug: 'in-title',
        title: 'Wiretapping for prosecutors',
        operativeDimension: { code: 'ZX-2014/77', place: 'Ашхабад' },
      });
      await create.topic({ activityId: inTitle.id, topic: 'Controlled deliveries' });
      await create.activity({ slug: 'in-summary', summary: 'Prosecutors learn about wiretapping.' });
      await create.activity({
        slug: 'in-description',
        description: 'Day one. Judges meet the **money laundering** unit, and prosecutors hear of wiretapping.',
      });
      await create.newsItem({ slug: 'in-body', body: 'It was about wiretapping, said the CASCX secretary.' });
      await create.newsItem({ slug: 'apart', title: 'Laundering of art, and money' });
      await create.activity({ slug: 'q-body', description: 'A granite quarry, and another granite quarry.' });
      await create.activity({ slug: 'q-name', title: 'Granite', description: 'From the quarry.' });
      await create.activity({ slug: 'q-names', title: 'A granite quarry' });
    }),
  );

  test.each([
    ['every type that contains the word', 'cascx', ['casc', 'in-body']],
    ['a name before a summary before a body', 'prosecutors wiretapping', ['in-title', 'in-summary', 'in-description']],
    ['a code, piece by piece', 'ZX-2014/77', ['in-title']],
    ['a place in another script', 'ашхабад', ['in-title']],
    ['a topic', 'controlled deliveries', ['in-title']],
    ['the last word as a prefix', 'prosecutors wiret', ['in-title', 'in-summary', 'in-description']],
    ['other words as whole words only', 'wiret prosecutors', []],
    ['a phrase only where its words are adjacent', '"money laundering"', ['in-description']],
    ['a quoted word as a whole word only', '"wiret"', []],
    ['a phrase that is still being typed', 'judges "money launder', ['in-description']],
    ['nothing with excluded words', 'wiretapping -judges -"cascx secretary" -titl', ['in-title', 'in-summary']],
    ['nothing if all words are excluded', '-wiretapping', []],
    ['words that look like operators, as words', 'one AND', ['in-description']],
    ['words on both sides of a sign', 'art,and', ['apart']],
  ])('is %s', async (_what, text, expected) => {
    const found = await search(text);

    expect(slugsOf(found).sort()).toEqual([...expected].sort());
    expect(found.totalCount).toBe(expected.length);
    expect(found.edges.map(({ node }: { node: Found }) => node)).toEqual(found.nodes);
  });

  test('orders matches in the name before the summary before the description', async () => {
    expect(await find('prosecutors wiretapping')).toEqual(['in-title', 'in-summary', 'in-description']);
  });

  test.each([
    ['words', 'granite quarry'],
    ['other forms, and the beginning of a word', 'granites quarr'],
    ['quoted and excluded words', '"granite" quarry -marble'],
    ['a phrase', '"granite quarry"', ['q-names', 'q-body']],
  ])(
    'orders by how many of its words are in names: %s',
    async (_what, text, expected = ['q-names', 'q-name', 'q-body']) => {
      expect(await find(text)).toEqual(expected);
    },
  );

  test('returns results with their types', async () => {
    const { nodes } = await search('cascx');

    expect(nodes).toContainEqual({ __typename: 'Network', slug: 'casc' });
    expect(nodes).toContainEqual({ __typename: 'NewsItem', slug: 'in-body' });
  });

  test.each(['', ' ', '"', '-', '*', '***', '"" ""', '(){}[]', '…', '🙂', '-"', "'", '\\', '\u0301'])(
    'finds nothing for a text without a word: %j',
    async (text) => {
      expect(await search(text)).toEqual({
        totalCount: 0,
        nodes: [],
        edges: [],
        pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
      });
    },
  );

  test('uses only the first twenty words of a text', async () => {
    const nineteen = 'wiretapping '.repeat(19);

    const findFew = async (text: string): Promise<string[]> => slugsOf(await search(text, { first: 20 }));
    expect(await findFew(`${nineteen} absent`)).toEqual([]);
    expect(await findFew(`${nineteen} judges absent`)).toEqual(['in-description']);
  });
});

describe('words', () => {
  beforeAll(() =>
    make(server.app, async (create) => {
      await create.activity({ slug: 'cyrillic', title: 'Семинар: ВСЁ об ОТМЫВАНИИ, Йошкар-Ола' });
      await create.activity({ slug: 'decomposed', title: 'Семинар 2: все\u0308 об этом, Йошкар-Ола' });
      await create.activity({ slug: 'latin', title: 'Café crème in Škofja Loka, Nguyễn Ǽther straße' });
      await create.activity({ slug: 'greek', title: 'Η Ελλάδα και η Κύπρος: ΟΔΥΣΣΕΥΣ' });
      await create.activity({ slug: 'turkic', title: 'Қазақстан, Өскемен, Үрімжі — Ұлт; Ғылым Ңi' });
      await create.activity({ slug: 'georgian', title: 'მართლმსაჯულება თბილისში' });
      await create.activity({ slug: 'arabic', title: 'مكافحة غسل الأموال' });
      await create.activity({ slug: 'hangul', title: '세미나 서울' });
      await create.activity({ slug: 'numbers', title: 'Resolution 1373 of 2001, 2nd meeting, A1B2' });
    }),
  );

  test.each([
    ['все', ['cyrillic', 'decomposed']],
    ['ВСЁ', ['cyrillic', 'decomposed']],
    ['йошкар', ['cyrillic', 'decomposed']],
    ['Иошкар-ола', ['cyrillic', 'decomposed']],
    ['и\u0306ошкар', ['cyrillic', 'decomposed']],
    ['отмывани', ['cyrillic']],
    ['CAFE CREME', ['latin']],
    ['cafe\u0301', ['latin']],
    ['skofja', ['latin']],
    ['nguyen', ['latin']],
    ['ǽther', ['latin']],
    ['STRASSE', ['latin']],
    ['Straße', ['latin']],
    ['ελλαδα ΚΥΠΡΟΣ', ['greek']],
    ['οδυσσευς', ['greek']],
    ['қазақстан өскемен', ['turkic']],
    ['ҰЛТ', ['turkic']],
    ['თბილის', ['georgian']],
    ['الأموال', ['arabic']],
    ['서울', ['hangul']],
    ['서울'.normalize('NFD'), ['hangul']],
    ['1373', ['numbers']],
    ['137', ['numbers']],
    ['2ND', ['numbers']],
    ['a1b2', ['numbers']],
  ])('are compared without case and accents: %s', async (text, expected) => {
    expect((await find(text)).sort()).toEqual(expected);
  });

  test('are found by the filter `text` of every list as by search', async () => {
    const lists = `query ($text: String!) {
      activities(filter: { text: $text }) { totalCount nodes { slug } }
      newsItems(filter: { text: $text }) { totalCount nodes { slug } }
      networks(filter: { text: $text }) { totalCount nodes { slug } }
    }`;

    const { activities, newsItems, networks } = await server.data(lists, { text: 'casc' });
    expect([activities, newsItems, networks].map(({ totalCount }) => totalCount)).toEqual([0, 1, 1]);
    expect(networks.nodes).toEqual([{ slug: 'casc' }]);
    const cyrillic = await server.data(lists, { text: 'все' });
    expect(cyrillic.activities.nodes.map(({ slug }: Found) => slug).sort()).toEqual(['cyrillic', 'decomposed']);
    const nothing = await server.data(lists, { text: '!' });
    expect(nothing.activities.totalCount).toBe(0);
  });

  test('can be excluded by a filter, and combined with other conditions', async () => {
    const { without, withOthers } = await server.data(`{
      without: activities(filter: { not: { text: "все" }, title: { contains: "ошкар" } }) { totalCount }
      withOthers: activities(filter: { or: [{ text: "сем" }, { text: "cafe" }], title: { contains: "2" } }) { nodes { slug } }
    }`);

    expect(without.totalCount).toBe(0);
    expect(withOthers.nodes).toEqual([{ slug: 'decomposed' }]);
  });
});

describe('unpublished content', () => {
  const hiddenStates = [PublicationState.DRAFT, PublicationState.SCHEDULED, PublicationState.ARCHIVED];

  beforeAll(() =>
    make(server.app, async (create) => {
      await create.activity({ slug: 'open', summary: 'Moonshine is distilled; moonshine is sold.' });
      for (const state of hiddenStates) {
        await create.activity({ slug: `activity-${state}`, title: 'Moonshine', publication: publication(state) });
        await create.newsItem({ slug: `news-${state}`, title: 'Moonshine', publication: publication(state) });
        await create.network({ slug: `network-${state}`, name: 'Moonshine', publication: publication(state) });
      }
    }),
  );

  test.each([
    ['nobody', undefined],
    ['a viewer', viewer],
    ['a member', member],
    ['an editor of one network', viewerOf(Role.EDITOR, { networkId: 1 })],
  ])('shows to %s in no result, count, snippet or filter', async (_who, asker) => {
    const { nodes, totalCount, edges } = await search('moonshine', {}, asker);
    const lists = await server.data(
      `{ activities(filter: { text: "moonshine" }) { totalCount }
        newsItems(filter: { text: "moonshine" }) { totalCount } networks(filter: { text: "moonshine" }) { totalCount } }`,
      {},
      asker,
    );

    expect(nodes.map(({ slug }: Found) => slug)).toEqual(['open']);
    expect(totalCount).toBe(1);
    expect(edges).toHaveLength(1);
    expect(Object.values(lists).map(({ totalCount: total }) => total)).toEqual([1, 0, 0]);
  });

  test.each([
    ['an editor', editor],
    ['an admin', admin],
  ])('is found by %s, among the rest by rank', async (_who, asker) => {
    const { nodes, totalCount } = await search('moonshine', { first: 100 }, asker);

    expect(totalCount).toBe(10);
    expect(new Set(nodes.map(({ slug }: Found) => slug)).size).toBe(10);
  });

  test('does not change the rank of public items, which cursors contain', async () => {
    const before = await search('distilled moonshine');
    await make(server.app, async (create) => {
      for (let number = 0; number < 20; number++) {
        await create.activity({ title: 'Distilled', publication: publication(PublicationState.DRAFT) });
      }
    });

    expect(await search('distilled moonshine')).toEqual(before);
  });

  test('of restricted documents is not found', async () => {
    await make(server.app, async (create) => {
      const { id } = await create.activity({ slug: 'with-document' });
      await create.document({ activityId: id, title: 'Quicksilver' });
    });

    expect(await find('quicksilver')).toEqual([]);
    expect(await find('quicksilver', admin)).toEqual([]);
  });
});

describe('pages', () => {
  beforeAll(() =>
    make(server.app, async (create) => {
      for (let number = 0; number < 12; number++)
        await create.activity({ slug: `p-a${number}`, title: 'Paged things' });
      for (let number = 0; number < 9; number++) {
        await create.newsItem({ slug: `p-n${number}`, title: `Paged ${'thing '.repeat(number)}` });
      }
      for (let number = 0; number < 4; number++) await create.network({ slug: `p-w${number}`, name: 'Paged network' });
      for (let number = 0; number < 5; number++) {
        await create.activity({
          slug: `p-d${number}`,
          title: 'Paged',
          publication: publication(PublicationState.DRAFT),
        });
      }
      for (let number = 0; number < 5; number++) {
        await create.activity({ slug: `p-l${number}`, title: 'Long', description: 'Only a long text has bookmarks.' });
      }
    }),
  );

  test.each([
    ['nobody', undefined, 25],
    ['an editor', editor, 30],
  ])('return every result once to %s, in the order of one long page', async (_who, asker, total) => {
    const whole = await search('paged', { first: 100 }, asker);
    const walked: string[] = [];
    let after: string | null = null;
    do {
      const { nodes, pageInfo, edges, totalCount } = (await search('paged', { first: 4, after }, asker)) as Page;
      expect(totalCount).toBe(total);
      expect(pageInfo).toEqual({
        hasPreviousPage: after !== null,
        hasNextPage: walked.length + nodes.length < total,
        startCursor: edges[0]?.cursor,
        endCursor: edges.at(-1)?.cursor,
      });
      walked.push(...slugsOf({ nodes }));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);

    expect(walked).toEqual(slugsOf(whole));
    expect(new Set(walked).size).toBe(total);
  });

  test.each([1, 2])('of %d continue among results of equal rank', async (first) => {
    const walked: Page[] = [];
    let after: string | null = null;
    do {
      const page: Page = await search('bookmarks', { first, after });
      walked.push(page);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);

    expect(walked.flatMap(slugsOf)).toEqual(['p-l0', 'p-l1', 'p-l2', 'p-l3', 'p-l4']);
    expect(walked).toHaveLength(Math.ceil(5 / first));
  });

  test.each([
    ['nobody', undefined, { ACTIVITY: 12, NEWS_ITEM: 9, NETWORK: 4, ORGANISATION: 0, COUNTRY: 0 }],
    ['an editor', editor, { ACTIVITY: 17, NEWS_ITEM: 9, NETWORK: 4, ORGANISATION: 0, COUNTRY: 0 }],
  ])('have for %s the results of some types only, in the same order', async (_who, asker, numbers) => {
    const letters = { ACTIVITY: /^p-[ad]/, NEWS_ITEM: /^p-n/, NETWORK: /^p-w/, ORGANISATION: /^-/, COUNTRY: /^-/ };
    const all = slugsOf(await search('paged', { first: 100 }, asker));
    const pagesOf = async (types: string[]): Promise<{ slugs: string[]; totals: number[] }> => {
      const [slugs, totals]: [string[], number[]] = [[], []];
      let after: string | null = null;
      do {
        const page: Page = await search('paged', { types, first: 5, after }, asker);
        slugs.push(...slugsOf(page));
        totals.push(page.totalCount);
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null);
      return { slugs, totals };
    };

    for (const [type, number] of Object.entries(numbers)) {
      const { slugs, totals } = await pagesOf([type]);
      expect(slugs).toEqual(all.filter((slug) => letters[type as keyof typeof letters].test(slug)));
      expect(new Set([slugs.length, ...totals])).toEqual(new Set([number]));
    }
    const { slugs } = await pagesOf(['NETWORK', 'COUNTRY', 'NEWS_ITEM', 'NETWORK']);
    expect(slugs).toEqual(all.filter((slug) => /^p-[nw]/.test(slug)));
    expect(await pagesOf([])).toEqual({ slugs: [], totals: [0] });
  });

  test('continue from a cursor of the same types only', async () => {
    const { pageInfo } = await search('paged', { types: ['NEWS_ITEM', 'NETWORK'], first: 2 });
    const next = { first: 2, after: pageInfo.endCursor };

    await search('paged', { ...next, types: ['NETWORK', 'NEWS_ITEM'] });
    for (const types of [['NETWORK'], undefined]) {
      const { errors } = await server.query(operation, { text: 'paged', ...next, types });
      expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });
    }
  });

  test('have 20 results by default', async () => {
    const { nodes, pageInfo } = await search('paged');

    expect(nodes).toHaveLength(20);
    expect(pageInfo.hasNextPage).toBe(true);
  });

  test.each([
    ['nothing at all', () => ({ first: 0 }), 'first'],
    ['more than a hundred', () => ({ first: 101 }), 'first'],
    ['less than nothing', () => ({ first: -1 }), 'first'],
    ['after a word', () => ({ after: 'yesterday' }), 'after'],
    ['after nothing', () => ({ after: '' }), 'after'],
    ['after a cursor of another text', async () => ({ after: (await search('thing')).edges[0].cursor }), 'after'],
    [
      'after a cursor of a list',
      async () => ({
        after: (await server.data('{ activities { pageInfo { endCursor } } }')).activities.pageInfo.endCursor,
      }),
      'after',
    ],
    [
      'after a cursor that was tampered with',
      async () => {
        const { cursor } = (await search('paged')).edges[0];
        const text = Buffer.from(cursor, 'base64url').toString();
        return { after: Buffer.from(text.replace(/\d]$/, '7]')).toString('base64url') };
      },
      'after',
    ],
  ])('are refused %s, and the wrong argument is named', async (_what, variables, field) => {
    const { data, errors } = await server.query(operation, { text: 'paged', ...(await variables()) });

    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT', field }]);
    expect(data ?? null).toBeNull();
  });

  test.each([1e39, -1e39, 1e-300, -1e-46])('are refused after a forged cursor with the rank %d', async (rank) => {
    const { cursor } = (await search('paged')).edges[0];
    const order = /\["(search [^"]+)"/.exec(Buffer.from(cursor, 'base64url').toString())![1]!;
    const madeUp = (value: number) => ({ text: 'paged', after: encodeCursor(order, { id: 1, values: [0, value, 1] }) });

    const { errors } = await server.query(operation, madeUp(rank));

    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT', field: 'after' }]);
    // Otherwise the refusal could be due to another part of the cursor.
    expect((await server.query(operation, madeUp(-0.1))).errors).toBeUndefined();
  });

  test('continue from a cursor of the same words in another spelling', async () => {
    const { edges } = await search('paged  THINGS', { first: 1 });

    expect(await find('Paged things')).toHaveLength(20);
    expect((await search('-"" Paged, things', { after: edges[0].cursor })).nodes).toHaveLength(19);
  });
});

describe('the number of statements', () => {
  const fields = `edges { snippet node {
    ... on Activity { title topics } ... on NewsItem { title } ... on Network { name } } }`;

  beforeAll(() =>
    make(server.app, async (create) => {
      for (let number = 0; number < 20; number++) {
        await create.activity({ title: `Counted ${number}` });
        await create.newsItem({ title: `Counted ${number}` });
        await create.network({ name: `Counted ${number}` });
      }
    }),
  );

  test('is the same for one result and for fifty', async () => {
    const counted = async (first: number): Promise<number> =>
      (await server.statementsOf(() => server.data(`{ search(text: "counted", first: ${first}) { ${fields} } }`)))
        .length;

    // The page, then the item, its texts and its topics.
    expect(await counted(1)).toBeLessThanOrEqual(4);
    // The page, then for each type the items and their texts, and the topics of activities.
    expect(await counted(50)).toBe(8);
  });

  test('is one more with a count, and only requested parts are read', async () => {
    const of = (selection: string) =>
      server.statementsOf(() => server.data(`{ search(text: "counted") { ${selection} } }`));

    expect(await of('totalCount')).toHaveLength(1);
    expect(await of('totalCount pageInfo { hasNextPage }')).toHaveLength(2);
    expect(await of('__typename')).toHaveLength(0);
    expect((await of('nodes { ... on Activity { title } }')).join()).not.toMatch(/description|summary/);
  });
});

describe('a search that more than 2,000 items match', () => {
  beforeAll(async () => {
    await server.app.database.write(async (manager) => {
      const create = factories(manager);
      await create.activity({ slug: 'b-summary', title: 'Light', summary: 'Of a beacon.' });
      await create.activity({ slug: 'b-begun', title: 'Beaconsfield' });
      await create.activity({ slug: 'b-name', title: 'A long name with a beacon somewhere', summary: 'Excluded.' });
      await create.activity({ slug: 'b-name-2', title: 'Beacon', description: 'Beacon beacon beacon.' });
      await create.newsItem({ slug: 'b-news', body: 'All about a beacon.' });
      await create.activity({ slug: 'b-draft', title: 'Beacon', publication: publication(PublicationState.DRAFT) });
      const { id: _, ...organisation } = await create.organisation({ slug: 'keeper', name: 'Keeper of the beacon' });
      const others = Array.from({ length: 2_000 }, (_, number) =>
        Object.assign(new Organisation(), organisation, { slug: `keeper-${number}` }),
      );
      await manager.createQueryBuilder().insert().into(Organisation).values(others).updateEntity(false).execute();
    });
  });

  const slugs = `query ($text: String!, $types: [SearchResultType!], $after: String) {
    search(text: $text, types: $types, first: 100, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { ... on Activity { slug } ... on NewsItem { slug } ... on Organisation { slug } }
    }
  }`;

  /** The slugs of activities and news in the order of the results, after all pages have had each result once. */
  async function walk(
    text: string,
    as?: typeof editor,
    types?: string[],
  ): Promise<{ readonly ends: string[]; readonly total: number }> {
    const found: string[] = [];
    let total: number;
    let after: string | null = null;
    do {
      const { search: page } = (await server.data(slugs, { text, types, after }, as)) as { search: Page };
      total = page.totalCount;
      found.push(...slugsOf(page));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect([new Set(found).size, found.length]).toEqual([total, total]);
    return { ends: found.filter((slug) => /^b-[a-z]/.test(slug)), total };
  }

  test('lists those with the words in their names first, then the others, in the order in which they were added', async () => {
    expect(await walk('beacon')).toEqual({
      ends: ['b-name', 'b-name-2', 'b-begun', 'b-summary', 'b-news'],
      total: 2_006,
    });
    expect(await walk('beacon', editor)).toEqual({
      ends: ['b-name', 'b-name-2', 'b-draft', 'b-begun', 'b-summary', 'b-news'],
      total: 2_007,
    });
  });

  test('lists those of some types, also if fewer of these match', async () => {
    const { ends, total } = await walk('beacon', undefined, ['ACTIVITY', 'NEWS_ITEM']);
    expect(total).toBe(5);
    expect(ends.sort()).toEqual(['b-begun', 'b-name', 'b-name-2', 'b-news', 'b-summary']);
    expect(await walk('beacon', editor, ['ORGANISATION', 'NETWORK'])).toEqual({ ends: [], total: 2_001 });
    expect(await walk('beacon', undefined, ['ORGANISATION', 'NEWS_ITEM'])).toEqual({ ends: ['b-news'], total: 2_002 });
  });

  test('lists those that begin with what was typed first if they do so in their names', async () => {
    const { ends, total } = await walk('beac');

    expect({ ends, total }).toEqual({ ends: ['b-begun', 'b-name', 'b-name-2', 'b-summary', 'b-news'], total: 2_006 });
    expect((await walk('"beacon"')).total).toBe(2_005);
  });

  test('leaves out what has an excluded word in any text', async () => {
    expect(await walk('-excluded beacon')).toEqual({
      ends: ['b-name-2', 'b-begun', 'b-summary', 'b-news'],
      total: 2_005,
    });
  });
});
