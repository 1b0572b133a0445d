import { Field, ID, InputType, Int } from 'type-graphql';

/** The base class of inputs of mutations that write content. */
@InputType()
export abstract class MutationInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Key of 1 to 200 characters that makes it safe to repeat the call of `{mutation}` within 24 hours: see ' +
      'docs/authoring.md#concurrent-and-repeated-changes.',
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
