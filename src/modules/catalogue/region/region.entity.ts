import { Field, Int, ObjectType } from 'type-graphql';
import { Entity } from 'typeorm';
import { Integer, KeyText, Prose } from '../../../database/columns';
import { Node } from '../../../core/types/node';

@Entity()
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "A part of the world that activities are for, from the programme's own vocabulary.",
})
export class Region extends Node {
  @KeyText({ length: 50, unique: true })
  @Field({ description: 'Names it in filters; unique among regions.' })
  code!: string;

  @Prose()
  @Field({ description: 'Its name.' })
  name!: string;

  @Integer({ default: 1 })
  @Field(() => Int, { description: 'Counts the changes, from 1; an update names the version it was based on.' })
  version!: number;
}
