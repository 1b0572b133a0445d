import { Field, Int, ObjectType } from 'type-graphql';
import { Entity } from 'typeorm';
import { Integer, KeyText, Prose } from '../../../database/columns';
import { LongText } from '../../../core/types/text';
import { Node } from '../../../core/types/node';

@Entity()
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'A programme of international cooperation, for example EU-ACT.',
})
export class Programme extends Node {
  @KeyText({ length: 200, unique: true })
  @Field({ description: 'Names it in URLs and filters; unique among programmes.' })
  slug!: string;

  @Prose()
  @Field({ description: 'Its full name.' })
  name!: string;

  @KeyText({ length: 50, nullable: true })
  @Field(() => String, { nullable: true, description: 'What it is called for short; null: nothing shorter.' })
  acronym!: string | null;

  @Prose({ nullable: true })
  @LongText()
  @Field(() => String, { nullable: true, description: 'What it is for, as Markdown; null: not written yet.' })
  description!: string | null;

  @Integer({ default: 1 })
  @Field(() => Int, { description: 'Counts the changes, from 1; an update names the version it was based on.' })
  version!: number;
}
