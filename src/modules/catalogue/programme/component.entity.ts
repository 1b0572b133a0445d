import { Field, Int, ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Integer, KeyText, Prose } from '../../../database/columns';
import { LongText } from '../../../core/types/text';
import { Node } from '../../../core/types/node';
import { Programme } from './programme.entity';

@Entity()
@Index(['programmeId', 'code'])
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'A part of a programme that its activities belong to, for example NAPOR.',
})
export class Component extends Node {
  @KeyText({ length: 50, unique: true })
  @Field({ description: 'Names it in filters; unique among components.' })
  code!: string;

  @Prose()
  @Field({ description: 'Its name.' })
  name!: string;

  @Prose({ nullable: true })
  @LongText()
  @Field(() => String, { nullable: true, description: 'What it is for, as Markdown; null: not written yet.' })
  description!: string | null;

  @Integer()
  programmeId!: number;

  @ManyToOne(() => Programme, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected programme?: unknown;

  @Integer({ default: 1 })
  @Field(() => Int, { description: 'Counts the changes, from 1; an update names the version it was based on.' })
  version!: number;
}
