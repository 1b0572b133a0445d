import { Field, InputType } from 'type-graphql';
import { ChangeInput, MutationInput } from '../../../core/mutations/mutation-inputs';

const described = {
  acronym: 'What it is called for short; at most 50 characters.',
  description: 'What it is for, as Markdown; at most 60,000 characters.',
};

@InputType({ description: 'A programme that is to be made.' })
export class CreateProgrammeInput extends MutationInput {
  @Field(() => String, { nullable: true, description: 'Names it in URLs and filters; made of the name when absent.' })
  slug?: string | null;

  @Field({ description: 'Its full name, of 1 to 200 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: described.acronym })
  acronym?: string | null;

  @Field(() => String, { nullable: true, description: described.description })
  description?: string | null;
}

@InputType({ description: 'What is to change of a programme: what is absent stays, null clears.' })
export class UpdateProgrammeInput extends ChangeInput {
  @Field(() => String, { nullable: true, description: 'Names it in URLs and filters; null: made of the name anew.' })
  slug?: string | null;

  @Field(() => String, { nullable: true, description: 'Its full name; cannot be cleared.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: described.acronym })
  acronym?: string | null;

  @Field(() => String, { nullable: true, description: described.description })
  description?: string | null;
}

@InputType({ description: 'Which programme it is.' })
export class DeleteProgrammeInput extends ChangeInput {}
