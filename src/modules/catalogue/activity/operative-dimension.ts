import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { JoinColumn, ManyToOne } from 'typeorm';
import { ReadForFields } from '../../../core/access/requested-fields';
import { Cached } from '../../../core/types/cached';
import { Integer, KeyText } from '../../../database/sql/columns';
import { foldColumn } from '../../../database/text/folding';
import { Component } from '../programme/component.entity';
import { Region } from '../region/region.entity';

export enum ActivityType {
  WORKSHOP = 'WORKSHOP',
  TRAINING = 'TRAINING',
  TRAINING_OF_TRAINERS = 'TRAINING_OF_TRAINERS',
  SEMINAR = 'SEMINAR',
  CONFERENCE = 'CONFERENCE',
  MEETING = 'MEETING',
  EXPERT_GROUP = 'EXPERT_GROUP',
  EXPERT_VISIT = 'EXPERT_VISIT',
  STUDY_VISIT = 'STUDY_VISIT',
  CURRICULUM_DESIGN = 'CURRICULUM_DESIGN',
  OPERATION = 'OPERATION',
  OTHER = 'OTHER',
}

registerEnumType(ActivityType, {
  name: 'ActivityType',
  description: 'Type of an activity.',
  valuesConfig: {
    WORKSHOP: { description: 'Participants work on a subject together.' },
    TRAINING: { description: 'Participants are taught.' },
    TRAINING_OF_TRAINERS: { description: 'Participants learn to teach others.' },
    SEMINAR: { description: 'Experts speak and participants discuss.' },
    CONFERENCE: { description: 'A larger, public or representative gathering.' },
    MEETING: { description: 'A plenary, planning or review meeting.' },
    EXPERT_GROUP: { description: 'A permanent or working group of experts meets.' },
    EXPERT_VISIT: { description: 'Experts travel to those whom they advise.' },
    STUDY_VISIT: { description: 'Participants travel to learn how others work.' },
    CURRICULUM_DESIGN: { description: 'A course of training is written.' },
    OPERATION: { description: 'Joint work on live cases.' },
    OTHER: { description: 'Any other type of activity.' },
  },
});

/** Embedded in the entity of an activity. */
@Cached('revision')
@ObjectType({
  simpleResolvers: true,
  description: "Table of facts on an activity's page. A field is null while its value is unknown.",
})
export class OperativeDimension {
  @KeyText({ length: 100, nullable: true, unique: true })
  @Field(() => String, {
    nullable: true,
    description: 'Code of the activity in its programme, unique among activities. Null if it has none yet.',
  })
  code!: string | null;

  @Integer({ nullable: true })
  @Field(() => Int, { nullable: true, description: 'Year in which the activity is counted. Null if unknown.' })
  year!: number | null;

  @Integer({ nullable: true })
  @ReadForFields()
  componentId!: number | null;

  /** Read together with the activity. */
  @ManyToOne(() => Component, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'component_id' })
  @Field(() => Component, {
    nullable: true,
    description: 'Component of the programme that the activity belongs to. Null if unknown, or if it belongs to none.',
  })
  component?: Component | null;

  @Integer({ nullable: true })
  @ReadForFields()
  regionId!: number | null;

  /** Read together with the activity. */
  @ManyToOne(() => Region, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'region_id' })
  @Field(() => Region, {
    nullable: true,
    description: 'Region that the activity serves. Null if unknown, or if it serves none.',
  })
  region?: Region | null;

  @KeyText({ length: 2, nullable: true })
  countryCode!: string | null;

  @KeyText({ length: 100, nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'Town or site at which the activity is held. Null if unknown, or if a translation lacks it.',
  })
  place!: string | null;

  @KeyText({ length: 20, nullable: true })
  @Field(() => ActivityType, { nullable: true, description: 'Type of the activity. Null if unknown.' })
  activityType!: ActivityType | null;

  /** The language that the activity is shown in. The loader sets it for `activityTypeLabel`. */
  locale?: string;

  /** The value that filters compare. Written with the row, never read back. */
  @KeyText({ length: 100, nullable: true, select: false })
  get codeFolded(): string | null {
    return foldColumn(this.code);
  }

  @KeyText({ length: 400, nullable: true, select: false })
  get placeFolded(): string | null {
    return foldColumn(this.place);
  }
}
