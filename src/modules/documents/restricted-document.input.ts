import { Field, InputType, Int } from 'type-graphql';
import { ChangeInput } from '../../core/mutations/mutation-inputs';

@InputType({
  description:
    'What is to change of a restricted document: what is absent stays. Its file is replaced by replaceRestrictedDocumentFile.',
})
export class UpdateRestrictedDocumentInput extends ChangeInput {
  @Field(() => String, { nullable: true, description: 'Its title, of 1 to 500 characters; cannot be cleared.' })
  title?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Its place among the documents of its activity, from 1; those between the old and the new one move by one. null: as absent.',
  })
  position?: number | null;
}
