import { ArgsType, Field, InputType, ObjectType } from 'type-graphql';
import { ConditionCost, costOfTranslatedText } from '../../../core/cost/condition-cost';
import { withChanges } from '../../../core/fields/content-inputs';
import { PagingArgs } from '../../../core/listing/connection';
import { Combinable, NO_NULL, StringFilter } from '../../../core/listing/filter-inputs';
import { ChangeInput } from '../../../core/mutations/mutation-inputs';
import { RestrictedDocument } from './restricted-document.entity';
import { publishableRestrictedDocument } from './restricted-document.fields';

@Combinable('document')
@InputType({ description: 'Conditions on restricted documents, all of which must be met. ' + NO_NULL })
export class RestrictedDocumentFilter {
  @ConditionCost(1.5, costOfTranslatedText('restricted_document'))
  @Field(() => StringFilter, {
    nullable: true,
    description:
      'Condition on the title of the document, in one of the languages in which it is available. Drafts of translations count.',
  })
  title?: StringFilter;
}

@ArgsType()
export class RestrictedDocumentsArgs extends PagingArgs {
  @Field(() => RestrictedDocumentFilter, {
    nullable: true,
    description: 'Conditions on the documents. If absent, all documents that you may edit are listed.',
  })
  filter?: RestrictedDocumentFilter | null;
}

@InputType({
  description:
    'A change of a restricted document. Absent fields keep their values. To replace the file, use `replaceRestrictedDocumentFile`.',
})
export class UpdateRestrictedDocumentInput extends withChanges(ChangeInput, publishableRestrictedDocument.content) {}

@ObjectType({ simpleResolvers: true, description: 'The restricted document that was changed.' })
export class UpdateRestrictedDocumentPayload {
  @Field(() => RestrictedDocument, { description: 'The restricted document as it is now.' })
  restrictedDocument!: RestrictedDocument;
}
