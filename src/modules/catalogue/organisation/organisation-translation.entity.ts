import { Field, ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { LocaleSetColumn } from '../../../core/languages/locale-set';
import { Translation, TranslationOf } from '../../../core/languages/translation.entity';
import { Integer, KeyText, Prose } from '../../../database/sql/columns';
import { foldText } from '../../../database/text/folding';
import { Organisation } from './organisation.entity';

/** The texts of an organisation in another language. */
@TranslationOf<OrganisationTranslation>(Organisation, 'organisationId')
@Entity()
@Index(['organisationId', 'locale'], { unique: true })
@Index(['localeSet', 'locale', 'nameFolded', 'organisationId'])
@ObjectType({
  simpleResolvers: true,
  description: 'Name of an organisation in another language than the original one.',
})
export class OrganisationTranslation extends Translation {
  @Integer()
  organisationId!: number;

  @LocaleSetColumn()
  localeSet!: string;

  @ManyToOne(() => Organisation, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected organisation?: unknown;

  @Prose()
  @Field({ description: 'Full name of the organisation in this language.' })
  name!: string;

  /** The value that orders compare. Written with the row, never read back. */
  @KeyText({ length: 600, select: false })
  get nameFolded(): string {
    return foldText(this.name);
  }
}
