import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { LocaleSetColumn } from '../../../core/languages/locale-set';
import { Localized } from '../../../core/languages/localized';
import { type LocalizedItem, OriginalLocale } from '../../../core/languages/translation.entity';
import { RenderedMarkdown } from '../../../core/markdown/rendered-markdown';
import { Cached } from '../../../core/types/cached';
import { Node } from '../../../core/types/node';
import { firstDay, PartialDateScalar } from '../../../core/types/partial-date';
import { LongText } from '../../../core/types/text';
import { Integer, KeyText, PartialDay, Prose } from '../../../database/sql/columns';
import { foldColumn, foldText } from '../../../database/text/folding';
import { Image } from '../../media/image/image.entity';
import { Publishable } from '../../publishing/publication.entity';
import { Organisation } from '../organisation/organisation.entity';

@Entity()
@Index(['nameFolded', 'id', 'publication.state'])
@Index(['localeSet', 'nameFolded', 'id', 'publication.state'])
@Index(['sinceDay', 'id', 'publication.state'])
@Index(['descriptionHtml.key'])
@Cached('revision')
@ObjectType({
  implements: [Localized, Node, Publishable],
  simpleResolvers: true,
  description: 'Network of cooperating states, for example CASC.',
})
export class Network extends Publishable implements LocalizedItem {
  @OriginalLocale()
  originalLocale!: string;

  locale!: string;

  @LocaleSetColumn()
  localeSet!: string;

  @KeyText({ length: 200, unique: true })
  @Field({ description: 'Name of the network in URLs and filters, unique among networks.' })
  slug!: string;

  @Prose()
  @Field({ description: 'Full name of the network.' })
  name!: string;

  @KeyText({ length: 50, nullable: true })
  @Field(() => String, { nullable: true, description: 'Acronym of the network. Null if it has none.' })
  acronym!: string | null;

  @Prose({ nullable: true })
  @LongText()
  @Field(() => String, {
    nullable: true,
    description: 'Purpose of the network, as Markdown. Null if none has been written, or if a translation lacks it.',
  })
  description!: string | null;

  @Column(() => RenderedMarkdown, { prefix: 'description' })
  descriptionHtml!: RenderedMarkdown;

  @PartialDay()
  @Field(() => PartialDateScalar, {
    nullable: true,
    description: 'Date on which the network was launched, to the precision known. Null if unknown.',
  })
  since!: string | null;

  /** JSON; see linksOf. */
  @Prose({ nullable: true })
  links!: string | null;

  /** The value that filters and orders compare. Written with the row, never read back. */
  @KeyText({ length: 600, select: false })
  get nameFolded(): string {
    return foldText(this.name);
  }

  @KeyText({ length: 10, nullable: true, select: false })
  get sinceDay(): string | null {
    return firstDay(this.since);
  }

  @KeyText({ length: 100, nullable: true, select: false })
  get acronymFolded(): string | null {
    return foldColumn(this.acronym);
  }
}

/** An organisation that supports a network. */
@Entity()
@Index(['organisationId'])
export class NetworkSupporter {
  @PrimaryColumn({ type: 'integer' })
  networkId!: number;

  @ManyToOne(() => Network, { onDelete: 'CASCADE' })
  @JoinColumn()
  protected network?: unknown;

  @PrimaryColumn({ type: 'integer' })
  organisationId!: number;

  @ManyToOne(() => Organisation, { onDelete: 'CASCADE' })
  @JoinColumn()
  protected organisation?: unknown;
}

/** The emblem of a network, at position 0. */
@Entity()
@Index(['imageId'])
export class NetworkImage {
  @PrimaryColumn({ type: 'integer' })
  networkId!: number;

  @ManyToOne(() => Network, { onDelete: 'CASCADE' })
  @JoinColumn()
  protected network?: unknown;

  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @Integer()
  imageId!: number;

  @ManyToOne(() => Image, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected image?: unknown;
}
