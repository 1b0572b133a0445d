/**
 * One part of the activities that have an identifier in IATI. It is executed again for their texts in each other language
 * (`isTranslation`), for their results (`isResults`), for the recipients of all activities (`isRecipients`), and for the further transactions of an activity (`isMore`).
 */
export const iatiActivitiesQuery = `
  query IatiActivities(
    $locale: [Locale!]!
    $first: Int!
    $after: String
    $isStart: Boolean!
    $isTranslation: Boolean! = false
    $hasFigures: Boolean! = true
    $isResults: Boolean! = false
    $isPart: Boolean! = true
    $isRecipients: Boolean! = false
    $afterRecipient: String
    $isMore: Boolean! = false
    $slug: String
    $afterTransaction: String
  ) @inLocales(preferred: $locale) {
    activities(
      filter: { iatiIdentifier: { isNull: false } }
      orderBy: [{ field: IATI_IDENTIFIER, direction: ASC }]
      first: $first
      after: $after
    ) @include(if: $isPart) {
      nodes {
        id
        ...Texts @skip(if: $isResults)
        ...Figures @include(if: $hasFigures)
        ...Results @include(if: $isResults)
      }
      pageInfo { hasNextPage endCursor }
    }
    latest: activities(orderBy: [{ field: UPDATED_AT, direction: DESC }], first: 1) @include(if: $isStart) {
      nodes { updatedAt }
    }
    programmes @include(if: $isStart) {
      ...ProgrammeTexts
      ...ProgrammeFigures @skip(if: $isTranslation)
    }
    ...ProgrammeStatistics @include(if: $isStart) @skip(if: $isTranslation)
    recipients: activities(filter: { iatiIdentifier: { isNull: false } }, first: 100, after: $afterRecipient)
    @include(if: $isRecipients) {
      nodes { programme { slug } recipients { country { code } region { code } } }
      pageInfo { hasNextPage endCursor }
    }
    more: activity(slug: $slug) @include(if: $isMore) { ...Transactions }
  }

  fragment Texts on Activity {
    id
    locale
    title
    summary
    description
    objectives { text }
    reportingOrganisation { identifier }
    organisations(roles: [FUNDING, ACCOUNTABLE, EXTENDING, IMPLEMENTING]) {
      role
      organisation { ...Organisation }
    }
  }

  fragment ProgrammeTexts on Programme {
    id
    locale
    name
    description
    organisations(roles: [FUNDING, ACCOUNTABLE, EXTENDING, IMPLEMENTING]) {
      role
      organisation { ...Organisation }
    }
  }

  fragment ProgrammeFigures on Programme {
    slug
    availableLocales
    originalLocale
    startsOn
    endsOn
    links { title url }
  }

  fragment ProgrammeStatistics on Query {
    statuses: activityStatistics(groupBy: [PROGRAMME, STATUS], filter: { iatiIdentifier: { isNull: false } }) {
      ...Group
    }
    sectors: activityStatistics(groupBy: [PROGRAMME, SECTOR], filter: { iatiIdentifier: { isNull: false } }) {
      ...Group
    }
  }

  fragment Group on ActivityStatistic {
    keys { value }
    count
  }

  fragment Organisation on Organisation {
    slug
    locale
    identifier
    name
  }

  fragment Figures on Activity {
    slug
    iatiIdentifier
    availableLocales
    originalLocale
    status
    dates { plannedStart actualStart plannedEnd actualEnd }
    operativeDimension { code }
    recipients { country { code } region { code } percentage }
    sectors { sector { code } percentage }
    sdgs { code vocabulary }
    policyMarkers { code }
    locations { name point { latitude longitude } exactness { code } }
    budgets { type status periodStart periodEnd value { amount currency } valueDate }
    ...Transactions
    attachments { title language mediaType publishedOn url }
    links { title url }
    programme { slug }
    relatedActivities { iatiIdentifier }
    updatedAt
  }

  fragment Results on Activity {
    results {
      type
      title
      description
      indicators {
        measure
        isAscending
        title
        baseline { ...Measurement }
        periods { start end targets { ...Measurement } actuals { ...Measurement } }
      }
    }
  }

  fragment Measurement on Measurement {
    value
    number
    date
    comment
    dimensions { name value }
  }

  fragment Transactions on Activity {
    transactions(first: 100, after: $afterTransaction) {
      nodes {
        reference
        kind
        date
        value { amount currency }
        valueDate
        description
        provider { ...Organisation }
        receiver { ...Organisation }
        country { code }
        sector { code }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

export interface IatiOrganisationTexts {
  readonly slug: string;
  readonly locale: string;
  readonly identifier: string | null;
  readonly name: string;
}

/** What activities and programmes have in each language. */
export interface IatiTexts {
  readonly id: string;
  readonly locale: string;
  readonly organisations: readonly { readonly role: string; readonly organisation: IatiOrganisationTexts }[];
}

/** An item with its texts in all languages in which the public reads it. */
export interface Translated<T extends IatiTexts> {
  readonly availableLocales: readonly string[];
  readonly originalLocale: string;
  readonly translations: readonly T[];
}

/** What an activity has in each language. */
export interface IatiActivityTexts extends IatiTexts {
  readonly title: string;
  readonly summary: string;
  readonly description: string | null;
  readonly objectives: readonly { readonly text: string }[];
}

/** What a programme has in each language. */
export interface IatiProgrammeTexts extends IatiTexts {
  readonly name: string;
  readonly description: string | null;
}

/** A programme as one execution of the query answers it. */
export interface IatiProgramme extends IatiProgrammeTexts {
  readonly slug: string;
  readonly availableLocales: readonly string[];
  readonly originalLocale: string;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly links: readonly { readonly title: string; readonly url: URL | string }[];
}

/** A number of activities, by the slug of their programme and a second value. */
export interface IatiGroup {
  readonly keys: readonly { readonly value: string | null }[];
  readonly count: number;
}

/** The activities of all programmes that have an identifier in IATI, counted. */
export type ProgrammeStatistics = Readonly<Record<'statuses' | 'sectors', readonly IatiGroup[]>> & {
  /** The codes of countries have letters, and those of regions have digits. */
  readonly recipients: readonly IatiGroup[];
};

interface Coded {
  readonly code: string;
}

interface Money {
  readonly amount: string;
  readonly currency: string;
}

export interface IatiTransaction {
  readonly reference: string | null;
  readonly kind: string;
  readonly date: string;
  readonly value: Money;
  readonly valueDate: string;
  readonly description: string | null;
  readonly provider: IatiOrganisationTexts | null;
  readonly receiver: IatiOrganisationTexts | null;
  readonly country: Coded | null;
  readonly sector: Coded | null;
}

export interface IatiBudget {
  readonly type: string;
  readonly status: string;
  readonly periodStart: string;
  readonly periodEnd: string;
  readonly value: Money;
  readonly valueDate: string;
}

export interface IatiMeasurement {
  readonly value: string;
  readonly number: string | null;
  readonly date: string | null;
  readonly comment: string | null;
  readonly dimensions: readonly { readonly name: string; readonly value: string }[];
}

export interface IatiResult {
  readonly type: string;
  readonly title: string;
  readonly description: string | null;
  readonly indicators: readonly {
    readonly measure: string;
    readonly isAscending: boolean;
    readonly title: string;
    readonly baseline: IatiMeasurement | null;
    readonly periods: readonly {
      readonly start: string;
      readonly end: string;
      readonly targets: readonly IatiMeasurement[];
      readonly actuals: readonly IatiMeasurement[];
    }[];
  }[];
}

interface IatiTransactions {
  readonly transactions: {
    readonly nodes: readonly IatiTransaction[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

/** An activity as one execution of the query answers it. */
export interface IatiActivity extends IatiActivityTexts, IatiTransactions {
  readonly slug: string;
  readonly iatiIdentifier: string;
  readonly availableLocales: readonly string[];
  readonly originalLocale: string;
  readonly reportingOrganisation: { readonly identifier: string | null } | null;
  readonly status: string | null;
  readonly dates: Readonly<Record<'plannedStart' | 'actualStart' | 'plannedEnd' | 'actualEnd', string | null>>;
  readonly operativeDimension: { readonly code: string | null };
  readonly recipients: readonly {
    readonly country: Coded | null;
    readonly region: Coded | null;
    readonly percentage: string | null;
  }[];
  readonly sectors: readonly { readonly sector: Coded; readonly percentage: string | null }[];
  readonly sdgs: readonly { readonly code: string; readonly vocabulary: string }[];
  readonly policyMarkers: readonly Coded[];
  readonly locations: readonly {
    readonly name: string;
    readonly point: { readonly latitude: number; readonly longitude: number } | null;
    readonly exactness: Coded | null;
  }[];
  readonly budgets: readonly IatiBudget[];
  readonly attachments: readonly {
    readonly title: string;
    readonly language: string | null;
    readonly mediaType: string;
    readonly publishedOn: string | null;
    readonly url: URL | string;
  }[];
  readonly links: readonly { readonly title: string; readonly url: URL | string }[];
  readonly programme: { readonly slug: string } | null;
  readonly relatedActivities: readonly { readonly iatiIdentifier: string | null }[];
  readonly updatedAt: Date;
}

/** An activity with all that further executions answer. */
export interface CompleteIatiActivity extends IatiActivity, Translated<IatiActivityTexts> {
  readonly availableLocales: readonly string[];
  readonly originalLocale: string;
  readonly results: readonly IatiResult[];
}

export type CompleteIatiProgramme = IatiProgramme & Translated<IatiProgrammeTexts>;

/** What one part of the list answers. */
export interface IatiPart {
  readonly activities: readonly CompleteIatiActivity[];
  /** In the first part. */
  readonly programmes: readonly CompleteIatiProgramme[];
  readonly statistics: ProgrammeStatistics;
  /** The time of the latest change of an activity, in the first part; null: there is no activity. */
  readonly generatedAt: Date | null;
}
