import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { LocalizedChangeInput } from '../../../core/mutations/mutation-inputs';
import { RestrictedDocument } from './restricted-document.entity';

@InputType({
  description:
    'A change of a restricted document. Absent fields keep their values. To replace the file, use replaceRestrictedDocumentFile.',
})
export class UpdateRestrictedDocumentInput extends LocalizedChangeInput {
  @Field(() => String, {
    nullable: true,
    description: 'The title of the document, 1 to 500 characters; null is rejected.',
  })
  title?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The new position of the document among the documents of its activity, counted from 1. The documents in between move by one. If null, the position does not change.',
  })
  position?: number | null;
}

@ObjectType({ simpleResolvers: true, description: 'The restricted document that was changed.' })
export class UpdateRestrictedDocumentPayload {
  @Field(() => RestrictedDocument, { description: 'The restricted document as it is now.' })
  restrictedDocument!: RestrictedDocument;
}
