import { Field, ID, InputType, Int } from 'type-graphql';

/** The base class of inputs of mutations that write content. */
@InputType()
export abstract class MutationInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Idempotency key of the call of `{mutation}`, 1 to 200 characters. If the same account or API key ' +
      'repeats the call within 24 hours with the same key and input, the change is not made again, and the result ' +
      'shows the current state. If it would show an object that has been deleted since, the repeat is NOT_FOUND. ' +
      'The same key with another input is CONFLICT.',
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

/** One call of a mutation that changes an existing object. */
export interface ChangeCall {
  /** The name of the mutation in the schema. */
  readonly mutation: string;
  readonly input: ChangeInput;
}
