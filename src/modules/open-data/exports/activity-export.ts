/** An activity as the API shows it. */
export interface ExportedActivity {
  readonly id: string;
  readonly slug: string;
  readonly locale: string;
  readonly title: string;
  readonly summary: string;
  readonly description?: string | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly status: string | null;
  readonly dates: Readonly<Record<'plannedStart' | 'actualStart' | 'plannedEnd' | 'actualEnd', string | null>>;
  readonly operativeDimension: {
    readonly code: string | null;
    readonly year: number | null;
    readonly component: Coded | null;
    readonly region: Coded | null;
    readonly country: Coded | null;
    readonly place: string | null;
    readonly activityType: string | null;
  };
  readonly programme: { readonly slug: string; readonly name: string } | null;
  readonly networks: readonly { readonly slug: string; readonly name: string }[];
  readonly organisations: readonly { readonly role: string; readonly organisation: { readonly slug: string } }[];
  readonly participatingCountries: readonly Coded[];
  readonly topics: readonly string[];
  readonly objectives: readonly { readonly position: number; readonly text: string }[];
  readonly iatiIdentifier: string | null;
  readonly recipients: readonly Share<{ readonly country: Coded | null; readonly region: Coded | null }>[];
  readonly sectors: readonly Share<{ readonly sector: Coded }>[];
  readonly sdgs: readonly Coded[];
  readonly participants: Readonly<Record<'women' | 'men' | 'unspecified' | 'total', number>> | null;
  readonly cover: { readonly alt: string | null; readonly url: URL | string } | null;
  readonly attachments?: readonly object[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

interface Coded {
  readonly code: string;
  readonly name: string;
}

/** A part of an activity, in percent. */
type Share<T> = T & { readonly percentage: string | null };

export const activityExportQuery = `
  query ActivityExport(
    $locale: [Locale!]!
    $filter: ActivityFilter
    $orderBy: [ActivityOrder!]
    $first: Int!
    $after: String
    $isStart: Boolean!
    $withDescription: Boolean!
  ) @inLocales(preferred: $locale) {
    activities(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      nodes {
        id
        slug
        locale
        title
        summary
        description @include(if: $withDescription)
        startsOn
        endsOn
        status
        dates { plannedStart actualStart plannedEnd actualEnd }
        operativeDimension {
          code
          year
          component { code name }
          region { code name }
          country { code name }
          place
          activityType
        }
        programme { slug name }
        networks { slug name }
        organisations { role organisation { slug name } }
        participatingCountries { code name }
        topics
        objectives { position text }
        iatiIdentifier
        recipients { country { code name } region { code name } percentage }
        sectors { sector { code name } percentage }
        sdgs { code name }
        participants { women men unspecified total }
        cover { alt url }
        attachments @include(if: $withDescription) { title language mediaType byteSize publishedOn url }
        createdAt
        updatedAt
      }
      pageInfo { hasNextPage endCursor }
      totalCount @include(if: $isStart)
    }
  }
`;
