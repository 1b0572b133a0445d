import type { EntityManager } from 'typeorm';
import type { App } from '../../src/app';
import { Role } from '../../src/core/access/role';
import { renderedFrom, RenderedMarkdown } from '../../src/core/markdown/rendered-markdown';
import { Activity } from '../../src/modules/catalogue/activity/activity.entity';
import {
  ActivityAttachment,
  ActivityCountry,
  ActivityImage,
  ActivityNetwork,
  ActivityOrganisation,
  ActivityTopic,
  ActivityTopicText,
} from '../../src/modules/catalogue/activity/activity-links.entity';
import { topicTextsOf } from '../../src/modules/catalogue/activity/activity-topics';
import { OperativeDimension } from '../../src/modules/catalogue/activity/operative-dimension';
import { MemberCountry, MembershipKind } from '../../src/modules/catalogue/network/member-country.entity';
import { Network, NetworkSupporter } from '../../src/modules/catalogue/network/network.entity';
import { NewsActivity, NewsAttachment, NewsImage, NewsItem } from '../../src/modules/catalogue/news/news-item.entity';
import { Objective } from '../../src/modules/catalogue/objective/objective.entity';
import { Organisation } from '../../src/modules/catalogue/organisation/organisation.entity';
import type { OrganisationRole } from '../../src/modules/catalogue/organisation/organisation-role';
import { Component } from '../../src/modules/catalogue/programme/component.entity';
import { Programme, ProgrammeOrganisation } from '../../src/modules/catalogue/programme/programme.entity';
import { Region } from '../../src/modules/catalogue/region/region.entity';
import { RestrictedDocument } from '../../src/modules/documents/document/restricted-document.entity';
import { DocumentContentVersion } from '../../src/modules/documents/files/document-content-version.entity';
import { MoneyKind } from '../../src/modules/figures/money/money-kind';
import { Transaction } from '../../src/modules/figures/money/transaction.entity';
import { IndicatorMeasure, ResultType } from '../../src/modules/figures/results/result';
import { ActivityResult, Indicator } from '../../src/modules/figures/results/results.entity';
import { Account } from '../../src/modules/identity/account/account.entity';
import { Attachment } from '../../src/modules/media/attachment/attachment.entity';
import { Image } from '../../src/modules/media/image/image.entity';
import { Publication, PublicationState } from '../../src/modules/publishing/publication.entity';

let counter = 0;

const instant = '2026-01-01T00:00:00.000Z';

export function publication(state: PublicationState = PublicationState.PUBLISHED): Publication {
  return Object.assign(new Publication(), { state, publishAt: null, version: 1, createdById: null, updatedById: null });
}

/** Each factory saves one complete item, which is public by default. */
export const factories = (manager: EntityManager) => ({
  organisation: (values: Partial<Organisation> = {}) =>
    save(
      manager,
      Organisation,
      { ...named('organisation'), acronym: null, countryCode: null, identifier: null, url: null },
      values,
    ),
  programme: (values: Partial<Programme> = {}) =>
    save(
      manager,
      Programme,
      { ...named('programme'), acronym: null, description: null, startsOn: null, endsOn: null },
      values,
    ),
  component: (values: Partial<Component> & { programmeId: number }) =>
    save(manager, Component, { code: `C${++counter}`, name: `Component ${counter}`, description: null }, values),
  region: (values: Partial<Region> = {}) =>
    save(manager, Region, { code: `R${++counter}`, name: `Region ${counter}` }, values),
  network: (values: Partial<Network> = {}) =>
    save(
      manager,
      Network,
      { ...named('network'), acronym: null, description: null, since: null, publication: publication() },
      values,
    ),
  memberCountry: (values: Partial<MemberCountry> & { networkId: number }) =>
    save(
      manager,
      MemberCountry,
      { countryCode: 'KG', kind: MembershipKind.ACTIVE, institutionId: null, since: null, until: null },
      values,
    ),
  activity: ({
    operativeDimension,
    ...values
  }: Omit<Partial<Activity>, 'operativeDimension'> & { operativeDimension?: Partial<OperativeDimension> } = {}) =>
    save(
      manager,
      Activity,
      {
        slug: `activity-${++counter}`,
        title: `Activity ${counter}`,
        summary: 'A summary.',
        description: null,
        startsOn: null,
        endsOn: null,
        programmeId: null,
        operativeDimension: Object.assign(new OperativeDimension(), {
          code: null,
          year: null,
          componentId: null,
          regionId: null,
          countryCode: null,
          place: null,
          activityType: null,
          ...operativeDimension,
        }),
        publication: publication(),
        createdAt: instant,
        updatedAt: instant,
      },
      values,
    ),
  /** A topic of an activity without translations. */
  topic: async (values: Partial<ActivityTopic> & { activityId: number }) => {
    const { activityId, position, topic } = await save(
      manager,
      ActivityTopic,
      { position: 1, topic: 'Money laundering' },
      values,
    );
    const { originalLocale } = await manager.findOneByOrFail(Activity, { id: activityId });
    const [text] = topicTextsOf({ originalLocale, topics: [topic], translations: [] });
    await manager.insert(ActivityTopicText, { ...text, activityId, position });
  },
  objective: (values: Partial<Objective> & { activityId: number }) =>
    save(manager, Objective, { position: 1, text: 'An objective.' }, values),
  transaction: (values: Partial<Transaction> & { activityId: number }) =>
    save(
      manager,
      Transaction,
      {
        kind: MoneyKind.DISBURSEMENT,
        reference: null,
        date: '2026-01-01',
        amount: '1',
        currency: 'EUR',
        valueDate: '2026-01-01',
        description: null,
        providerId: null,
        receiverId: null,
        countryCode: null,
        sectorCode: null,
        since: 0,
      },
      values,
    ),
  /** An indicator of a result of its own. */
  indicator: async ({ activityId, ...values }: Partial<Indicator> & { activityId: number }) => {
    const result = { type: ResultType.OUTPUT, position: 1, title: 'A result', description: null };
    const { id: resultId } = await save(manager, ActivityResult, result, { activityId });
    const indicator = { position: 1, title: 'An indicator', measure: IndicatorMeasure.UNIT, ascending: 1 };
    return save(manager, Indicator, { ...indicator, resultId }, values);
  },
  newsItem: (values: Partial<NewsItem> = {}) =>
    save(
      manager,
      NewsItem,
      {
        slug: `news-${++counter}`,
        title: `News ${counter}`,
        excerpt: 'An excerpt.',
        body: null,
        publishedAt: null,
        updatedAt: instant,
        publication: publication(),
      },
      values,
    ),
  document: (values: Partial<RestrictedDocument> & { activityId: number }) =>
    save(
      manager,
      RestrictedDocument,
      { position: 1, title: 'A document', contentVersion: 1, publication: publication() },
      values,
    ),
  /** An image without a stored file, for tests of its data only. */
  image: (values: Partial<Image> = {}) =>
    save(
      manager,
      Image,
      {
        alt: 'A picture',
        caption: null,
        credit: null,
        width: 400,
        height: 300,
        placeholder: 'data:image/webp;base64,',
        focalX: null,
        focalY: null,
        contentHash: (++counter).toString(16).padStart(64, '0'),
        networkId: null,
        createdAt: instant,
        updatedAt: instant,
        unusedSince: null,
      },
      values,
    ),
  /** An attachment without a stored file, for tests of its data only. */
  attachment: (values: Partial<Attachment> = {}) =>
    save(
      manager,
      Attachment,
      {
        title: 'A report',
        language: 'en',
        publishedOn: null,
        fileName: 'report.pdf',
        mediaType: 'application/pdf',
        byteSize: 1_000,
        contentHash: (++counter).toString(16).padStart(64, '0'),
        networkId: null,
        createdAt: instant,
        updatedAt: instant,
        unusedSince: null,
      },
      values,
    ),
  /** Content without a stored file, for tests of its data only. */
  content: (values: Partial<DocumentContentVersion> & { documentId: number }) =>
    save(
      manager,
      DocumentContentVersion,
      {
        version: 1,
        fileName: 'A file.pdf',
        mediaType: 'application/pdf',
        byteSize: 5_000_000_000,
        sha256: 'ab'.repeat(32),
        fileKey: (++counter).toString(16).padStart(32, '0'),
        keyId: 'age1',
        uploadedAt: instant,
        uploadedById: null,
      },
      values,
    ),
  account: (values: Partial<Account> = {}) =>
    save(
      manager,
      Account,
      {
        email: `account-${++counter}@example.org`,
        name: `Account ${counter}`,
        role: Role.VIEWER,
        networkId: null,
        passwordHash: '',
        createdAt: instant,
      },
      values,
    ),
  takesPart: (activity: Activity, network: Network) =>
    manager.insert(ActivityNetwork, { activityId: activity.id, networkId: network.id }),
  supports: (organisationId: number, networkId: number) =>
    manager.insert(NetworkSupporter, { organisationId, networkId }),
  participates: (activity: Activity, countryCode: string) =>
    manager.insert(ActivityCountry, { activityId: activity.id, countryCode }),
  hasRoleInProgramme: (programme: Programme, organisation: Organisation, role: OrganisationRole) =>
    manager.insert(ProgrammeOrganisation, { programmeId: programme.id, organisationId: organisation.id, role }),
  hasRole: (activity: Activity, organisation: Organisation, role: OrganisationRole) =>
    manager.insert(ActivityOrganisation, { activityId: activity.id, organisationId: organisation.id, role }),
  showsImage: (activity: Activity, image: Image, position = 0) =>
    manager.insert(ActivityImage, { activityId: activity.id, imageId: image.id, position }),
  newsShowsImage: (newsItem: NewsItem, image: Image) =>
    manager.insert(NewsImage, { newsItemId: newsItem.id, imageId: image.id, position: 1 }),
  offers: (activity: Activity, attachment: Attachment) =>
    manager.insert(ActivityAttachment, { activityId: activity.id, attachmentId: attachment.id, position: 1 }),
  newsOffers: (newsItem: NewsItem, attachment: Attachment) =>
    manager.insert(NewsAttachment, { newsItemId: newsItem.id, attachmentId: attachment.id, position: 1 }),
  reports: (newsItem: NewsItem, activity: Activity) =>
    manager.insert(NewsActivity, { newsItemId: newsItem.id, activityId: activity.id }),
});

export type Factories = ReturnType<typeof factories>;

/** Runs the factories in one unit of work. */
export function make<T>({ database }: Pick<App, 'database'>, work: (create: Factories) => Promise<T>): Promise<T> {
  return database.write((manager) => work(factories(manager)));
}

async function save<E extends object>(
  manager: EntityManager,
  entity: new () => E,
  defaults: Partial<E>,
  values: Partial<E>,
): Promise<E> {
  return manager.save(Object.assign(new entity(), defaults, htmlOfAbsentTexts(manager, entity, values), values));
}

/**
 * The HTML of Markdown texts that are absent, as mutations store it. Otherwise the background would change the row while a test
 * runs. A text that a test gives without its HTML is rendered in the background.
 */
function htmlOfAbsentTexts(manager: EntityManager, entity: new () => object, values: object): object {
  const { embeddeds } = manager.dataSource.getMetadata(entity);
  const names = embeddeds.filter(({ type }) => type === RenderedMarkdown).map(({ propertyName }) => propertyName);
  const given = values as Readonly<Record<string, unknown>>;
  const absent = names.filter((name) => given[name.replace(/Html$/, '')] == null);
  return Object.fromEntries(absent.map((name) => [name, renderedFrom(null, null)]));
}

function named(kind: string): { slug: string; name: string } {
  counter += 1;
  return { slug: `${kind}-${counter}`, name: `${kind} ${counter}` };
}
