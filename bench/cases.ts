import type { Samples } from './databases/samples';
import { operations, type Route } from './operations';

/** One measured case. */
export interface BenchCase {
  readonly name: string;
  readonly title: string;
  readonly route: Route;
  /** The variables of its requests, which are sent in rotation. */
  readonly variables: (samples: Samples, deepCursors: readonly string[]) => readonly object[];
}

/** Words of the generated texts: common ones in a tenth of the texts or more, rare ones in a hundredth or less. */
const COMMON_WORDS = ['training', 'judicial cooperation', 'session', 'workshop'];
const RARE_WORDS = ['narcotic', 'brussels', 'money laundering tbilisi'];

export const cases: readonly BenchCase[] = [
  {
    name: 'page',
    title: 'Activity page',
    route: 'activity-page',
    variables: ({ slugs }) => slugs.map((slug) => ({ slug })),
  },
  { name: 'list', title: 'List of 20', route: 'activity-list', variables: () => [{}] },
  {
    name: 'deep',
    title: 'List of 20, deep',
    route: 'activity-list',
    variables: (_, deepCursors) => deepCursors.map((after) => ({ after })),
  },
  {
    name: 'filtered',
    title: 'List of 20, filtered',
    route: 'activity-list-filtered',
    variables: ({ filters }) => filters.map((filter) => ({ filter })),
  },
  {
    name: 'nested',
    title: 'List of 20 of a network',
    route: 'network-activities',
    variables: () => [{ slug: 'casc' }],
  },
  { name: 'facets', title: 'Six facets of everything', route: 'activity-facets', variables: () => [{}] },
  {
    name: 'facets-filtered',
    title: 'Six facets, filtered',
    route: 'activity-facets',
    variables: ({ filters }) => filters.map((filter) => ({ filter })),
  },
  {
    name: 'search-common',
    title: 'Search for common words',
    route: 'search',
    variables: () => COMMON_WORDS.map((text) => ({ text })),
  },
  {
    name: 'search-rare',
    title: 'Search for rarer words',
    route: 'search',
    variables: () => RARE_WORDS.map((text) => ({ text })),
  },
  { name: 'statistics', title: 'Statistics of everything', route: 'activity-statistics', variables: () => [{}] },
];

/** The request bodies: the operation for GraphQL servers, only the variables for the routes without GraphQL. */
export function bodiesOf(
  { route, variables }: BenchCase,
  samples: Samples,
  deepCursors: readonly string[],
): { readonly graphql: readonly string[]; readonly byHand: readonly string[] } {
  const all = variables(samples, deepCursors);
  return {
    graphql: all.map((each) => JSON.stringify({ query: operations[route], variables: each })),
    byHand: all.map((each) => JSON.stringify(each)),
  };
}
