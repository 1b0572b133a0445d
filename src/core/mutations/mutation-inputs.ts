import { Field, ID, InputType, Int } from 'type-graphql';

/** What every mutation that writes content takes. */
@InputType()
export abstract class MutationInput {
  @Field(() => String, {
    nullable: true,
    description:
      'A name for this call, of 1 to 200 characters. Sent again within 24 hours by the same account or API key with the same input, nothing is done, and the answer is the thing as it is then; with another input it is CONFLICT.',
  })
  clientMutationId?: string | null;
}

/** What every mutation takes that changes a thing. */
@InputType()
export abstract class ChangeInput extends MutationInput {
  @Field(() => ID, { description: 'What is to be changed.' })
  id!: string;

  @Field(() => Int, {
    description: 'The version that the change is based on; when that is not the current one, it is CONFLICT.',
  })
  version!: number;
}
