import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Localized } from '../../../core/languages/localized';
import { type LocalizedItem, OriginalLocale } from '../../../core/languages/translation.entity';
import { RenderedMarkdown } from '../../../core/markdown/rendered-markdown';
import { Cached } from '../../../core/types/cached';
import { Node } from '../../../core/types/node';
import { LongText } from '../../../core/types/text';
import { Integer, KeyText, Prose } from '../../../database/sql/columns';
import { Programme } from './programme.entity';

@Entity()
@Index(['programmeId', 'code'])
@Index(['descriptionHtml.key'])
@Cached('revision')
@ObjectType({
  implements: [Localized, Node],
  simpleResolvers: true,
  description: 'Component of a programme, to which activities belong, for example NAPOR.',
})
export class Component extends Node implements LocalizedItem {
  @OriginalLocale()
  originalLocale!: string;

  locale!: string;

  @KeyText({ length: 50, unique: true })
  @Field({ description: 'Code of the component, unique among components. Filters take it.' })
  code!: string;

  @Prose()
  @Field({ description: 'Name of the component.' })
  name!: string;

  @Prose({ nullable: true })
  @LongText()
  @Field(() => String, {
    nullable: true,
    description: 'Purpose of the component, as Markdown. Null if none has been written, or if a translation lacks it.',
  })
  description!: string | null;

  @Column(() => RenderedMarkdown, { prefix: 'description' })
  descriptionHtml!: RenderedMarkdown;

  @Integer()
  programmeId!: number;

  @ManyToOne(() => Programme, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected programme?: unknown;

  @Integer({ default: 1 })
  version!: number;
}
