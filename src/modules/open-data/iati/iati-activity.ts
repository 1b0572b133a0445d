import { pageOf, type Pages } from '../../../core/languages/page-address';
import { plainText } from '../../../core/markdown/plain-text';
import type {
  CompleteIatiActivity,
  IatiActivityTexts,
  IatiBudget,
  IatiOrganisationTexts,
  IatiTransaction,
} from './iati-activities.query';
import type { IatiPublisher } from './iati-publisher';
import { languageOf, narratives, writeElement, type LocalText } from './iati-xml';

/** What an activity of a file depends on besides its content. */
export interface IatiActivityOptions {
  readonly publisher: IatiPublisher;
  readonly pages: Pages;
}

/** Codes of the codelists of IATI 2.03, by the names that the API has for them. */
const STATUSES = { PIPELINE: 1, IMPLEMENTATION: 2, FINALISATION: 3, CLOSED: 4, CANCELLED: 5, SUSPENDED: 6 };
const DATES = { plannedStart: 1, actualStart: 2, plannedEnd: 3, actualEnd: 4 } as const;
const ROLES = { FUNDING: 1, ACCOUNTABLE: 2, EXTENDING: 3, IMPLEMENTING: 4 };
const BUDGET_TYPES = { ORIGINAL: 1, REVISED: 2 };
const BUDGET_STATUSES = { INDICATIVE: 1, COMMITTED: 2 };
const TRANSACTION_TYPES = {
  INCOMING_FUNDS: 1,
  OUTGOING_COMMITMENT: 2,
  DISBURSEMENT: 3,
  EXPENDITURE: 4,
  REIMBURSEMENT: 6,
  INCOMING_COMMITMENT: 11,
};

/** Activities of a file have programmes above them, which have the first level. */
const HIERARCHY = 2;

/** DescriptionType: general, and objectives. */
const GENERAL = 1;
const OBJECTIVES = 2;

/** OtherIdentifierType: the identifier that the reporting organisation uses itself. */
const INTERNAL_IDENTIFIER = 'A1';

/** Vocabularies of OECD DAC, and of regions and policy markers. */
const DAC = '1';

/** PolicySignificance: a significant objective. Editors list the policies that an activity serves, not how much. */
const SIGNIFICANT = 1;

/** DocumentCategory: a web page about the activity. The list has no category for documents in general. */
const WEB_PAGE = 'A12';

/** RelatedActivityType: an activity of the same level. */
const SIBLING = 3;

const WGS_84 = 'http://www.opengis.net/def/crs/EPSG/0/4326';

/** Writes an activity as the element `iati-activity` of IATI 2.03. Not everything that can be written is valid. */
export function writeIatiActivity(activity: CompleteIatiActivity, { publisher, pages }: IatiActivityOptions): string {
  const { originalLocale, iatiIdentifier, status, dates, operativeDimension, updatedAt } = activity;
  const texts = textsOf(activity);
  const local = (textOf: (text: IatiActivityTexts) => string | null | undefined): object | undefined =>
    narratives(
      texts.map((text) => ({ locale: text.locale, text: textOf(text) ?? '' })),
      originalLocale,
    );
  const original = (text: string): object | undefined => narratives([{ locale: originalLocale, text }], originalLocale);
  const { code } = operativeDimension;
  // In the order of the schema.
  return writeElement(
    'iati-activity',
    withoutAbsent({
      '@xml:lang': languageOf(originalLocale),
      '@hierarchy': HIERARCHY,
      '@last-updated-datetime': updatedAt.toISOString(),
      'iati-identifier': iatiIdentifier,
      'reporting-org': reportingOrganisationOf(activity, publisher),
      title: local(({ title }) => title),
      description: descriptionsOf(texts, local),
      'participating-org': participantsOf(texts, originalLocale),
      'other-identifier': code === null ? undefined : { '@ref': code, '@type': INTERNAL_IDENTIFIER },
      'activity-status': status === null ? undefined : { '@code': STATUSES[status as keyof typeof STATUSES] },
      'activity-date': Object.entries(DATES).flatMap(([name, type]) => {
        const day = dates[name as keyof typeof DATES];
        return day === null ? [] : [{ '@type': type, '@iso-date': day }];
      }),
      ...recipientsOf(activity),
      location: activity.locations.map(({ name, point, exactness }) =>
        withoutAbsent({
          name: original(name),
          point:
            point === null
              ? undefined
              : { '@srsName': WGS_84, pos: `${degrees(point.latitude)} ${degrees(point.longitude)}` },
          exactness: exactness === null ? undefined : { '@code': exactness.code },
        }),
      ),
      sector: activity.sectors.map(({ sector, percentage }) => ({
        ...sectorOf(sector.code),
        ...(percentage !== null && { '@percentage': percentage }),
      })),
      tag: activity.sdgs.map(({ code: goal, vocabulary }) => ({ '@code': goal, '@vocabulary': vocabulary })),
      'policy-marker': activity.policyMarkers.map((marker) => ({
        '@vocabulary': DAC,
        '@code': marker.code,
        '@significance': SIGNIFICANT,
      })),
      budget: activity.budgets.map(toBudget),
      ...moneyOf(activity, original),
      'document-link': documentsOf(activity, pages, texts),
      'related-activity': activity.relatedActivities.flatMap(({ iatiIdentifier: ref }) =>
        ref === null ? [] : [{ '@ref': ref, '@type': SIBLING }],
      ),
    }),
  );
}

/** The texts in each language in which the public reads the activity, those of its original language first. */
function textsOf(activity: CompleteIatiActivity): IatiActivityTexts[] {
  const { originalLocale, availableLocales, translations } = activity;
  const found = [activity, ...translations];
  const locales = new Set([originalLocale, ...availableLocales]);
  return [...locales].flatMap((locale) => found.find((texts) => texts.locale === locale) ?? []);
}

/** The publisher reports activities of other organisations, too. It says then that it is not the one responsible. */
function reportingOrganisationOf(
  { reportingOrganisation }: CompleteIatiActivity,
  { identifier, type, name }: IatiPublisher,
): object {
  const isSecondary = reportingOrganisation !== null && reportingOrganisation.identifier !== identifier;
  return {
    '@ref': identifier,
    '@type': type,
    ...(isSecondary && { '@secondary-reporter': 1 }),
    narrative: name,
  };
}

type Localize = (textOf: (text: IatiActivityTexts) => string | null | undefined) => object | undefined;

function descriptionsOf(texts: readonly IatiActivityTexts[], local: Localize): object[] {
  const ofType = (type: number, content: object | undefined): object[] =>
    content === undefined ? [] : [{ '@type': type, ...content }];
  const objectives = texts[0]?.objectives ?? [];
  return [
    ...ofType(
      GENERAL,
      local(({ summary }) => summary),
    ),
    ...ofType(
      GENERAL,
      local(({ description }) => (description === null ? null : plainText(description))),
    ),
    ...objectives.flatMap((_, index) =>
      ofType(
        OBJECTIVES,
        local((text) => text.objectives[index]?.text),
      ),
    ),
  ];
}

function participantsOf(texts: readonly IatiActivityTexts[], locale: string): object[] {
  const names = namesOf(texts.flatMap(({ organisations }) => organisations.map(({ organisation }) => organisation)));
  return (texts[0]?.organisations ?? []).map(({ role, organisation: { slug, identifier } }) =>
    withoutAbsent({
      '@ref': identifier ?? undefined,
      '@role': ROLES[role as keyof typeof ROLES],
      ...narratives(names.get(slug)!, locale),
    }),
  );
}

/** The names of organisations in all languages in which they were read, by their slugs. */
function namesOf(organisations: readonly IatiOrganisationTexts[]): Map<string, LocalText[]> {
  const names = new Map<string, LocalText[]>();
  for (const { slug, locale, name } of organisations) {
    names.set(slug, [...(names.get(slug) ?? []), { locale, text: name }]);
  }
  return names;
}

function recipientsOf({ recipients }: CompleteIatiActivity): object {
  const shareOf = (percentage: string | null): object => (percentage === null ? {} : { '@percentage': percentage });
  return {
    'recipient-country': recipients.flatMap(({ country, percentage }) =>
      country === null ? [] : [{ '@code': country.code, ...shareOf(percentage) }],
    ),
    'recipient-region': recipients.flatMap(({ region, percentage }) =>
      region === null ? [] : [{ '@vocabulary': DAC, '@code': region.code, ...shareOf(percentage) }],
    ),
  };
}

/** A sector of five digits. */
function sectorOf(code: string): object {
  return { '@vocabulary': DAC, '@code': code };
}

function toBudget({ type, status, periodStart, periodEnd, value, valueDate }: IatiBudget): object {
  return {
    '@type': BUDGET_TYPES[type as keyof typeof BUDGET_TYPES],
    '@status': BUDGET_STATUSES[status as keyof typeof BUDGET_STATUSES],
    'period-start': { '@iso-date': periodStart },
    'period-end': { '@iso-date': periodEnd },
    value: { '@currency': value.currency, '@value-date': valueDate, '#': value.amount },
  };
}

/** Planned disbursements and transactions. The former are transactions of a kind of their own in the API. */
function moneyOf(
  activity: CompleteIatiActivity,
  original: (text: string) => object | undefined,
): { readonly 'planned-disbursement': object[]; readonly transaction: object[] } {
  const { nodes } = activity.transactions;
  const planned = nodes.filter(({ kind }) => kind === 'PLANNED_DISBURSEMENT');
  const made = nodes.filter(({ kind }) => kind !== 'PLANNED_DISBURSEMENT');
  const party = (organisation: IatiOrganisationTexts | null): object | undefined =>
    organisation === null
      ? undefined
      : withoutAbsent({
          '@ref': organisation.identifier ?? undefined,
          ...narratives([{ locale: organisation.locale, text: organisation.name }], activity.originalLocale),
        });
  const valueOf = ({ value, valueDate }: IatiTransaction): object => ({
    '@currency': value.currency,
    '@value-date': valueDate,
    '#': value.amount,
  });
  // The standard has sectors and recipients either of the activity or of all its transactions.
  const { recipients, sectors } = activity;
  return {
    'planned-disbursement': planned.map((transaction) =>
      withoutAbsent({
        'period-start': { '@iso-date': transaction.date },
        value: valueOf(transaction),
        'provider-org': party(transaction.provider),
        'receiver-org': party(transaction.receiver),
      }),
    ),
    transaction: made.map((transaction) => {
      const { reference, kind, date, description, provider, receiver, sector, country } = transaction;
      return withoutAbsent({
        '@ref': reference ?? undefined,
        'transaction-type': { '@code': TRANSACTION_TYPES[kind as keyof typeof TRANSACTION_TYPES] },
        'transaction-date': { '@iso-date': date },
        value: valueOf(transaction),
        description: description === null ? undefined : original(description),
        'provider-org': party(provider),
        'receiver-org': party(receiver),
        sector: sector === null || sectors.length > 0 ? undefined : sectorOf(sector.code),
        'recipient-country': country === null || recipients.length > 0 ? undefined : { '@code': country.code },
      });
    }),
  };
}

/** The page of the activity in each language, its public files, and its links. */
function documentsOf(activity: CompleteIatiActivity, pages: Pages, texts: readonly IatiActivityTexts[]): object[] {
  const { slug, originalLocale, attachments, links } = activity;
  const linkTo = (url: string, format: string, locale: string, title: string, language: string | null): object => ({
    '@url': url,
    '@format': format,
    title: narratives([{ locale, text: title }], originalLocale),
    category: { '@code': WEB_PAGE },
    ...(language !== null && { language: { '@code': languageOf(language) } }),
  });
  return [
    ...texts.flatMap(({ locale, title }) => {
      const page = pageOf(pages, { type: 'activities', slug, locale });
      return page === null ? [] : [linkTo(page, 'text/html', locale, title, locale)];
    }),
    ...attachments.map(({ url, mediaType, title, language, publishedOn }) => ({
      ...linkTo(String(url), mediaType, originalLocale, title, language),
      ...(publishedOn !== null && { 'document-date': { '@iso-date': publishedOn } }),
    })),
    ...links.map(({ url, title }) => linkTo(String(url), 'text/html', originalLocale, title, null)),
  ];
}

/** To a tenth of a metre: the standard has no exponents. */
function degrees(value: number): number {
  return Number(value.toFixed(6));
}

/** The builder writes an empty element for what is undefined. */
function withoutAbsent(content: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined));
}
