import { Field, InputType } from 'type-graphql';
import { ChangeInput, MutationInput } from '../../../core/mutations/mutation-inputs';

@InputType({ description: 'A region that is to be made.' })
export class CreateRegionInput extends MutationInput {
  @Field({ description: 'Names it in filters: 1 to 50 characters, unique among regions.' })
  code!: string;

  @Field({ description: 'Its name, of 1 to 200 characters.' })
  name!: string;
}

@InputType({ description: 'What is to change of a region: what is absent stays.' })
export class UpdateRegionInput extends ChangeInput {
  @Field(() => String, { nullable: true, description: 'Names it in filters; cannot be cleared.' })
  code?: string | null;

  @Field(() => String, { nullable: true, description: 'Its name; cannot be cleared.' })
  name?: string | null;
}

@InputType({ description: 'Which region it is.' })
export class DeleteRegionInput extends ChangeInput {}
