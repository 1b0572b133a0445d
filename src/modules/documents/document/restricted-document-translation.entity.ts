import { Field, ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Translation, TranslationOf } from '../../../core/languages/translation.entity';
import { Integer, Prose } from '../../../database/sql/columns';
import { foldColumn } from '../../../database/text/folding';
import { RestrictedDocument } from './restricted-document.entity';

/** The texts of a restricted document in another language. */
@TranslationOf<RestrictedDocumentTranslation>(RestrictedDocument, 'documentId')
@Entity()
@Index(['documentId', 'locale'], { unique: true })
@Index('restricted_document_translation_outdated', ['documentId'], { where: 'has_outdated_texts = 1' })
@ObjectType({
  simpleResolvers: true,
  description: 'Title of a restricted document in another language than the original one.',
})
export class RestrictedDocumentTranslation extends Translation {
  @Integer()
  documentId!: number;

  @ManyToOne(() => RestrictedDocument, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected document?: unknown;

  @Prose()
  @Field({ description: 'Title of the document in this language.' })
  title!: string;

  /** The value that filters compare. Written with the row, never read back. */
  @Prose({ nullable: true, select: false })
  get titleFolded(): string | null {
    return foldColumn(this.title);
  }
}
