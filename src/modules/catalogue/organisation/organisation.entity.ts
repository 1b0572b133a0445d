import { Field, ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { LocaleSetColumn } from '../../../core/languages/locale-set';
import { Localized } from '../../../core/languages/localized';
import { type LocalizedItem, OriginalLocale } from '../../../core/languages/translation.entity';
import { Cached } from '../../../core/types/cached';
import { Node } from '../../../core/types/node';
import { UrlScalar } from '../../../core/types/scalars';
import { Integer, KeyText, Prose } from '../../../database/sql/columns';
import { foldColumn, foldText } from '../../../database/text/folding';
import { Image } from '../../media/image/image.entity';

@Entity()
@Index(['nameFolded', 'id'])
@Index(['localeSet', 'nameFolded', 'id'])
@Index(['acronymFolded', 'id'])
@Cached('revision')
@ObjectType({
  implements: [Localized, Node],
  simpleResolvers: true,
  description:
    'Organisation that supports a network, represents a country in one, or has a role in activities and programmes, for ' +
    'example UNODC.',
})
export class Organisation extends Node implements LocalizedItem {
  @OriginalLocale()
  originalLocale!: string;

  locale!: string;

  @LocaleSetColumn()
  localeSet!: string;

  @KeyText({ length: 200, unique: true })
  @Field({ description: 'Name of the organisation in URLs, unique among organisations.' })
  slug!: string;

  @Prose()
  @Field({ description: 'Full name of the organisation.' })
  name!: string;

  @KeyText({ length: 50, nullable: true })
  @Field(() => String, { nullable: true, description: 'Acronym of the organisation. Null if it has none.' })
  acronym!: string | null;

  @KeyText({ length: 2, nullable: true })
  countryCode!: string | null;

  @KeyText({ length: 100, nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'IATI organisation identifier, for example XM-DAC-41128. Null if unknown.',
  })
  identifier!: string | null;

  @Prose({ nullable: true })
  @Field(() => UrlScalar, { nullable: true, description: 'Website of the organisation. Null if unknown.' })
  url!: string | null;

  @Integer({ default: 1 })
  version!: number;

  /**
   * The value that filters and orders compare. Written with the row, never read back. It is never null. The column is
   * nullable, because it was added when there were rows already.
   */
  @KeyText({ length: 600, nullable: true, select: false })
  get nameFolded(): string {
    return foldText(this.name);
  }

  @KeyText({ length: 600, nullable: true, select: false })
  get acronymFolded(): string | null {
    return foldColumn(this.acronym);
  }
}

/** The logo of an organisation, at position 0. */
@Entity()
@Index(['imageId'])
export class OrganisationImage {
  @PrimaryColumn({ type: 'integer' })
  organisationId!: number;

  @ManyToOne(() => Organisation, { onDelete: 'CASCADE' })
  @JoinColumn()
  protected organisation?: unknown;

  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @Integer()
  imageId!: number;

  @ManyToOne(() => Image, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected image?: unknown;
}
