import { Field, ID, InputType, Int } from 'type-graphql';

/** The base class of inputs of mutations that write content. */
@InputType()
export abstract class MutationInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Idempotency key of the call of `{mutation}`, 1 to 200 characters. If the same account or API key ' +
      'repeats the call within 24 hours with the same key and input, nothing changes again and the result ' +
      'shows the current state. The same key with another input is CONFLICT.',
  })
  clientMutationId?: string | null;
}

/** The base class of inputs of mutations that change an existing object. */
@InputType()
export abstract class ChangeInput extends MutationInput {
  @Field(() => ID, { description: 'Global id of the object that `{mutation}` changes.' })
  id!: string;

  @Field(() => Int, {
    description: 'Version of the object that `{mutation}` is based on. CONFLICT if it is not the current version.',
  })
  version!: number;
}
