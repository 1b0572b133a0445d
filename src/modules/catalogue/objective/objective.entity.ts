import { Field, Int, ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Cached } from '../../../core/types/cached';
import { Node } from '../../../core/types/node';
import { LongText } from '../../../core/types/text';
import { Integer, Prose } from '../../../database/sql/columns';
import { Activity } from '../activity/activity.entity';

@Entity()
@Index(['activityId', 'position'], { unique: true })
@Cached('revision')
@ObjectType({ implements: Node, simpleResolvers: true, description: 'Objective of an activity.' })
export class Objective extends Node {
  @Integer()
  activityId!: number;

  @ManyToOne(() => Activity, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  @Integer()
  @Field(() => Int, { description: 'Position of the objective among those of its activity, from 1.' })
  position!: number;

  @Prose()
  @LongText()
  @Field({ description: 'Text of the objective, without formatting.' })
  text!: string;
}
