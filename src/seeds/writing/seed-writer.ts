import type { EntityManager } from 'typeorm';
import { localeSetOf } from '../../core/languages/locale-set';
import { type Translation, TranslationState } from '../../core/languages/translation.entity';
import { raw, sql } from '../../database/sql/sql';
import { deferForeignKeys, executeSql } from '../../database/sql/write-sql';
import { Activity, ActivityTranslation } from '../../modules/catalogue/activity/activity.entity';
import {
  ActivityCountry,
  ActivityNetwork,
  ActivityOrganisation,
  ActivityTopic,
  ActivityTopicText,
} from '../../modules/catalogue/activity/activity-links.entity';
import { topicTextsOf } from '../../modules/catalogue/activity/activity-topics';
import { ActivityType, OperativeDimension } from '../../modules/catalogue/activity/operative-dimension';
import { NewsActivity, NewsItem, NewsItemTranslation } from '../../modules/catalogue/news/news-item.entity';
import { Objective } from '../../modules/catalogue/objective/objective.entity';
import type { OrganisationRole } from '../../modules/catalogue/organisation/organisation-role';
import { RestrictedDocument } from '../../modules/documents/document/restricted-document.entity';
import { RestrictedDocumentTranslation } from '../../modules/documents/document/restricted-document-translation.entity';
import { ActivityStatus } from '../../modules/figures/classification/activity-status';
import { addScores } from '../../modules/figures/completeness/completeness-scores';
import { Transaction } from '../../modules/figures/money/transaction.entity';
import { ActivityResult, Indicator } from '../../modules/figures/results/results.entity';
import { Publication, PublicationState } from '../../modules/publishing/publication.entity';
import type { DemonstrationProgramme, SeedActivity, SeedNewsItem } from './seed.types';
import { addFigures, addMoney, addResults, publishParticipation } from './seed-figures';
import { namedItems } from './seed-names';
import { SeedRows } from './seed-rows';
import { activityTranslations, documentTranslations, nameTranslations, newsTranslations, rendered } from './seed-texts';

/** The publication state of a seeded item. */
export interface SeedPublication {
  readonly state: PublicationState;
  readonly publishAt: string | null;
}

/** The entities whose ids the writer assigns. */
const NUMBERED: readonly (new () => { id: number })[] = [
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

/** Writes activities and news items in a few statements. A writer serves one unit of work; see `SeedRows`. */
export class SeedWriter {
  private constructor(private readonly rows: SeedRows) {}

  static async open(manager: EntityManager): Promise<SeedWriter> {
    return new SeedWriter(await SeedRows.open(manager, NUMBERED));
  }

  /**
   * Adds an activity with its links, objectives, documents and published translations, created at the instant `at`
   * and translated at `translatedAt`. Returns its id.
   */
  addActivity(seed: SeedActivity, publication: SeedPublication, at: string, translatedAt = at): number {
    const { rows } = this;
    const translations = activityTranslations(seed, translatedAt);
    const localeSet = localeSetOfSeed(seed, translations);
    const id = rows.add(Activity, {
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
      programmeId: rows.keyOf('programme', seed.programme),
      operativeDimension: Object.assign(new OperativeDimension(), {
        code: seed.code ?? null,
        year: seed.year ?? null,
        componentId: rows.keyOf('component', seed.component),
        regionId: rows.keyOf('region', seed.region),
        countryCode: seed.country ?? null,
        place: seed.place ?? null,
        activityType: seed.activityType === undefined ? null : ActivityType[seed.activityType],
      }),
      publication: publicationOf(publication),
      createdAt: at,
      updatedAt: at,
    });
    seed.networks.forEach((slug) => {
      rows.link(ActivityNetwork, { activityId: id, networkId: rows.keyOf('network', slug)! });
    });
    seed.participatingCountries.forEach((countryCode) => {
      rows.link(ActivityCountry, { activityId: id, countryCode });
    });
    for (const [role, slugs] of Object.entries(seed.organisations ?? {})) {
      for (const slug of slugs) {
        const organisationId = rows.keyOf('organisation', slug)!;
        rows.link(ActivityOrganisation, { activityId: id, organisationId, role: role as OrganisationRole });
      }
    }
    addFigures(rows, id, seed);
    if (seed.money !== undefined) addMoney(rows, id, seed.money);
    addResults(rows, id, seed.results ?? []);
    seed.topics.forEach((topic, index) => {
      rows.link(ActivityTopic, { activityId: id, position: index + 1, topic });
    });
    seed.objectives.forEach((text, index) => {
      rows.add(Objective, { activityId: id, position: index + 1, text });
    });
    seed.documents.forEach((document, index) => {
      const { title, isComplete } = document;
      const documentId = rows.add(RestrictedDocument, {
        activityId: id,
        position: index + 1,
        title,
        contentVersion: isComplete ? 1 : null,
        publication: publicationOf({ state: PublicationState.PUBLISHED, publishAt: null }),
      });
      for (const translation of documentTranslations(document, translatedAt)) {
        rows.add(RestrictedDocumentTranslation, { ...translation, documentId });
      }
    });
    for (const text of topicTextsOf(topicsOf(seed, translations))) {
      rows.link(ActivityTopicText, { ...text, activityId: id });
    }
    for (const translation of translations) {
      rows.add(ActivityTranslation, { ...translation, ...ifPublished(translation, localeSet), activityId: id });
    }
    return id;
  }

  /** Adds a news item with its published translations, last changed at the instant `at`. Returns its id. */
  addNewsItem(seed: Omit<SeedNewsItem, 'activities'>, publication: SeedPublication, at: string): number {
    const translations = newsTranslations(seed, at);
    const localeSet = localeSetOfSeed(seed, translations);
    const id = this.rows.add(NewsItem, {
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
      this.rows.add(NewsItemTranslation, { ...translation, ...ifPublished(translation, localeSet), newsItemId: id });
    }
    return id;
  }

  /** Adds the translations of names and descriptions of networks and reference data, made at the instant `at`. */
  async addTranslatedNames(programme: DemonstrationProgramme, at: string): Promise<void> {
    for (const { entity, owner, type, isListed, isDescribed, of } of namedItems) {
      for (const [key, item] of of(programme)) {
        const ownerId = this.rows.keyOf(type, key);
        const translations = nameTranslations(item, at, isDescribed);
        const localeSet = isListed ? localeSetOfSeed({}, translations) : '';
        for (const translation of translations)
          this.rows.add(entity, {
            ...translation,
            ...(isListed && ifPublished(translation, localeSet)),
            [owner]: ownerId,
          });
        if (localeSet === '') continue;
        await executeSql(
          this.rows.manager,
          sql`UPDATE ${raw(type)} SET locale_set = ${localeSet} WHERE id = ${ownerId}`,
        );
      }
    }
  }

  relate(newsItemId: number, activityId: number): void {
    this.rows.link(NewsActivity, { newsItemId, activityId });
  }

  /** Writes all collected rows. */
  async flush(): Promise<void> {
    const { rows } = this;
    await publishParticipation(rows);
    const [first] = rows.of(Activity);
    // Written after their items, topics and translations would have each of them indexed again.
    if (await deferForeignKeys(rows.manager)) await rows.write(INDEXED_PARTS);
    await rows.writeAll();
    if (first !== undefined) await addScores(rows.manager, sql`a.id >= ${first.id}`);
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
