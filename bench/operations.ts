import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface ActivityFilterVariables {
  readonly filter?: {
    readonly country: readonly [string];
    readonly year: { readonly gte: number; readonly lte: number };
  };
}

export interface ActivityListVariables extends ActivityFilterVariables {
  readonly after?: string;
}

export interface SearchVariables {
  /** Complete words. */
  readonly text: string;
}

/** The measured operations, by the name of the baseline route with the same response. */
export const operations = {
  'activity-page': documented('activity-page.graphql'),
  'activity-list': documented('activity-list.graphql'),
  'activity-list-filtered': /* GraphQL */ `
    query FilteredActivityList($filter: ActivityFilter!) {
      activities(first: 20, filter: $filter) {
        nodes {
          slug
          title
          startsOn
          operativeDimension {
            country {
              code
              name
            }
          }
          networks {
            acronym
          }
          objectives {
            text
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  'network-activities': /* GraphQL */ `
    query NetworkActivities($slug: String!) {
      network(slug: $slug) {
        name
        activities(first: 20) {
          nodes {
            slug
            title
            startsOn
          }
        }
      }
    }
  `,
  'activity-facets': /* GraphQL */ `
    query ActivityFacets($filter: ActivityFilter) {
      activities(filter: $filter) {
        facets {
          years {
            ...Counted
          }
          components {
            ...Counted
          }
          regions {
            ...Counted
          }
          countries {
            ...Counted
          }
          activityTypes {
            ...Counted
          }
          networks {
            ...Counted
          }
        }
      }
    }

    fragment Counted on Facet {
      value
      label
      count
    }
  `,
  search: /* GraphQL */ `
    query Search($text: String!) {
      search(text: $text, first: 20) {
        nodes {
          __typename
          ... on Activity {
            slug
            title
          }
          ... on NewsItem {
            slug
            title
          }
          ... on Network {
            slug
            name
          }
        }
      }
    }
  `,
  'activity-statistics': /* GraphQL */ `
    query ActivityStatistics {
      activityStatistics(groupBy: [YEAR, ACTIVITY_TYPE]) {
        keys {
          value
          label
        }
        count
      }
    }
  `,
};

export type Route = keyof typeof operations;

function documented(file: string): string {
  // The compiled file is in dist/bench/bench.
  return readFileSync(path.join(__dirname, '../../../docs/operations', file), 'utf8');
}
