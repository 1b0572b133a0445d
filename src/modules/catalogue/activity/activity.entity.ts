import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { ReadForFields } from '../../../core/access/requested-fields';
import { Cost } from '../../../core/cost/field-cost';
import { withColumns, withTranslatedColumns } from '../../../core/fields/content-entities';
import type { Fields } from '../../../core/fields/field';
import { country, date, integer, oneOf, partialDate, reference, slug, text } from '../../../core/fields/field-kinds';
import { countries, links, MAX_ENTRIES, orderedTexts } from '../../../core/fields/list-kinds';
import { markdown } from '../../../core/fields/markdown-field';
import type { ReferenceVisibility } from '../../../core/fields/visible-references';
import { LocaleSetColumn } from '../../../core/languages/locale-set';
import { Localized } from '../../../core/languages/localized';
import { MAX_TRANSLATED_TEXTS, TranslatedText } from '../../../core/languages/translated-text';
import {
  JsonText,
  type LocalizedItem,
  OriginalLocale,
  TranslationOf,
} from '../../../core/languages/translation.entity';
import { MAX_LENGTH, MAX_YEAR, MIN_YEAR } from '../../../core/limits';
import { MAX_FOLDED_LENGTH } from '../../../core/mutations/checks';
import type { NaturalKey } from '../../../core/mutations/natural-key';
import { Cached } from '../../../core/types/cached';
import { Node } from '../../../core/types/node';
import { firstDay } from '../../../core/types/partial-date';
import { DateTimeScalar } from '../../../core/types/scalars';
import { LongText } from '../../../core/types/text';
import { Instant, Integer, KeyText, PartialDay, Prose } from '../../../database/sql/columns';
import { endOf, startOf } from '../../figures/classification/activity-dates';
import { ActivityStatus } from '../../figures/classification/activity-status';
import {
  locations,
  policyMarkers,
  recipients,
  sdgs,
  sectors,
} from '../../figures/classification/classification.fields';
import {
  IATI_IDENTIFIER,
  IATI_IDENTIFIER_RULE,
  MAX_FOLDED_IATI_IDENTIFIER,
  MAX_IATI_IDENTIFIER,
} from '../../figures/classification/iati-identifier';
import { budgets } from '../../figures/money/budgets.field';
import { transactions } from '../../figures/money/transactions.field';
import { participation } from '../../figures/people/participation.field';
import { results } from '../../figures/results/results.field';
import { image, images } from '../../media/image/image-field';
import { webLinks } from '../../media/link/link-field';
import { mediaList } from '../../media/media-list';
import { Publishable } from '../../publishing/publication.entity';
import { networkKey } from '../network/network.entity';
import { networkVisibility } from '../network/network.policy';
import { organisationKey } from '../organisation/organisation.entity';
import { organisationsInRoles } from '../organisation/organisation-in-role.fields';
import { componentKey } from '../programme/component.entity';
import { Programme, programmeKey } from '../programme/programme.entity';
import { regionKey } from '../region/region.entity';
import { objectives } from './activity.objectives';
import { activityVisibility } from './activity.policy';
import {
  ActivityAttachment,
  ActivityCountry,
  ActivityImage,
  ActivityNetwork,
  ActivityOrganisation,
  ActivityRecipient,
  ActivityRelation,
  ActivitySdg,
  ActivitySector,
  ActivityTopic,
} from './activity-links.entity';
import { ActivityType, OperativeDimension } from './operative-dimension';

const countedBy = [
  'operativeDimension.activityType',
  'operativeDimension.countryCode',
  'operativeDimension.componentId',
  'operativeDimension.regionId',
  'programmeId',
  'status',
  'originalLocale',
];

/** The columns of an index for a filter by one column: that column, the default order, and the columns of all facets. */
function listedWithFacets(column: string): string[] {
  const others = countedBy.filter((other) => other !== column);
  return [column, 'startsOnDay', 'id', 'publication.state', 'operativeDimension.year', ...others];
}

const published = { where: "publication_state = 'PUBLISHED'" };

export const activityKey: NaturalKey = { table: 'activity', column: 'slug' };

/** The related activities that an editor sees. They do not decide who may edit an activity. */
const relatedVisibility: ReferenceVisibility = { ...activityVisibility, isUnbound: true };

/** The fields of an activity. */
export const activityFields = {
  slug: slug({
    description: 'Name of the activity in URLs, unique among activities',
    from: 'title',
    fallback: 'activity',
  }),
  title: text({
    description: 'Title of the activity',
    max: MAX_LENGTH.title,
    maxFolded: MAX_FOLDED_LENGTH.title,
    required: true,
    translatable: true,
  }),
  summary: text({
    description: 'Summary of the activity in one or two sentences of plain text',
    max: MAX_LENGTH.summary,
    required: true,
    multiline: true,
    translatable: true,
  }),
  description: markdown({
    description: 'Full description of the activity',
    max: MAX_LENGTH.prose,
    rendered: 'descriptionHtml',
  }),
  startsOn: partialDate({
    description: 'Date on which the activity begins',
    note: 'Shown while neither `actualStart` nor `plannedStart` is known.',
  }),
  endsOn: partialDate({
    description: 'Date on which the activity ends',
    note:
      'Shown while neither `actualEnd` nor `plannedEnd` is known. The end that readers see, `Activity.endsOn`, must not be ' +
      'before the beginning that they see, `Activity.startsOn`.',
  }),
  programme: reference(programmeKey, {
    description: 'Slug of the programme that the activity belongs to',
    at: 'programmeId',
  }),
  code: text({
    description: 'Code of the activity in its programme, unique among activities and case-sensitive',
    max: MAX_LENGTH.code,
    maxFolded: MAX_FOLDED_LENGTH.code,
    code: true,
    unique: 'code',
    at: 'operativeDimension.code',
  }),
  year: integer({
    description: 'Year in which the activity is counted',
    note:
      'Must lie between the years of `Activity.startsOn` and `Activity.endsOn`; if only one of these is known, it must be ' +
      'the year of that one. While an activity has begun after its `plannedEnd` and has no `actualEnd`, it may be any year ' +
      'from that of its planned start to that of its actual start.',
    min: MIN_YEAR,
    max: MAX_YEAR,
    at: 'operativeDimension.year',
  }),
  component: reference(componentKey, {
    description: 'Code of a component',
    note: 'If the activity has a programme, the component must be a part of it.',
    at: 'operativeDimension.componentId',
  }),
  region: reference(regionKey, {
    description: 'Code of the region that the activity serves',
    at: 'operativeDimension.regionId',
  }),
  country: country({
    description: 'ISO 3166-1 alpha-2 code of the country in which the activity is held',
    at: 'operativeDimension.countryCode',
  }),
  place: text({
    description: 'Town or site at which the activity is held',
    whenNull: 'Null if unknown, or if a translation lacks it.',
    max: MAX_LENGTH.place,
    maxFolded: MAX_FOLDED_LENGTH.place,
    at: 'operativeDimension.place',
    translatable: true,
  }),
  activityType: oneOf(ActivityType, { description: 'Type of the activity', at: 'operativeDimension.activityType' }),
  networks: links(ActivityNetwork, { owner: 'activityId', target: 'networkId' }, networkKey, {
    description: 'Slugs of the networks that take part',
    note: 'An editor of one network must include that network and must leave other networks unchanged: FORBIDDEN otherwise.',
    visibility: networkVisibility,
  }),
  participatingCountries: countries(
    ActivityCountry,
    { owner: 'activityId', code: 'countryCode' },
    { description: 'ISO 3166-1 alpha-2 codes of the countries that take part' },
  ),
  organisations: organisationsInRoles(ActivityOrganisation, 'activityId', {
    description: 'Organisations of the activity in their roles',
  }),
  participation,
  topics: orderedTexts(
    ActivityTopic,
    { owner: 'activityId', text: 'topic' },
    {
      description: 'Topics of the activity',
      note: 'The most important first. Topics that differ only in case and accents count as the same.',
      max: MAX_LENGTH.topic,
      maxFolded: MAX_FOLDED_LENGTH.topic,
      required: true,
    },
  ),
  objectives,
  cover: image(ActivityImage, 'activityId', {
    description: 'Global id of the image that stands for the activity',
    note: 'The file of the image must have been uploaded, and you must be allowed to edit the image.',
  }),
  gallery: images(ActivityImage, 'activityId', {
    description: 'Global ids of further images of the activity in their order',
  }),
  attachments: mediaList('attachment', ActivityAttachment, 'activityId', {
    description: 'Global ids of the attachments of the activity in their order',
    note: 'Their files must have been uploaded, and you must be allowed to edit them.',
  }),
  links: webLinks({ description: 'Links of the activity to pages elsewhere in their order' }),
  status: oneOf(ActivityStatus, { description: 'Stage of the activity' }),
  plannedStart: date({ description: 'Day on which the activity is planned to begin' }),
  actualStart: date({ description: 'Day on which the activity began' }),
  plannedEnd: date({
    description: 'Day on which the activity is planned to end',
    note:
      'Must not be before `plannedStart`. It may be before `actualStart`, if the activity was postponed: until it has an ' +
      '`actualEnd`, `Activity.endsOn` is then null.',
  }),
  actualEnd: date({ description: 'Day on which the activity ended', note: 'Must not be before `actualStart`.' }),
  iatiIdentifier: text({
    description: 'Identifier of the activity in IATI, unique among activities and case-sensitive',
    whenNull: 'Null if it is not published as IATI.',
    note: 'Without white space and without / & | ?.',
    max: MAX_IATI_IDENTIFIER,
    maxFolded: MAX_FOLDED_IATI_IDENTIFIER,
    unique: 'iati_identifier',
    format: { pattern: IATI_IDENTIFIER, predicate: `must ${IATI_IDENTIFIER_RULE}` },
  }),
  reportingOrganisation: reference(organisationKey, {
    description: 'Slug of the organisation that reports the activity in IATI',
    at: 'reportingOrganisationId',
  }),
  recipients: recipients({ entity: ActivityRecipient, owner: 'activityId' }),
  sectors: sectors({ entity: ActivitySector, owner: 'activityId' }),
  sdgs: sdgs({ entity: ActivitySdg, owner: 'activityId' }),
  policyMarkers: policyMarkers(),
  locations: locations(),
  relatedActivities: links(ActivityRelation, { owner: 'activityId', target: 'relatedActivityId' }, activityKey, {
    description: 'Slugs of the activities that the activity is related to, without the activity itself',
    note: 'You must see them. Related activities that you do not see stay.',
    visibility: relatedVisibility,
  }),
  budgets,
  transactions,
  results,
} satisfies Fields;

@Entity()
@Index(['startsOnDay', 'id', 'publication.state'])
@Index(['endsOnDay', 'id', 'publication.state'])
@Index(['operativeDimension.year', 'id', 'publication.state'])
@Index(['operativeDimension.code', 'id', 'publication.state'])
@Index(['titleFolded', 'id', 'publication.state'])
@Index(['localeSet', 'titleFolded', 'id', 'publication.state'])
@Index(['descriptionHtml.key'])
@Index(['operativeDimension.codeFolded'])
@Index(['iatiIdentifier'], { unique: true })
@Index(['iatiIdentifierFolded'])
@Index(['reportingOrganisationId'])
@Index(['operativeDimension.placeFolded'])
@Index(['createdAt', 'id', 'publication.state'])
@Index(['updatedAt', 'id', 'publication.state'])
@Index(['operativeDimension.year', 'startsOnDay', 'id', 'publication.state'])
// These have explicit names, because the names that TypeORM generates do not depend on the order of the columns.
@Index('activity_facets_by_programme', listedWithFacets('programmeId'))
@Index('activity_facets_by_component', listedWithFacets('operativeDimension.componentId'))
@Index('activity_facets_by_region', listedWithFacets('operativeDimension.regionId'))
@Index('activity_facets_by_country', listedWithFacets('operativeDimension.countryCode'))
@Index('activity_facets_by_type', listedWithFacets('operativeDimension.activityType'))
@Index('activity_facets_by_status', listedWithFacets('status'))
@Index('activity_facets_by_language', listedWithFacets('originalLocale'))
// Much smaller than the table. Counts by linked rows read it, and counts of what editors see.
@Index(['id', 'publication.state', 'publication.deletedAt'])
// Counts of what everyone sees read one of these completely. The last one serves those by several dimensions: SQLite
// would otherwise choose a smaller one, and look up each row.
@Index('activity_published_by_type', ['operativeDimension.activityType'], published)
@Index('activity_published_by_country', ['operativeDimension.countryCode'], published)
@Index('activity_published_by_component', ['operativeDimension.componentId'], published)
@Index('activity_published_by_region', ['operativeDimension.regionId'], published)
@Index('activity_published_by_programme', ['programmeId'], published)
@Index('activity_published_by_status', ['status'], published)
@Index('activity_published_by_language', ['originalLocale'], published)
@Index('activity_published_by_year_and_type', ['operativeDimension.year', 'operativeDimension.activityType'], published)
@Index(
  'activity_published_by_year_and_component',
  ['operativeDimension.year', 'operativeDimension.componentId'],
  published,
)
@Index('activity_published_by_several', ['operativeDimension.year', ...countedBy], published)
// The same for editors, with the columns of their condition.
@Index('activity_counted_by_several', [
  'operativeDimension.year',
  ...countedBy,
  'publication.state',
  'publication.deletedAt',
])
@Cached('revision')
@ObjectType({
  implements: [Localized, Node, Publishable],
  simpleResolvers: true,
  description: 'Event or work that a programme or a network holds, such as a workshop, a training or a study visit.',
})
export class Activity
  extends withColumns(Publishable, activityFields, [
    'startsOn',
    'endsOn',
    'plannedStart',
    'actualStart',
    'plannedEnd',
    'actualEnd',
  ])
  implements LocalizedItem
{
  @OriginalLocale()
  originalLocale!: string;

  locale!: string;

  @LocaleSetColumn()
  localeSet!: string;

  /** As an editor wrote it; see `startOf`. */
  @PartialDay()
  startsOn!: string | null;

  /** As an editor wrote it; see `endOf`. */
  @PartialDay()
  endsOn!: string | null;

  @PartialDay()
  @ReadForFields()
  plannedStart!: string | null;

  @PartialDay()
  @ReadForFields()
  actualStart!: string | null;

  @PartialDay()
  @ReadForFields()
  plannedEnd!: string | null;

  @PartialDay()
  @ReadForFields()
  actualEnd!: string | null;

  /** Without a foreign key, for which SQLite would have to rebuild the table. Organisations that are in use are not deleted. */
  @Integer({ nullable: true })
  @ReadForFields()
  reportingOrganisationId!: number | null;

  /** JSON; see `policyMarkers`. */
  @Prose({ nullable: true })
  policyMarkers!: string | null;

  /** JSON; see `locations`. */
  @Prose({ nullable: true })
  locations!: string | null;

  @Integer({ nullable: true })
  @ReadForFields()
  programmeId!: number | null;

  @ManyToOne(() => Programme, { nullable: true, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected programme?: unknown;

  /** JSON; see linksOf. */
  @Prose({ nullable: true })
  links!: string | null;

  /** The number of the state of the activity's transactions. It grows with each change. Only changes read it. */
  @Integer({ default: 0 })
  @ReadForFields()
  transactionsState!: number;

  @Column(() => OperativeDimension, { prefix: false })
  @Field(() => OperativeDimension, {
    description: 'Code, year, component, region, country, place and type of the activity.',
  })
  operativeDimension!: OperativeDimension;

  @Instant()
  @Field(() => DateTimeScalar, { description: 'Time at which the activity was entered.' })
  createdAt!: string;

  @Instant()
  @Field(() => DateTimeScalar, {
    description:
      'Time of the last change to the activity. After its publication, only changes that readers see count: drafts of ' +
      'translations do not.',
  })
  updatedAt!: string;

  @KeyText({ length: 10, nullable: true, select: false })
  get startsOnDay(): string | null {
    return firstDay(startOf(this));
  }

  @KeyText({ length: 10, nullable: true, select: false })
  get endsOnDay(): string | null {
    return firstDay(endOf(this));
  }
}

/** The texts of an activity in another language. */
@TranslationOf<ActivityTranslation>(Activity, 'activityId')
@Entity()
@Index(['localeSet', 'locale', 'titleFolded', 'activityId'])
@Index(['locale', 'state', 'activityId'])
// Conditions on a text read one of these.
@Index(['titleFolded', 'state', 'activityId'])
@Index(['placeFolded', 'state', 'activityId'])
@Index(['descriptionHtml.key'])
@Index('activity_translation_outdated', ['activityId'], { where: 'has_outdated_texts = 1' })
@ObjectType({ simpleResolvers: true, description: 'Texts of an activity in another language than the original one.' })
export class ActivityTranslation extends withTranslatedColumns(() => Activity, 'activityId', activityFields) {
  @LocaleSetColumn()
  localeSet!: string;

  @JsonText()
  @Cost({ size: { assumed: 100 } })
  @LongText()
  @Field(() => [String], { description: 'Objectives of the activity, in the order of the originals.' })
  objectives!: readonly string[];

  @JsonText()
  @Cost({ size: { assumed: 100 } })
  @LongText()
  @Field(() => [String], { description: 'Topics of the activity, in the order of the originals.' })
  topics!: readonly string[];

  @JsonText({ name: 'locations_texts', default: '[]' })
  @Cost({ size: { assumed: MAX_ENTRIES } })
  @Field(() => [TranslatedText], { description: 'Names of the locations of the activity.' })
  locations!: readonly TranslatedText[];

  @JsonText({ name: 'results_texts', default: '[]' })
  @Cost({ size: { assumed: MAX_TRANSLATED_TEXTS } })
  @Field(() => [TranslatedText], {
    description:
      'Titles, descriptions, comments, dimensions and qualitative values within the results of the activity.',
  })
  results!: readonly TranslatedText[];
}
