import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { ReadForFields } from '../../../core/access/requested-fields';
import { LocaleSetColumn } from '../../../core/languages/locale-set';
import { Localized } from '../../../core/languages/localized';
import { type LocalizedItem, OriginalLocale } from '../../../core/languages/translation.entity';
import { RenderedMarkdown } from '../../../core/markdown/rendered-markdown';
import { Cached } from '../../../core/types/cached';
import { Node } from '../../../core/types/node';
import { firstDay } from '../../../core/types/partial-date';
import { DateTimeScalar } from '../../../core/types/scalars';
import { LongText } from '../../../core/types/text';
import { Instant, Integer, KeyText, PartialDay, Prose } from '../../../database/sql/columns';
import { foldColumn, foldText } from '../../../database/text/folding';
import { endOf, startOf } from '../../figures/classification/activity-dates';
import { ActivityStatus } from '../../figures/classification/activity-status';
import { MAX_FOLDED_IATI_IDENTIFIER } from '../../figures/classification/iati-identifier';
import { Publishable } from '../../publishing/publication.entity';
import { Programme } from '../programme/programme.entity';
import { OperativeDimension } from './operative-dimension';

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
export class Activity extends Publishable implements LocalizedItem {
  @OriginalLocale()
  originalLocale!: string;

  locale!: string;

  @LocaleSetColumn()
  localeSet!: string;

  @KeyText({ length: 200, unique: true })
  @Field({ description: 'Name of the activity in URLs, unique among activities.' })
  slug!: string;

  @Prose()
  @Field({ description: 'Title of the activity.' })
  title!: string;

  @Prose()
  @LongText()
  @Field({ description: 'Summary of the activity in one or two sentences of plain text.' })
  summary!: string;

  @Prose({ nullable: true })
  @LongText()
  @Field(() => String, {
    nullable: true,
    description:
      'Full description of the activity, as Markdown. Null if none has been written, or if a translation lacks it.',
  })
  description!: string | null;

  @Column(() => RenderedMarkdown, { prefix: 'description' })
  descriptionHtml!: RenderedMarkdown;

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

  @KeyText({ length: 14, nullable: true })
  @Field(() => ActivityStatus, { nullable: true, description: 'Stage of the activity. Null if unknown.' })
  status!: ActivityStatus | null;

  @KeyText({ length: 200, nullable: true })
  @Field(() => String, {
    nullable: true,
    description:
      'Identifier of the activity in IATI, unique among activities and case-sensitive. Null if it is not published as IATI.',
  })
  iatiIdentifier!: string | null;

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

  /** The value that filters and orders compare. Written with the row, never read back. */
  @KeyText({ length: 600, select: false })
  get titleFolded(): string {
    return foldText(this.title);
  }

  @KeyText({ length: 10, nullable: true, select: false })
  get startsOnDay(): string | null {
    return firstDay(startOf(this));
  }

  @KeyText({ length: 10, nullable: true, select: false })
  get endsOnDay(): string | null {
    return firstDay(endOf(this));
  }

  @KeyText({ length: MAX_FOLDED_IATI_IDENTIFIER, nullable: true, select: false })
  get iatiIdentifierFolded(): string | null {
    return foldColumn(this.iatiIdentifier);
  }
}
