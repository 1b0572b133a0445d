import { createHash } from 'node:crypto';
import {
  ApolloClient,
  type ApolloLink,
  CombinedGraphQLErrors,
  gql,
  HttpLink,
  InMemoryCache,
  type TypedDocumentNode,
} from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { relayStylePagination } from '@apollo/client/utilities';
import { filter, firstValueFrom } from 'rxjs';
import { startTestServer, type TestServer } from '../support/test-server';

interface ActivityTitles {
  activities: {
    edges: { node: { id: string; title: string } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
    totalCount: number;
  };
}

const activityTitles: TypedDocumentNode<ActivityTitles, { first: number; after?: string | null }> = gql`
  query ActivityTitles($first: Int!, $after: String) {
    activities(first: $first, after: $after) {
      edges {
        node {
          id
          title
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
`;

describe('@apollo/client', () => {
  let server: TestServer;
  let uri: string;

  beforeAll(async () => {
    server = await startTestServer();
    uri = `${server.address}/graphql`;
  });

  afterAll(() => server.close());

  function createClient(link: ApolloLink = new HttpLink({ uri })): ApolloClient {
    const cache = new InMemoryCache({
      typePolicies: { Query: { fields: { activities: relayStylePagination(['filter', 'orderBy']) } } },
    });
    return new ApolloClient({ link, cache });
  }

  it('caches objects under their global ids', async () => {
    const client = createClient();

    const { data } = await client.query({ query: activityTitles, variables: { first: 1 } });

    const { id, title } = data!.activities.edges[0]!.node;
    expect(client.cache.extract()).toMatchObject({ [`Activity:${id}`]: { __typename: 'Activity', title } });
  });

  it('extends one list of activities page by page until it is complete', async () => {
    const whole = await createClient().query({ query: activityTitles, variables: { first: 100 } });
    const list = createClient().watchQuery({ query: activityTitles, variables: { first: 6 } });
    const shown = list.pipe(filter((result) => result.dataState === 'complete'));
    const view = shown.subscribe();

    const pages = [(await firstValueFrom(shown)).data.activities];
    while (pages.at(-1)!.pageInfo.hasNextPage) {
      const { data } = await list.fetchMore({ variables: { after: pages.at(-1)!.pageInfo.endCursor } });
      pages.push(data.activities);
    }
    const { data } = await firstValueFrom(shown.pipe(filter((result) => !result.data.activities.pageInfo.hasNextPage)));
    view.unsubscribe();

    const { edges, totalCount } = whole.data!.activities;
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.length).toBe(Math.ceil(totalCount / 6));
    expect(data.activities.edges).toEqual(edges);
  });

  it.each([
    ['an invalid document', '{ activities { titel } }', { code: 'GRAPHQL_VALIDATION_FAILED' }],
    ['a wrong argument', '{ activities(first: 0) { totalCount } }', { code: 'BAD_USER_INPUT', field: 'first' }],
  ])('reads the code of the error when it sends %s', async (_, document, extensions) => {
    const query = createClient().query({ query: gql(document) });

    await expect(query).rejects.toBeInstanceOf(CombinedGraphQLErrors);
    await expect(query).rejects.toMatchObject({ errors: [{ extensions }] });
  });

  it('returns the rest of a page beside a forbidden field', async () => {
    const query = gql`
      {
        network(slug: "casc") {
          acronym
        }
        activity(slug: "casc-third-plenary-meeting") {
          publication {
            state
          }
        }
      }
    `;

    const { data, error } = await createClient().query({ query, errorPolicy: 'all' });

    expect(data).toMatchObject({ network: { acronym: 'CASC' }, activity: { publication: null } });
    expect(error).toMatchObject({
      errors: [{ path: ['activity', 'publication'], extensions: { code: 'FORBIDDEN' } }],
    });
  });

  describe.each(['POST', 'GET'])('with persisted queries over %s', (method) => {
    const query = gql(`query NetworkBy${method} { network(slug: "casc") { acronym } }`);

    /** A client with its own cache, and the queries that it sends: by hash only, or with their text. */
    function createHashingClient(): { client: ApolloClient; sent: string[] } {
      const sent: string[] = [];
      const http = new HttpLink({
        uri,
        fetch: (input, init) => {
          const url = new URL(input);
          const request = url.search === '' ? (init!.body as string) : decodeURIComponent(url.search);
          sent.push(`${init!.method} ${request.includes('acronym') ? 'text' : 'hash'}`);
          return fetch(input, init);
        },
      });
      const hashing = new PersistedQueryLink({
        sha256: (text) => createHash('sha256').update(text).digest('hex'),
        useGETForHashedQueries: method === 'GET',
      });
      return { client: createClient(hashing.concat(http)), sent };
    }

    it('sends the text of a query once, and then its hash only', async () => {
      const first = createHashingClient();
      const second = createHashingClient();

      const answers = [await first.client.query({ query }), await second.client.query({ query })];

      expect(answers.map(({ data }) => data)).toMatchObject([
        { network: { acronym: 'CASC' } },
        { network: { acronym: 'CASC' } },
      ]);
      expect(first.sent).toEqual([`${method} hash`, 'POST text']);
      expect(second.sent).toEqual([`${method} hash`]);
    });
  });
});
