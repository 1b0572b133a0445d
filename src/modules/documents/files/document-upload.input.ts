import { Field, ID, InputType, Int } from 'type-graphql';
import { MutationInput } from '../../../core/mutations/mutation-inputs';

@InputType({ description: 'A document that an activity is to have.' })
export class CreateRestrictedDocumentInput extends MutationInput {
  @Field(() => ID, { description: 'The activity.' })
  activityId!: string;

  @Field({ description: 'Its title, which everyone who sees the activity sees: 1 to 500 characters.' })
  title!: string;

  @Field({ description: 'The name of the file that is to be uploaded, with an extension that says what kind it is.' })
  fileName!: string;
}

@InputType({ description: 'A file that is to take the place of the one that a document has.' })
export class ReplaceRestrictedDocumentFileInput {
  @Field(() => ID, { description: 'The document.' })
  restrictedDocumentId!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'The `version` of the content that the file is to take the place of; null: there is none yet. When there is another, now or when the upload ends, it is CONFLICT. Absent: whichever there is.',
  })
  contentVersion?: number | null;

  @Field({ description: 'The name of the file that is to be uploaded, with an extension that says what kind it is.' })
  fileName!: string;
}
