import { Field, ID, InputType, Int } from 'type-graphql';
import { DateTimeScalar } from '../../../core/types/scalars';
import { MutationInput } from '../../../core/mutations/mutation-inputs';

/** What may be said of a piece of news, when it is made and when it is changed. */
@InputType()
abstract class NewsItemFields extends MutationInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Names it in URLs; made of the headline when it is null, or absent from a new one. Absent from a change, it stays.',
  })
  slug?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The whole text, as Markdown; at most 60,000 characters.',
  })
  body?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When it was first published; null, or absent from a new one: unknown until the public begins to see it here, and then that instant. Absent from a change, it stays.',
  })
  publishedAt?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'The slugs of the activities that it is about; at most 100.',
  })
  activities?: string[] | null;
}

@InputType({ description: 'A piece of news that is to be made, as a draft.' })
export class CreateNewsItemInput extends NewsItemFields {
  @Field({ description: 'Its headline, of 1 to 300 characters.' })
  title!: string;

  @Field({ description: 'What it says, in one or two sentences of plain text; 1 to 2,000 characters.' })
  excerpt!: string;
}

@InputType({ description: 'What is to change of a piece of news: what is absent stays, null clears.' })
export class UpdateNewsItemInput extends NewsItemFields {
  @Field(() => ID, { description: 'The piece of news.' })
  id!: string;

  @Field(() => Int, {
    description: 'The version that the change is based on; when that is not the current one, it is CONFLICT.',
  })
  version!: number;

  @Field(() => String, { nullable: true, description: 'Its headline; cannot be cleared.' })
  title?: string | null;

  @Field(() => String, { nullable: true, description: 'What it says, in short; cannot be cleared.' })
  excerpt?: string | null;
}
