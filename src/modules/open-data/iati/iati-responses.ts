/*
 * What the query of the activities returns (iati-activities.query.ts).
 */

/** Something in one language. */
export interface InLanguage<T> {
  readonly locale: string;
  readonly value: T;
}

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
  readonly locations: readonly { readonly name: string }[];
  readonly results: readonly IatiResult[];
}

/** What a programme has in each language. */
export interface IatiProgrammeTexts extends IatiTexts {
  readonly name: string;
  readonly description: string | null;
}

/** A programme as one execution of the query returns it. */
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

export interface IatiIndicator {
  readonly id: string;
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
}

export interface IatiResult {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly description: string | null;
  readonly indicators: readonly IatiIndicator[];
}

interface IatiTransactions {
  readonly transactions: {
    readonly nodes: readonly IatiTransaction[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

/** An activity as one execution of the query returns it. */
export interface IatiActivity extends IatiActivityTexts, IatiTransactions {
  readonly slug: string;
  readonly iatiIdentifier: string;
  readonly availableLocales: readonly string[];
  readonly originalLocale: string;
  readonly reportingOrganisation: { readonly slug: string; readonly identifier: string | null } | null;
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
  readonly updatedAt: string;
}

/** An activity with all that further executions return. */
export type CompleteIatiActivity = IatiActivity & Translated<IatiActivityTexts>;

export type CompleteIatiProgramme = IatiProgramme & Translated<IatiProgrammeTexts>;

/** What the file says besides its activities, and what these depend on. */
export interface IatiStart {
  readonly programmes: readonly CompleteIatiProgramme[];
  readonly statistics: ProgrammeStatistics;
  /** The time of the latest change of an activity; null: there is no activity. */
  readonly generatedAt: string | null;
}
