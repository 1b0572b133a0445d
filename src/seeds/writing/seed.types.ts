import type { ActivityStatus } from '../../modules/figures/classification/activity-status';
import type { MoneyKind } from '../../modules/figures/money/money-kind';
import type { ResultContent } from '../../modules/figures/results/result';

/** The types of the demonstration data: plain rows that refer to each other by slug or code, never by id. */

/** An ISO 8601 date with the known precision: `2014`, `2014-05` or `2014-05-12`. */
export type PartialIsoDate = string;

/** An instant of RFC 3339 in UTC, such as `2017-11-26T00:00:00Z`. */
export type IsoDateTime = string;

/** A country code of ISO 3166-1 alpha-2. */
type CountryAlpha2 = string;

export type SeedActivityType =
  | 'WORKSHOP'
  | 'TRAINING'
  | 'TRAINING_OF_TRAINERS'
  | 'SEMINAR'
  | 'CONFERENCE'
  | 'MEETING'
  | 'EXPERT_GROUP'
  | 'EXPERT_VISIT'
  | 'STUDY_VISIT'
  | 'CURRICULUM_DESIGN'
  | 'OPERATION'
  | 'OTHER';

type SeedMembershipKind = 'ACTIVE' | 'PARTICIPATING' | 'OBSERVER';

export type SeedPublicationState = 'DRAFT' | 'SCHEDULED' | 'PUBLISHED' | 'ARCHIVED';

/** Whether readers see a translation, and whether it is up to date. */
export interface SeedTranslationStatus {
  /** Published if absent. */
  readonly state?: 'DRAFT' | undefined;
  /** The original texts that it was made from, as far as they have changed since. */
  readonly madeFrom?: Readonly<Record<string, string>> | undefined;
}

/** The texts of an item in another language than its own. */
export interface SeedTranslation extends SeedTranslationStatus {
  readonly locale: string;
}

/** The name and description of an item in another language. */
export interface SeedNameTranslation extends SeedTranslation {
  readonly name: string;
  /** Markdown. */
  readonly description?: string | undefined;
}

/** An item of which readers see a name, and perhaps a description. */
export interface SeedNamed {
  readonly name: string;
  /** Markdown. */
  readonly description?: string | undefined;
  readonly translations?: readonly SeedNameTranslation[] | undefined;
}

export interface SeedOrganisation extends Omit<SeedNamed, 'description'> {
  readonly slug: string;
  readonly acronym?: string | undefined;
  /** Absent for an international organisation. */
  readonly country?: CountryAlpha2 | undefined;
  /** The IATI organisation identifier. */
  readonly identifier?: string | undefined;
}

/** The organisations in each role, by their slugs. */
export type SeedOrganisationRoles = Partial<
  Record<'FUNDING' | 'ACCOUNTABLE' | 'EXTENDING' | 'IMPLEMENTING' | 'HOST' | 'PARTNER', readonly string[]>
>;

interface SeedComponent extends SeedNamed {
  readonly code: string;
}

export interface SeedProgramme extends SeedNamed {
  readonly slug: string;
  readonly acronym?: string | undefined;
  readonly startsOn?: PartialIsoDate | undefined;
  readonly endsOn?: PartialIsoDate | undefined;
  readonly organisations: SeedOrganisationRoles;
  /** Codes of the goals and targets that the sources name for the programme as a whole. Its activities have them. */
  readonly sdgs?: readonly string[] | undefined;
  readonly components: readonly SeedComponent[];
}

interface SeedMember {
  readonly country: CountryAlpha2;
  readonly kind: SeedMembershipKind;
  /** The slug of the organisation that represents the country. */
  readonly institution?: string | undefined;
  readonly since?: PartialIsoDate | undefined;
  readonly until?: PartialIsoDate | undefined;
}

export interface SeedNetwork extends SeedNamed {
  readonly slug: string;
  readonly acronym?: string | undefined;
  readonly since?: PartialIsoDate | undefined;
  /** Organisation slugs. */
  readonly supportedBy: readonly string[];
  readonly members: readonly SeedMember[];
}

export interface SeedRegion extends Omit<SeedNamed, 'description'> {
  readonly code: string;
}

/** The title of a document in another language than its own. */
export interface SeedDocumentTranslation extends SeedTranslation {
  readonly title: string;
}

export interface SeedDocument {
  readonly title: string;
  readonly translations?: readonly SeedDocumentTranslation[] | undefined;
  /** True if the document counts as one with a file, although there is none: data for tests of load. */
  readonly isComplete?: true | undefined;
}

/** The texts of an activity in another language than its own. */
export interface SeedActivityTranslation extends SeedTranslation {
  readonly title: string;
  readonly summary: string;
  /** Markdown. */
  readonly description?: string | undefined;
  readonly place?: string | undefined;
  readonly topics: readonly string[];
  readonly objectives: readonly string[];
}

/** People who took part in an activity. A count that is absent was not made. */
export interface SeedParticipation {
  readonly country?: CountryAlpha2 | undefined;
  /** An organisation slug. */
  readonly organisation?: string | undefined;
  readonly women?: number | undefined;
  readonly men?: number | undefined;
  /** People of whom nobody says whether they are women or men. */
  readonly unspecified?: number | undefined;
}

/** A place with its coordinates in WGS 84, and how exact these are: a code of the codelist GeographicExactness. */
export interface SeedLocation {
  readonly name: string;
  readonly point: { readonly latitude: number; readonly longitude: number } | null;
  readonly exactness: string | null;
}

/** A country or a sector with its part of the money, in percent. */
export interface SeedShare {
  readonly code: string;
  readonly percentage: string;
}

/** A budget of a calendar year. */
interface SeedBudget {
  readonly year: number;
  readonly amount: string;
  readonly currency: string;
}

export interface SeedTransaction {
  readonly kind: Exclude<`${MoneyKind}`, 'BUDGET'>;
  readonly day: string;
  readonly amount: string;
  readonly currency: string;
  /** Slugs of organisations. */
  readonly provider: string | null;
  readonly receiver: string | null;
}

export interface SeedMoney {
  readonly recipients: readonly SeedShare[];
  readonly sectors: readonly SeedShare[];
  readonly budgets: readonly SeedBudget[];
  readonly transactions: readonly SeedTransaction[];
}

export interface SeedActivity {
  readonly slug: string;
  /** The language of its texts. English if absent. */
  readonly originalLocale?: string | undefined;
  readonly translations?: readonly SeedActivityTranslation[] | undefined;
  readonly title: string;
  readonly summary: string;
  /** Markdown. */
  readonly description?: string | undefined;
  readonly startsOn?: PartialIsoDate | undefined;
  readonly endsOn?: PartialIsoDate | undefined;
  readonly status?: `${ActivityStatus}` | undefined;
  readonly plannedStart?: string | undefined;
  readonly plannedEnd?: string | undefined;
  /** The first day on which it was held. */
  readonly actualStart?: string | undefined;
  /** The last day on which it was held. */
  readonly actualEnd?: string | undefined;
  readonly iatiIdentifier?: string | undefined;
  /** A programme slug. */
  readonly programme?: string | undefined;
  readonly code?: string | undefined;
  readonly year?: number | undefined;
  /** The code of a component of that programme. */
  readonly component?: string | undefined;
  /** A region code. */
  readonly region?: string | undefined;
  readonly country?: CountryAlpha2 | undefined;
  readonly place?: string | undefined;
  readonly activityType?: SeedActivityType | undefined;
  /** Network slugs. */
  readonly networks: readonly string[];
  readonly participatingCountries: readonly CountryAlpha2[];
  readonly organisations?: SeedOrganisationRoles | undefined;
  /** The countries that benefit. */
  readonly recipients?: readonly CountryAlpha2[] | undefined;
  /** The code of the only sector that it serves. `money` has sectors of its own. */
  readonly sector?: string | undefined;
  /** Codes of sustainable development goals and of their targets. */
  readonly sdgs?: readonly string[] | undefined;
  /** Codes of the codelist PolicyMarker. */
  readonly policyMarkers?: readonly string[] | undefined;
  readonly locations?: readonly SeedLocation[] | undefined;
  readonly results?: readonly ResultContent[] | undefined;
  readonly participation?: readonly SeedParticipation[] | undefined;
  /** Its recipients take the place of `recipients`. */
  readonly money?: SeedMoney | undefined;
  readonly topics: readonly string[];
  /** In the order of their positions. */
  readonly objectives: readonly string[];
  /** In the order of their positions. */
  readonly documents: readonly SeedDocument[];
}

/** The texts of a news item in another language than its own. */
export interface SeedNewsTranslation extends SeedTranslation {
  readonly title: string;
  readonly excerpt: string;
  /** Markdown. */
  readonly body?: string | undefined;
}

export interface SeedNewsItem {
  readonly slug: string;
  /** The language of its texts. English if absent. */
  readonly originalLocale?: string | undefined;
  readonly translations?: readonly SeedNewsTranslation[] | undefined;
  readonly title: string;
  readonly excerpt: string;
  /** Markdown. */
  readonly body?: string | undefined;
  readonly publishedAt?: IsoDateTime | undefined;
  /** Activity slugs. */
  readonly activities: readonly string[];
}

export interface DemonstrationProgramme {
  readonly organisations: readonly SeedOrganisation[];
  readonly programmes: readonly SeedProgramme[];
  readonly networks: readonly SeedNetwork[];
  readonly regions: readonly SeedRegion[];
  readonly activities: readonly SeedActivity[];
  readonly newsItems: readonly SeedNewsItem[];
}
