import { Field, Int, ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Integer, Prose } from '../../../database/columns';
import { LongText } from '../../../core/types/text';
import { Node } from '../../../core/types/node';
import { Activity } from '../activity/activity.entity';

@Entity()
@Index(['activityId', 'position'], { unique: true })
@ObjectType({ implements: Node, simpleResolvers: true, description: 'What an activity is for: one of its aims.' })
export class Objective extends Node {
  @Integer()
  activityId!: number;

  @ManyToOne(() => Activity, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  @Integer()
  @Field(() => Int, { description: "Its place among the activity's objectives, from 1." })
  position!: number;

  @Prose()
  @LongText()
  @Field({ description: 'The objective, as plain text.' })
  text!: string;
}
