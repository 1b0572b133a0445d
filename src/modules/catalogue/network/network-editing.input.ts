import { Field, ID, InputType, Int } from 'type-graphql';
import { PartialDateScalar } from '../../../core/types/partial-date';
import { MutationInput } from '../../../core/mutations/mutation-inputs';

/** What may be said of a network, when it is made and when it is changed. */
@InputType()
abstract class NetworkFields extends MutationInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Names it in URLs; made of the name when it is null, or absent from a new one. Absent from a change, it stays.',
  })
  slug?: string | null;

  @Field(() => String, { nullable: true, description: 'What it is called for short; at most 50 characters.' })
  acronym?: string | null;

  @Field(() => String, { nullable: true, description: 'What it is for, as Markdown; at most 60,000 characters.' })
  description?: string | null;

  @Field(() => PartialDateScalar, { nullable: true, description: 'When it was launched.' })
  since?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'The slugs of the organisations that support it; at most 100.',
  })
  supportedBy?: string[] | null;
}

@InputType({ description: 'A network that is to be made, as a draft; countries are admitted to it afterwards.' })
export class CreateNetworkInput extends NetworkFields {
  @Field({ description: 'Its full name, of 1 to 200 characters.' })
  name!: string;
}

@InputType({ description: 'What is to change of a network: what is absent stays, null clears.' })
export class UpdateNetworkInput extends NetworkFields {
  @Field(() => ID, { description: 'The network.' })
  id!: string;

  @Field(() => Int, {
    description: 'The version that the change is based on; when that is not the current one, it is CONFLICT.',
  })
  version!: number;

  @Field(() => String, { nullable: true, description: 'Its full name; cannot be cleared.' })
  name?: string | null;
}
