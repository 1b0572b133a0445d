import { pageOf, type Pages } from '../../../core/languages/page-address';
import { plainText } from '../../../core/markdown/plain-text';
import { languageOf } from '../../../database/text/stemmers';
import { isLeftOut } from './iati-demonstration';
import {
  DAC,
  DATES,
  DESCRIPTIONS,
  HIERARCHY,
  linkTo,
  participantsOf,
  publisherOf,
  sectorOf,
  STATUSES,
  textsOf,
  webLink,
} from './iati-elements';
import type { IatiPublisher } from './iati-publisher';
import type {
  CompleteIatiActivity,
  IatiActivityTexts,
  IatiBudget,
  IatiOrganisationTexts,
  IatiTransaction,
} from './iati-responses';
import { inOrder, resultsOf, textOf } from './iati-results';
import { type LocalText, narratives, withoutAbsent, writeElement } from './iati-xml';

/** What an activity of a file depends on besides its content. */
export interface IatiActivityOptions {
  readonly publisher: IatiPublisher;
  readonly pages: Pages;
  /** The identifiers of the programmes that are part of the file, by their slugs. */
  readonly programmes: ReadonlyMap<string, string>;
}

/** Codes of the codelists of IATI 2.03, by the names that the API has for them. */
const BUDGET_TYPES = { ORIGINAL: 1, REVISED: 2 };
const BUDGET_STATUSES = { INDICATIVE: 1, COMMITTED: 2 };
const TRANSACTION_TYPES = {
  INCOMING_FUNDS: 1,
  OUTGOING_COMMITMENT: 2,
  DISBURSEMENT: 3,
  EXPENDITURE: 4,
  REIMBURSEMENT: 7,
  INCOMING_COMMITMENT: 11,
};

/** OtherIdentifierType: the identifier that the reporting organisation uses itself. */
const INTERNAL_IDENTIFIER = 'A1';

/** OtherIdentifierType: an identifier that the reporting organisation had earlier. */
const FORMER_PUBLISHER = 'B1';

/** PolicySignificance: a significant objective. Editors list the policies that an activity serves, not how much. */
const SIGNIFICANT = 1;

/** RelatedActivityType: a programme, and an activity of the same level. */
const PARENT = 1;
const SIBLING = 3;

const WGS_84 = 'http://www.opengis.net/def/crs/EPSG/0/4326';

/** Writes an activity as the element `iati-activity` of IATI 2.03. Not everything that can be written is valid. */
export function writeIatiActivity(
  activity: CompleteIatiActivity,
  { publisher, pages, programmes }: IatiActivityOptions,
): string {
  const { originalLocale, iatiIdentifier, status, dates, updatedAt } = activity;
  const texts = textsOf(activity);
  const local = (textOf: (text: IatiActivityTexts) => string | null | undefined): object | undefined =>
    narratives(
      texts.map((text) => ({ locale: text.locale, text: textOf(text) ?? '' })),
      originalLocale,
    );
  const original = (text: string): object | undefined => narratives([{ locale: originalLocale, text }], originalLocale);
  const namesOf = ({ locations }: IatiActivityTexts): string[] => locations.map(({ name }) => name);
  const placeNames = inOrder(
    { locale: originalLocale, value: namesOf(activity) },
    activity.translations.map((text) => ({ locale: text.locale, value: namesOf(text) })),
  );
  // In the order of the schema.
  return writeElement(
    'iati-activity',
    withoutAbsent({
      '@xml:lang': languageOf(originalLocale),
      '@hierarchy': HIERARCHY.activity,
      '@last-updated-datetime': updatedAt,
      'iati-identifier': iatiIdentifier,
      'reporting-org': reportingOrganisationOf(activity, publisher),
      title: local(({ title }) => title),
      description: descriptionsOf(texts, local),
      'participating-org': participantsOf(texts, originalLocale),
      'other-identifier': otherIdentifiersOf(activity, publisher),
      'activity-status': status === null ? undefined : { '@code': STATUSES[status as keyof typeof STATUSES] },
      'activity-date': Object.entries(DATES).flatMap(([name, type]) => {
        const day = dates[name as keyof typeof DATES];
        return day === null ? [] : [{ '@type': type, '@iso-date': day }];
      }),
      ...recipientsOf(activity),
      location: activity.locations.map(({ point, exactness }, index) =>
        withoutAbsent({
          name: textOf(placeNames[index]!, (name) => name),
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
      'related-activity': relatedOf(activity, programmes, publisher),
      result: resultsOf(
        activity.results,
        originalLocale,
        activity.translations.map(({ locale, results }) => ({ locale, value: results })),
      ),
    }),
  );
}

/** The programme, if it is part of the file, and related activities that the public sees and the publisher may report. */
function relatedOf(
  { programme, relatedActivities }: CompleteIatiActivity,
  programmes: ReadonlyMap<string, string>,
  publisher: IatiPublisher,
): object[] {
  const parent = programme === null ? undefined : programmes.get(programme.slug);
  return [
    ...(parent === undefined ? [] : [{ '@ref': parent, '@type': PARENT }]),
    ...relatedActivities.flatMap(({ iatiIdentifier }) =>
      iatiIdentifier === null || isLeftOut(iatiIdentifier, publisher)
        ? []
        : [{ '@ref': iatiIdentifier, '@type': SIBLING }],
    ),
  ];
}

/** The code, and the former identifier of the publisher with which the activity's identifier begins. */
function otherIdentifiersOf(
  { iatiIdentifier, operativeDimension: { code } }: CompleteIatiActivity,
  { identifier, formerIdentifiers }: IatiPublisher,
): object[] {
  const begins = (prefix: string): boolean => iatiIdentifier.startsWith(`${prefix}-`);
  // The longest one, because one identifier may begin with another.
  const [former] = begins(identifier)
    ? []
    : formerIdentifiers.filter(begins).sort((one, other) => other.length - one.length);
  return [
    ...(code === null ? [] : [{ '@ref': code, '@type': INTERNAL_IDENTIFIER }]),
    ...(former === undefined ? [] : [{ '@ref': former, '@type': FORMER_PUBLISHER }]),
  ];
}

/** The publisher reports activities of other organisations, too. It says then that it is not the one responsible. */
function reportingOrganisationOf({ reportingOrganisation }: CompleteIatiActivity, publisher: IatiPublisher): object {
  const isSecondary = reportingOrganisation !== null && reportingOrganisation.identifier !== publisher.identifier;
  return { ...publisherOf(publisher), ...(isSecondary && { '@secondary-reporter': 1 }) };
}

type Localize = (textOf: (text: IatiActivityTexts) => string | null | undefined) => object | undefined;

function descriptionsOf(texts: readonly IatiActivityTexts[], local: Localize): object[] {
  const ofType = (type: number, content: object | undefined): object[] =>
    content === undefined ? [] : [{ '@type': type, ...content }];
  const objectives = texts[0]?.objectives ?? [];
  return [
    ...ofType(
      DESCRIPTIONS.general,
      local(({ summary }) => summary),
    ),
    ...ofType(
      DESCRIPTIONS.general,
      local(({ description }) => (description === null ? null : plainText(description))),
    ),
    ...objectives.flatMap((_, index) =>
      ofType(
        DESCRIPTIONS.objectives,
        local((text) => text.objectives[index]?.text),
      ),
    ),
  ];
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

/** The pages of the activity, its public files, and its links. Languages that share a page are in one link. */
function documentsOf(activity: CompleteIatiActivity, pages: Pages, texts: readonly IatiActivityTexts[]): object[] {
  const { slug, originalLocale, attachments, links } = activity;
  const titlesByPage = new Map<string, LocalText[]>();
  for (const { locale, title } of texts) {
    const page = pageOf(pages, { type: 'activities', slug, locale });
    if (page !== null) titlesByPage.set(page, [...(titlesByPage.get(page) ?? []), { locale, text: title }]);
  }
  return [
    ...[...titlesByPage].map(([url, titles]) =>
      linkTo({ url, format: 'text/html', titles, languages: titles.map(({ locale }) => locale) }, originalLocale),
    ),
    ...attachments.map(({ url, mediaType, title, language, publishedOn }) => ({
      ...linkTo(
        {
          url,
          format: mediaType,
          titles: [{ locale: language ?? originalLocale, text: title }],
          languages: language === null ? [] : [language],
        },
        originalLocale,
      ),
      ...(publishedOn !== null && { 'document-date': { '@iso-date': publishedOn } }),
    })),
    ...links.map((link) => webLink(link, originalLocale)),
  ];
}

/** To a tenth of a metre: the standard has no exponents. */
function degrees(value: number): number {
  return Number(value.toFixed(6));
}
