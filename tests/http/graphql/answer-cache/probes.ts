import type { TestServer } from '../../../support/test-server';

/** Operations that together read every table and every root field that may be cached. */
export const probes: readonly string[] = [
  `{ activities(first: 100) {
    totalCount
    facets { years { value count } networks { value label count } components { label count } regions { label count }
      programmes { count } topics { value count } participatingCountries { count } organisations { value label count } }
    nodes {
      id slug title summary topics updatedAt
      networks { slug name } participatingCountries { code } programme { name }
      organisations { role organisation { slug name url } }
      operativeDimension { year component { name } region { name } }
      objectives { position text } relatedNews { nodes { title } }
      restrictedDocuments { title position access { state reason } }
      locale availableLocales cover { alt } gallery { caption } links { title } attachments { title url }
    }
  } }`,
  `{ networks(first: 100) { totalCount nodes {
    slug name description supportedBy { name } memberships { country { code } kind since until institution { name } }
    emblem { alt } memberCountries { country { code } kind } activities(first: 5) { totalCount nodes { title } }
  } } }`,
  '{ newsItems(first: 100) { totalCount nodes { slug title excerpt bodyHtml publishedAt cover { alt } attachments { title } activities { title } } } }',
  `{ organisations(first: 100) { totalCount nodes { slug name acronym activities { totalCount } } } regions { code name }
    programmes { slug name components { code name } activities { totalCount } } }`,
  '{ countries { code name activities { totalCount } memberships { kind network { name } } } }',
  `{ search(text: "tried activity network news", first: 100) { totalCount nodes { __typename ... on Node { id } } }
    one: search(text: "tried", first: 100) { totalCount edges { snippet } } }`,
  '{ activityStatistics(groupBy: [YEAR, NETWORK, ORGANISATION]) { count keys { value label } } }',
];

/** Sends an operation without credentials. With `uncached`, the answer is not taken from the cache. */
export async function ask(
  { address }: Pick<TestServer, 'address'>,
  query: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return response.text();
}

export const uncached = { 'entente-grants': '' };

/** The statements that `work` reads by, without emptying the cache first. */
export async function statementsOf({ app }: TestServer, work: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = [];
  const stop = app.database.read.onStatement((text) => statements.push(text));
  try {
    await work();
  } finally {
    stop();
  }
  return statements;
}
