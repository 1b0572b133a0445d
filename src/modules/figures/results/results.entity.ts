import { Field, ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Cached } from '../../../core/types/cached';
import { Node } from '../../../core/types/node';
import { LongText } from '../../../core/types/text';
import { Integer, KeyText, Prose } from '../../../database/sql/columns';
import { IndicatorMeasure, ResultType } from './result';

// Activities by name: the entity Activity comes later in the order of modules.

@Entity()
@Index(['activityId', 'position'], { unique: true })
@Cached('revision')
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'Result that an activity is to reach, with the indicators that measure it.',
})
export class ActivityResult extends Node {
  @Integer()
  activityId!: number;

  @ManyToOne('Activity', { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  /** From 1. */
  @Integer()
  position!: number;

  @KeyText({ length: 7 })
  @Field(() => ResultType, { description: 'Type of the result.' })
  type!: ResultType;

  @Prose()
  @Field({ description: 'Title of the result.' })
  title!: string;

  @Prose({ nullable: true })
  @LongText()
  @Field(() => String, {
    nullable: true,
    description: 'Description of the result as plain text. Null if there is none.',
  })
  description!: string | null;
}

@Entity()
@Index(['resultId', 'position'], { unique: true })
@Cached('revision')
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'Measure of how far a result is reached, with its values in periods.',
})
export class Indicator extends Node {
  /** Read with the indicator. */
  activityId!: number;

  @Integer()
  resultId!: number;

  @ManyToOne(() => ActivityResult, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected result?: unknown;

  /** From 1. */
  @Integer()
  position!: number;

  @Prose()
  @Field({ description: 'Title of the indicator.' })
  title!: string;

  @KeyText({ length: 11 })
  @Field(() => IndicatorMeasure, { description: 'Way in which the indicator is measured.' })
  measure!: IndicatorMeasure;

  /** 1 or 0; see `IndicatorResolver`. */
  @Integer({ name: 'is_ascending' })
  ascending!: number;
}

/** A period of an indicator, at its position from 1. */
@Entity('indicator_period')
export class StoredPeriod {
  @PrimaryColumn({ type: 'integer' })
  indicatorId!: number;

  @ManyToOne(() => Indicator, { onDelete: 'CASCADE' })
  @JoinColumn()
  protected indicator?: unknown;

  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @KeyText({ length: 10 })
  firstDay!: string;

  @KeyText({ length: 10 })
  lastDay!: string;
}

export type MeasurementKind = 'BASELINE' | 'TARGET' | 'ACTUAL';

/** A baseline, target or actual value of an indicator. */
@Entity('measurement')
export class StoredMeasurement {
  @PrimaryColumn({ type: 'integer' })
  indicatorId!: number;

  @ManyToOne(() => Indicator, { onDelete: 'CASCADE' })
  @JoinColumn()
  protected indicator?: unknown;

  /** The position of the period; 0: the baseline. */
  @PrimaryColumn({ type: 'integer' })
  period!: number;

  @PrimaryColumn({ type: 'varchar', length: 8, collation: 'C' })
  kind!: MeasurementKind;

  /** From 1. */
  @PrimaryColumn({ type: 'integer' })
  position!: number;

  /** Text; a Decimal unless the indicator is QUALITATIVE. */
  @Prose()
  value!: string;

  @KeyText({ length: 10, nullable: true })
  day!: string | null;

  @Prose({ nullable: true })
  comment!: string | null;

  /** JSON; see `MeasuredDimension`. */
  @Prose()
  dimensions!: string;
}
