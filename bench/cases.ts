import type { Samples } from './samples';
import { operations, type Route } from './operations';

/** What is measured under one name. */
export interface BenchCase {
  readonly name: string;
  readonly title: string;
  readonly route: Route;
  /** The variables of its requests, which are sent in turn. */
  readonly variables: (samples: Samples, deepCursors: readonly string[]) => readonly object[];
}

/** Of the invented texts: in a tenth of them and more, and in a hundredth and less. */
const commonWords = ['training', 'judicial cooperation', 'session', 'workshop'];
const rarerWords = ['narcotic', 'brussels', 'money laundering tbilisi'];

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
    variables: () => commonWords.map((text) => ({ text })),
  },
  {
    name: 'search-rare',
    title: 'Search for rarer words',
    route: 'search',
    variables: () => rarerWords.map((text) => ({ text })),
  },
  { name: 'statistics', title: 'Statistics of everything', route: 'activity-statistics', variables: () => [{}] },
];

/** What is sent: to whoever speaks GraphQL the operation, to routes without it its variables alone. */
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
