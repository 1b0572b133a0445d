import { Field, ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Translation, TranslationOf } from '../../../core/languages/translation.entity';
import { Integer, Prose } from '../../../database/sql/columns';
import { Region } from './region.entity';

/** The texts of a region in another language. */
@TranslationOf<RegionTranslation>(Region, 'regionId')
@Entity()
@Index(['regionId', 'locale'], { unique: true })
@ObjectType({ simpleResolvers: true, description: 'Name of a region in another language than the original one.' })
export class RegionTranslation extends Translation {
  @Integer()
  regionId!: number;

  @ManyToOne(() => Region, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected region?: unknown;

  @Prose()
  @Field({ description: 'Name of the region in this language.' })
  name!: string;
}
