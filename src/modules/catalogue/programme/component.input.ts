import { Field, InputType } from 'type-graphql';
import { ChangeInput, MutationInput } from '../../../core/mutations/mutation-inputs';

const describedDescription = 'What it is for, as Markdown; at most 60,000 characters.';

@InputType({ description: 'A component that is to be made.' })
export class CreateComponentInput extends MutationInput {
  @Field({ description: 'Names it in filters: 1 to 50 characters, unique among components.' })
  code!: string;

  @Field({ description: 'Its name, of 1 to 200 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: describedDescription })
  description?: string | null;

  @Field({ description: 'The slug of the programme that it is a part of.' })
  programme!: string;
}

@InputType({ description: 'What is to change of a component: what is absent stays, null clears.' })
export class UpdateComponentInput extends ChangeInput {
  @Field(() => String, { nullable: true, description: 'Names it in filters; cannot be cleared.' })
  code?: string | null;

  @Field(() => String, { nullable: true, description: 'Its name; cannot be cleared.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: describedDescription })
  description?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The slug of its programme; cannot be cleared, nor changed while activities have the component.',
  })
  programme?: string | null;
}

@InputType({ description: 'Which component it is.' })
export class DeleteComponentInput extends ChangeInput {}
