import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Translation, TranslationOf } from '../../../core/languages/translation.entity';
import { RenderedMarkdown } from '../../../core/markdown/rendered-markdown';
import { LongText } from '../../../core/types/text';
import { Integer, Prose } from '../../../database/sql/columns';
import { Component } from './component.entity';

/** The texts of a component in another language. */
@TranslationOf<ComponentTranslation>(Component, 'componentId')
@Entity()
@Index(['componentId', 'locale'], { unique: true })
@Index(['descriptionHtml.key'])
@ObjectType({ simpleResolvers: true, description: 'Texts of a component in another language than the original one.' })
export class ComponentTranslation extends Translation {
  @Integer()
  componentId!: number;

  @ManyToOne(() => Component, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected component?: unknown;

  @Prose()
  @Field({ description: 'Name of the component in this language.' })
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
}
