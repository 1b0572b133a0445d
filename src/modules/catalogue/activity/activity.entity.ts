import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Instant, Integer, KeyText, PartialDay, Prose } from '../../../database/columns';
import { foldText } from '../../../database/folding';
import { LongText } from '../../../core/types/text';
import { Node } from '../../../core/types/node';
import { firstDay, PartialDateScalar } from '../../../core/types/partial-date';
import { DateTimeScalar } from '../../../core/types/scalars';
import { Programme } from '../programme/programme.entity';
import { Publishable } from '../../publishing/publishable.entity';
import { OperativeDimension } from './operative-dimension';

const countedBy = [
  'operativeDimension.activityType',
  'operativeDimension.countryCode',
  'operativeDimension.componentId',
  'operativeDimension.regionId',
  'programmeId',
];

/** An index of what a list is filtered by, in the list's default order, with all that its facets count by. */
function listedWithFacets(column: string): string[] {
  const others = countedBy.filter((other) => other !== column);
  return [column, 'startsOnDay', 'id', 'publication.state', 'operativeDimension.year', ...others];
}

@Entity()
@Index(['startsOnDay', 'id', 'publication.state'])
@Index(['operativeDimension.year', 'id', 'publication.state'])
@Index(['operativeDimension.code', 'id', 'publication.state'])
@Index(['titleFolded', 'id', 'publication.state'])
@Index(['operativeDimension.codeFolded'])
@Index(['operativeDimension.placeFolded'])
@Index(['createdAt', 'id', 'publication.state'])
@Index(['operativeDimension.year', 'startsOnDay', 'id', 'publication.state'])
@Index(['operativeDimension.year', 'operativeDimension.activityType', 'publication.state'])
// Named, for TypeORM's names tell indexes apart by which columns they have, not by their order.
@Index('activity_facets_by_programme', listedWithFacets('programmeId'))
@Index('activity_facets_by_component', listedWithFacets('operativeDimension.componentId'))
@Index('activity_facets_by_region', listedWithFacets('operativeDimension.regionId'))
@Index('activity_facets_by_country', listedWithFacets('operativeDimension.countryCode'))
@Index('activity_facets_by_type', listedWithFacets('operativeDimension.activityType'))
// Small beside the rows themselves: what hangs on activities is counted by the one, combinations by the other.
@Index(['id', 'publication.state'])
@Index([
  'operativeDimension.year',
  'operativeDimension.activityType',
  'operativeDimension.countryCode',
  'operativeDimension.componentId',
  'operativeDimension.regionId',
  'programmeId',
  'publication.state',
])
@ObjectType({
  implements: [Node, Publishable],
  simpleResolvers: true,
  description: 'Something that a programme or a network holds: a workshop, a training, a study visit.',
})
export class Activity extends Publishable {
  @KeyText({ length: 200, unique: true })
  @Field({ description: 'Names it in URLs; unique among activities.' })
  slug!: string;

  @Prose()
  @Field({ description: 'Its title.' })
  title!: string;

  @Prose()
  @LongText()
  @Field({ description: 'What it is, in one or two sentences of plain text.' })
  summary!: string;

  @Prose({ nullable: true })
  @LongText()
  @Field(() => String, { nullable: true, description: 'What it is, at length, as Markdown; null: not written yet.' })
  description!: string | null;

  @PartialDay()
  @Field(() => PartialDateScalar, { nullable: true, description: 'When it begins; null: unknown.' })
  startsOn!: string | null;

  @PartialDay()
  @Field(() => PartialDateScalar, { nullable: true, description: 'When it ends; null: unknown.' })
  endsOn!: string | null;

  @Integer({ nullable: true })
  programmeId!: number | null;

  @ManyToOne(() => Programme, { nullable: true, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected programme?: unknown;

  @Column(() => OperativeDimension, { prefix: false })
  @Field(() => OperativeDimension, { description: 'The table of its page.' })
  operativeDimension!: OperativeDimension;

  @Instant()
  @Field(() => DateTimeScalar, { description: 'When the entry was made.' })
  createdAt!: string;

  @Instant()
  @Field(() => DateTimeScalar, { description: 'When the entry was last changed.' })
  updatedAt!: string;

  /** What filters and orders compare: written with the row, never read back. */
  @KeyText({ length: 600, select: false })
  get titleFolded(): string {
    return foldText(this.title);
  }

  @KeyText({ length: 10, nullable: true, select: false })
  get startsOnDay(): string | null {
    return firstDay(this.startsOn);
  }
}
