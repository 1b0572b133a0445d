import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { LocalizedChangeInput } from '../../../core/mutations/mutation-inputs';
import { RestrictedDocument } from './restricted-document.entity';

@InputType({
  description:
    'A change of a restricted document. Absent fields keep their values. To replace the file, use `replaceRestrictedDocumentFile`.',
})
export class UpdateRestrictedDocumentInput extends LocalizedChangeInput {
  @Field(() => String, {
    nullable: true,
    description: 'The title of the document, 1 to 500 characters. Must not be null.',
  })
  title?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The new position of the document among the documents of its activity, those in the trash included: from 1 to their ' +
      'number. The documents in between move by one. Must not be null.',
  })
  position?: number | null;
}

@ObjectType({ simpleResolvers: true, description: 'The restricted document that was changed.' })
export class UpdateRestrictedDocumentPayload {
  @Field(() => RestrictedDocument, { description: 'The restricted document as it is now.' })
  restrictedDocument!: RestrictedDocument;
}
