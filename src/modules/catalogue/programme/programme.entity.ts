import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Localized } from '../../../core/languages/localized';
import { type LocalizedItem, OriginalLocale } from '../../../core/languages/translation.entity';
import { RenderedMarkdown } from '../../../core/markdown/rendered-markdown';
import { Cached } from '../../../core/types/cached';
import { Node } from '../../../core/types/node';
import { PartialDateScalar } from '../../../core/types/partial-date';
import { LongText } from '../../../core/types/text';
import { Integer, KeyText, PartialDay, Prose } from '../../../database/sql/columns';
import { Image } from '../../media/image/image.entity';
import { Organisation } from '../organisation/organisation.entity';
import type { OrganisationRole } from '../organisation/organisation-role';

@Entity()
@Index(['descriptionHtml.key'])
@Cached('revision')
@ObjectType({
  implements: [Localized, Node],
  simpleResolvers: true,
  description: 'Programme of international cooperation, for example EU-ACT.',
})
export class Programme extends Node implements LocalizedItem {
  @OriginalLocale()
  originalLocale!: string;

  locale!: string;

  @KeyText({ length: 200, unique: true })
  @Field({ description: 'Name of the programme in URLs and filters, unique among programmes.' })
  slug!: string;

  @Prose()
  @Field({ description: 'Full name of the programme.' })
  name!: string;

  @KeyText({ length: 50, nullable: true })
  @Field(() => String, { nullable: true, description: 'Acronym of the programme. Null if it has none.' })
  acronym!: string | null;

  @Prose({ nullable: true })
  @LongText()
  @Field(() => String, {
    nullable: true,
    description: 'Purpose of the programme, as Markdown. Null if none has been written, or if a translation lacks it.',
  })
  description!: string | null;

  @Column(() => RenderedMarkdown, { prefix: 'description' })
  descriptionHtml!: RenderedMarkdown;

  @PartialDay()
  @Field(() => PartialDateScalar, {
    nullable: true,
    description: 'Date on which the programme begins, to the precision known. Null if unknown.',
  })
  startsOn!: string | null;

  @PartialDay()
  @Field(() => PartialDateScalar, {
    nullable: true,
    description: 'Date on which the programme ends, to the precision known. Null if unknown.',
  })
  endsOn!: string | null;

  /** JSON; see linksOf. */
  @Prose({ nullable: true })
  links!: string | null;

  @Integer({ default: 1 })
  version!: number;
}

/** An organisation in one of its roles in a programme. */
@Entity()
@Index(['organisationId'])
export class ProgrammeOrganisation {
  @PrimaryColumn({ type: 'integer' })
  programmeId!: number;

  @ManyToOne(() => Programme, { onDelete: 'CASCADE' })
  @JoinColumn()
  protected programme?: unknown;

  @PrimaryColumn({ type: 'integer' })
  organisationId!: number;

  @ManyToOne(() => Organisation, { onDelete: 'RESTRICT' })
  @JoinColumn()
  protected organisation?: unknown;

  @PrimaryColumn({ type: 'varchar', length: 12, collation: 'C' })
  role!: OrganisationRole;
}

/** The logo of a programme, at position 0. */
@Entity()
@Index(['imageId'])
export class ProgrammeImage {
  @PrimaryColumn({ type: 'integer' })
  programmeId!: number;

  @ManyToOne(() => Programme, { onDelete: 'CASCADE' })
  @JoinColumn()
  protected programme?: unknown;

  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @Integer()
  imageId!: number;

  @ManyToOne(() => Image, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected image?: unknown;
}
