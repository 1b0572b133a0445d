import type { ActivityType } from './operative-dimension';

/** What an author decides of an activity. */
export interface ActivityContent extends ActivityLists {
  readonly slug: string;
  readonly title: string;
  readonly summary: string;
  readonly description: string | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly programme: string | null;
  readonly code: string | null;
  readonly year: number | null;
  readonly component: string | null;
  readonly region: string | null;
  readonly country: string | null;
  readonly place: string | null;
  readonly activityType: ActivityType | null;
}

/** What it says as lists, each of which is a table of its own. */
export interface ActivityLists {
  readonly networks: readonly string[];
  readonly participatingCountries: readonly string[];
  readonly topics: readonly string[];
  readonly objectives: readonly string[];
}

/** Of which nothing has been said. */
export const emptyActivity: ActivityContent = {
  slug: '',
  title: '',
  summary: '',
  description: null,
  startsOn: null,
  endsOn: null,
  programme: null,
  code: null,
  year: null,
  component: null,
  region: null,
  country: null,
  place: null,
  activityType: null,
  networks: [],
  participatingCountries: [],
  topics: [],
  objectives: [],
};

/** By what an activity refers to others. */
export const activityVocabularies = {
  programme: { table: 'programme', column: 'slug' },
  component: { table: 'component', column: 'code' },
  region: { table: 'region', column: 'code' },
  network: { table: 'network', column: 'slug' },
} as const;
