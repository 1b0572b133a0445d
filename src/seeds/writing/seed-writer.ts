import type { EntityManager } from 'typeorm';
import {
  ActivityCountry,
  ActivityNetwork,
  ActivityOrganisation,
  ActivityRecipient,
  ActivitySdg,
  ActivitySector,
  ActivityTopic,
  ActivityTopicText,
} from '../../modules/catalogue/activity/activity-links.entity';
import { topicTextsOf } from '../../modules/catalogue/activity/activity-topics';
import { Activity } from '../../modules/catalogue/activity/activity.entity';
import { ActivityTranslation } from '../../modules/catalogue/activity/activity-translation.entity';
import { OperativeDimension, ActivityType } from '../../modules/catalogue/activity/operative-dimension';
import { RestrictedDocument } from '../../modules/documents/document/restricted-document.entity';
import { RestrictedDocumentTranslation } from '../../modules/documents/document/restricted-document-translation.entity';
import { Network } from '../../modules/catalogue/network/network.entity';
import { NewsActivity, NewsItem } from '../../modules/catalogue/news/news-item.entity';
import { NewsItemTranslation } from '../../modules/catalogue/news/news-item-translation.entity';
import { Objective } from '../../modules/catalogue/objective/objective.entity';
import { Organisation } from '../../modules/catalogue/organisation/organisation.entity';
import type { OrganisationRole } from '../../modules/catalogue/organisation/organisation-role';
import { Component } from '../../modules/catalogue/programme/component.entity';
import { Programme } from '../../modules/catalogue/programme/programme.entity';
import { localeSetOf } from '../../core/languages/locale-set';
import { TranslationState, type Translation } from '../../core/languages/translation.entity';
import { ActivityStatus } from '../../modules/figures/classification/activity-status';
import { goalOf } from '../../modules/figures/classification/classification.fields';
import { BudgetStatus, BudgetType } from '../../modules/figures/money/budget';
import { MoneyKind } from '../../modules/figures/money/money-kind';
import { sharesOf, type MoneyItem } from '../../modules/figures/money/money-shares';
import { ActivityBudget, MoneyShare } from '../../modules/figures/money/money.entity';
import { Transaction } from '../../modules/figures/money/transaction.entity';
import { addScores } from '../../modules/figures/completeness/completeness-scores';
import { EnteredParticipation, PublishedParticipation } from '../../modules/figures/people/participation.entity';
import { publishedParticipation, readSmallCount } from '../../modules/figures/people/published-participation';
import { totalOf } from '../../modules/figures/people/published-rows';
import type { ResultContent } from '../../modules/figures/results/result';
import {
  ActivityResult,
  Indicator,
  StoredMeasurement,
  StoredPeriod,
} from '../../modules/figures/results/results.entity';
import { measurementRows, periodRows } from '../../modules/figures/results/results.field';
import { Publication, PublicationState } from '../../modules/publishing/publication.entity';
import { Region } from '../../modules/catalogue/region/region.entity';
import { StartupError } from '../../errors';
import { advanceIdSequence, insertMany, nextId } from '../../database/sql/bulk-insert';
import { raw, sql } from '../../database/sql/sql';
import { deferForeignKeys, executeSql } from '../../database/sql/write-sql';
import type { DemonstrationProgramme, SeedActivity, SeedMoney, SeedNewsItem } from './seed.types';
import { namedItems } from './seed-names';
import { activityTranslations, documentTranslations, nameTranslations, newsTranslations, rendered } from './seed-texts';

type NodeClass = new () => { id: number };

/** The publication state of a seeded item. */
export interface SeedPublication {
  readonly state: PublicationState;
  readonly publishAt: string | null;
}

/** The entities whose ids the writer assigns. */
const NUMBERED: readonly NodeClass[] = [
  Activity,
  ActivityTranslation,
  Objective,
  RestrictedDocument,
  NewsItem,
  NewsItemTranslation,
  RestrictedDocumentTranslation,
  Transaction,
  ActivityResult,
  Indicator,
  ...namedItems.map(({ entity }) => entity),
];

/** Parts of the full-text entries of activities and news items. */
const INDEXED_PARTS: readonly (new () => object)[] = [ActivityTopic, ActivityTranslation, NewsItemTranslation];

/**
 * Collects rows of activities and news items, and writes them in a few statements. A writer serves one unit of work,
 * because it assigns ids itself, starting after the highest ids of the tables.
 */
export class SeedWriter {
  private readonly rows = new Map<new () => object, object[]>();

  private constructor(
    private readonly manager: EntityManager,
    private readonly ids: Map<NodeClass, number>,
    private readonly references: Readonly<
      Record<'programme' | 'component' | 'region' | 'network' | 'organisation', Map<string, number>>
    >,
  ) {}

  static async open(manager: EntityManager): Promise<SeedWriter> {
    const ids = new Map<NodeClass, number>();
    for (const entity of NUMBERED) ids.set(entity, await nextId(manager, entity));
    return new SeedWriter(manager, ids, {
      programme: await idsBy(manager, Programme, 'slug'),
      component: await idsBy(manager, Component, 'code'),
      region: await idsBy(manager, Region, 'code'),
      network: await idsBy(manager, Network, 'slug'),
      organisation: await idsBy(manager, Organisation, 'slug'),
    });
  }

  /**
   * Adds an activity with its links, objectives, documents and published translations, created at the instant `at`
   * and translated at `translatedAt`. Returns its id.
   */
  addActivity(seed: SeedActivity, publication: SeedPublication, at: string, translatedAt = at): number {
    const { programme, component, region } = this.references;
    const translations = activityTranslations(seed, translatedAt);
    const localeSet = localeSetOfSeed(seed, translations);
    const id = this.add(Activity, {
      slug: seed.slug,
      ...(seed.originalLocale !== undefined && { originalLocale: seed.originalLocale }),
      localeSet,
      title: seed.title,
      summary: seed.summary,
      description: seed.description ?? null,
      descriptionHtml: rendered(seed.description ?? null),
      startsOn: seed.startsOn ?? null,
      endsOn: seed.endsOn ?? null,
      status: seed.status === undefined ? null : ActivityStatus[seed.status],
      plannedStart: seed.plannedStart ?? null,
      plannedEnd: seed.plannedEnd ?? null,
      actualStart: seed.actualStart ?? null,
      actualEnd: seed.actualEnd ?? null,
      iatiIdentifier: seed.iatiIdentifier ?? null,
      policyMarkers: jsonOf(seed.policyMarkers),
      locations: jsonOf(seed.locations),
      transactionsState: seed.money === undefined ? 0 : 1,
      programmeId: keyOf(programme, seed.programme),
      operativeDimension: Object.assign(new OperativeDimension(), {
        code: seed.code ?? null,
        year: seed.year ?? null,
        componentId: keyOf(component, seed.component),
        regionId: keyOf(region, seed.region),
        countryCode: seed.country ?? null,
        place: seed.place ?? null,
        activityType: seed.activityType === undefined ? null : ActivityType[seed.activityType],
      }),
      publication: publicationOf(publication),
      createdAt: at,
      updatedAt: at,
    });
    seed.networks.forEach((slug) => {
      this.link(ActivityNetwork, { activityId: id, networkId: keyOf(this.references.network, slug)! });
    });
    seed.participatingCountries.forEach((countryCode) => {
      this.link(ActivityCountry, { activityId: id, countryCode });
    });
    for (const [role, slugs] of Object.entries(seed.organisations ?? {})) {
      for (const slug of slugs) {
        const organisationId = keyOf(this.references.organisation, slug)!;
        this.link(ActivityOrganisation, { activityId: id, organisationId, role: role as OrganisationRole });
      }
    }
    this.addFigures(id, seed);
    if (seed.money !== undefined) this.addMoney(id, seed.money);
    this.addResults(id, seed.results ?? []);
    seed.topics.forEach((topic, index) => {
      this.link(ActivityTopic, { activityId: id, position: index + 1, topic });
    });
    seed.objectives.forEach((text, index) => {
      this.add(Objective, { activityId: id, position: index + 1, text });
    });
    seed.documents.forEach((document, index) => {
      const { title, isComplete } = document;
      const documentId = this.add(RestrictedDocument, {
        activityId: id,
        position: index + 1,
        title,
        contentVersion: isComplete ? 1 : null,
        publication: publicationOf({ state: PublicationState.PUBLISHED, publishAt: null }),
      });
      for (const translation of documentTranslations(document, translatedAt)) {
        this.add(RestrictedDocumentTranslation, { ...translation, documentId });
      }
    });
    for (const text of topicTextsOf(topicsOf(seed, translations))) {
      this.link(ActivityTopicText, { ...text, activityId: id });
    }
    for (const translation of translations) {
      this.add(ActivityTranslation, { ...translation, ...ifPublished(translation, localeSet), activityId: id });
    }
    return id;
  }

  /** Adds whom and what an activity serves, and the people who took part in it. */
  private addFigures(
    activityId: number,
    { recipients = [], sector, sdgs = [], participation = [] }: SeedActivity,
  ): void {
    recipients.forEach((countryCode, index) => {
      this.link(ActivityRecipient, {
        activityId,
        position: index + 1,
        countryCode,
        regionCode: null,
        percentage: null,
      });
    });
    if (sector !== undefined) this.addSector(activityId, 1, sector, null);
    sdgs.forEach((code, index) => {
      this.link(ActivitySdg, { activityId, position: index + 1, code, goal: goalOf(code) });
    });
    participation.forEach(({ country = null, organisation, women = null, men = null, unspecified = null }, index) => {
      const counts = { women, men, unspecified };
      const organisationId = keyOf(this.references.organisation, organisation);
      const row = { activityId, position: index + 1, countryCode: country, organisationId };
      this.link(EnteredParticipation, { ...row, ...counts, total: totalOf(counts) });
    });
  }

  private addSector(activityId: number, position: number, sectorCode: string, percentage: string | null): void {
    const categoryCode = sectorCode.slice(0, 3);
    this.link(ActivitySector, { activityId, position, sectorCode, categoryCode, percentage });
  }

  /** Adds budgets and transactions, what divides them, and their shares. */
  private addMoney(activityId: number, { recipients, sectors, budgets, transactions }: SeedMoney): void {
    recipients.forEach(({ code, percentage }, index) => {
      this.link(ActivityRecipient, {
        activityId,
        position: index + 1,
        countryCode: code,
        regionCode: null,
        percentage,
      });
    });
    sectors.forEach(({ code, percentage }, index) => {
      this.addSector(activityId, index + 1, code, percentage);
    });
    budgets.forEach(({ year, amount, currency }, index) => {
      this.link(ActivityBudget, {
        activityId,
        position: index + 1,
        type: BudgetType.ORIGINAL,
        status: BudgetStatus.COMMITTED,
        periodStart: `${year}-01-01`,
        periodEnd: `${year}-12-31`,
        amount,
        currency,
        valueDate: `${year}-01-01`,
      });
    });
    const ofBudget = { providerId: null, receiverId: null, countryCode: null, sectorCode: null };
    const items: MoneyItem[] = budgets.map(({ year, amount, currency }) => {
      const day = `${year}-01-01`;
      return { kind: MoneyKind.BUDGET, day, amount, currency, valueDate: day, ...ofBudget };
    });
    for (const { kind, day, amount, currency, provider, receiver } of transactions) {
      const item = {
        kind: MoneyKind[kind],
        day,
        amount,
        currency,
        valueDate: day,
        providerId: keyOf(this.references.organisation, provider ?? undefined),
        receiverId: keyOf(this.references.organisation, receiver ?? undefined),
        countryCode: null,
        sectorCode: null,
      };
      items.push(item);
      const { day: date, ...columns } = item;
      this.add(Transaction, { activityId, ...columns, date, reference: null, description: null, since: 1 });
    }
    const division = {
      recipients: recipients.map(({ code, percentage }) => ({
        value: { countryCode: code, regionCode: null },
        percentage,
      })),
      sectors: sectors.map(({ code, percentage }) => ({ value: code, percentage })),
    };
    for (const share of sharesOf(activityId, items, division)) this.link(MoneyShare, share);
  }

  private addResults(activityId: number, results: readonly ResultContent[]): void {
    results.forEach(({ indicators, ...result }, index) => {
      const resultId = this.add(ActivityResult, { ...result, activityId, position: index + 1 });
      indicators.forEach(({ title, measure, isAscending, ...measured }, at) => {
        const ascending = isAscending ? 1 : 0;
        const indicatorId = this.add(Indicator, { resultId, position: at + 1, title, measure, ascending });
        for (const row of periodRows(indicatorId, measured.periods)) this.link(StoredPeriod, row);
        for (const row of measurementRows(indicatorId, measured)) this.link(StoredMeasurement, row);
      });
    });
  }

  /** Adds a news item with its published translations, last changed at the instant `at`. Returns its id. */
  addNewsItem(seed: Omit<SeedNewsItem, 'activities'>, publication: SeedPublication, at: string): number {
    const translations = newsTranslations(seed, at);
    const localeSet = localeSetOfSeed(seed, translations);
    const id = this.add(NewsItem, {
      slug: seed.slug,
      ...(seed.originalLocale !== undefined && { originalLocale: seed.originalLocale }),
      localeSet,
      title: seed.title,
      excerpt: seed.excerpt,
      body: seed.body ?? null,
      bodyHtml: rendered(seed.body ?? null),
      publishedAt: instantOf(seed.publishedAt),
      updatedAt: at,
      publication: publicationOf(publication),
    });
    for (const translation of translations) {
      this.add(NewsItemTranslation, { ...translation, ...ifPublished(translation, localeSet), newsItemId: id });
    }
    return id;
  }

  /** Adds the translations of names and descriptions of networks and reference data, made at the instant `at`. */
  async addTranslatedNames(programme: DemonstrationProgramme, at: string): Promise<void> {
    for (const { entity, owner, type, isListed, isDescribed, of } of namedItems) {
      for (const [key, item] of of(programme)) {
        const ownerId = keyOf(this.references[type], key);
        const translations = nameTranslations(item, at, isDescribed);
        const localeSet = isListed ? localeSetOfSeed({}, translations) : '';
        for (const translation of translations)
          this.add(entity, { ...translation, ...(isListed && ifPublished(translation, localeSet)), [owner]: ownerId });
        if (localeSet === '') continue;
        await executeSql(this.manager, sql`UPDATE ${raw(type)} SET locale_set = ${localeSet} WHERE id = ${ownerId}`);
      }
    }
  }

  relate(newsItemId: number, activityId: number): void {
    this.link(NewsActivity, { newsItemId, activityId });
  }

  /** Writes all collected rows. */
  async flush(): Promise<void> {
    await this.publishParticipation();
    await this.writePartsFirst();
    for (const [entity, rows] of this.rows) await insertMany(this.manager, entity, rows);
    for (const entity of NUMBERED) await advanceIdSequence(this.manager, entity);
    const [first] = (this.rows.get(Activity) ?? []) as Activity[];
    if (first !== undefined) await addScores(this.manager, sql`a.id >= ${first.id}`);
    this.rows.clear();
  }

  /** Adds the rows of participation that the public sees. */
  private async publishParticipation(): Promise<void> {
    const entered = new Map<number, EnteredParticipation[]>();
    for (const row of (this.rows.get(EnteredParticipation) ?? []) as EnteredParticipation[]) {
      entered.set(row.activityId, [...(entered.get(row.activityId) ?? []), row]);
    }
    if (entered.size === 0) return;
    const smallCount = await readSmallCount(this.manager);
    for (const [activityId, rows] of entered) {
      for (const row of publishedParticipation(activityId, rows, smallCount)) this.link(PublishedParticipation, row);
    }
  }

  /**
   * Writes topics and translations before their items where the database can do that: afterwards, each of them would have its
   * item indexed again.
   */
  private async writePartsFirst(): Promise<void> {
    if (!(await deferForeignKeys(this.manager))) return;
    for (const entity of INDEXED_PARTS) {
      await insertMany<object>(this.manager, entity, this.rows.get(entity) ?? []);
      this.rows.delete(entity);
    }
  }

  private add<E extends { id: number }>(entity: new () => E, values: Partial<E>): number {
    const id = this.ids.get(entity)!;
    this.ids.set(entity, id + 1);
    this.link(entity, { ...values, id });
    return id;
  }

  private link<E extends object>(entity: new () => E, values: Partial<E>): void {
    const rows = this.rows.get(entity) ?? [];
    rows.push(Object.assign(new entity(), values));
    this.rows.set(entity, rows);
  }
}

export function publicationOf({ state, publishAt }: SeedPublication): Publication {
  const status = { state, publishAt: instantOf(publishAt) };
  return Object.assign(new Publication(), status, { version: 1, createdById: null, updatedById: null });
}

/** A list as its column has it; null if it is empty. */
function jsonOf(list: readonly unknown[] | undefined): string | null {
  return list === undefined || list.length === 0 ? null : JSON.stringify(list);
}

/** The topics of a seed in all its languages. */
function topicsOf(
  { originalLocale = 'en', topics }: SeedActivity,
  translations: readonly Partial<ActivityTranslation>[],
): Parameters<typeof topicTextsOf>[0] {
  return { originalLocale, topics, translations: translations as readonly ActivityTranslation[] };
}

function localeSetOfSeed(
  { originalLocale = 'en' }: Pick<SeedActivity, 'originalLocale'>,
  translations: readonly Partial<Translation>[],
): string {
  const published = translations.filter(({ state }) => state === TranslationState.PUBLISHED);
  return localeSetOf(
    originalLocale,
    published.map(({ locale }) => locale!),
  );
}

function ifPublished({ state }: Partial<Translation>, localeSet: string): { readonly localeSet?: string } {
  return state === TranslationState.PUBLISHED ? { localeSet } : {};
}

/** An instant in the form of the columns: with milliseconds, so that texts sort in the order of time. */
function instantOf(text: string | null | undefined): string | null {
  return text == null ? null : new Date(text).toISOString();
}

/** The id of the entry with this slug or code; null without a name. */
function keyOf(ids: Map<string, number>, name: string | undefined): number | null {
  if (name === undefined) return null;
  const id = ids.get(name);
  if (id === undefined) {
    throw new StartupError(
      `The activities refer to ${name} of the demonstration programme, which this database lacks`,
      78,
    );
  }
  return id;
}

async function idsBy<E extends { id: number }>(
  manager: EntityManager,
  entity: new () => E,
  name: keyof E & string,
): Promise<Map<string, number>> {
  const rows = await manager.find(entity);
  return new Map(rows.map((row) => [row[name] as string, row.id]));
}
