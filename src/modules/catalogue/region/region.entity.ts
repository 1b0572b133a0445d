import { Field, ObjectType } from 'type-graphql';
import { Entity } from 'typeorm';
import { Localized } from '../../../core/languages/localized';
import { type LocalizedItem, OriginalLocale } from '../../../core/languages/translation.entity';
import { Cached } from '../../../core/types/cached';
import { Node } from '../../../core/types/node';
import { Integer, KeyText, Prose } from '../../../database/sql/columns';

@Entity()
@Cached('revision')
@ObjectType({
  implements: [Localized, Node],
  simpleResolvers: true,
  description: 'Part of the world that activities serve, from a list that administrators maintain.',
})
export class Region extends Node implements LocalizedItem {
  @OriginalLocale()
  originalLocale!: string;

  locale!: string;

  @KeyText({ length: 50, unique: true })
  @Field({ description: 'Code of the region, unique among regions. Filters take it.' })
  code!: string;

  @Prose()
  @Field({ description: 'Name of the region.' })
  name!: string;

  @Integer({ default: 1 })
  version!: number;
}
