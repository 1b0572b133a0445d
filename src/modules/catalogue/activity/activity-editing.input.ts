import { Field, ID, InputType, Int } from 'type-graphql';
import { PartialDateScalar } from '../../../core/types/partial-date';
import { MutationInput } from '../../../core/mutations/mutation-inputs';
import { CountryCodeScalar } from '../../../core/types/country-code';
import { ActivityType } from './operative-dimension';

/** What may be said of an activity, when it is made and when it is changed. */
@InputType()
abstract class ActivityFields extends MutationInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Names it in URLs; made of the title when it is null, or absent from a new one. Absent from a change, it stays.',
  })
  slug?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What it is, at length, as Markdown; at most 60,000 characters.',
  })
  description?: string | null;

  @Field(() => PartialDateScalar, { nullable: true, description: 'When it begins.' })
  startsOn?: string | null;

  @Field(() => PartialDateScalar, { nullable: true, description: 'When it ends; not before it begins.' })
  endsOn?: string | null;

  @Field(() => String, { nullable: true, description: 'The slug of its programme.' })
  programme?: string | null;

  @Field(() => String, { nullable: true, description: 'Its code in its programme; unique among activities.' })
  code?: string | null;

  @Field(() => Int, { nullable: true, description: 'The year that it is counted in: one in which it takes place.' })
  year?: number | null;

  @Field(() => String, { nullable: true, description: 'The code of the component of its programme.' })
  component?: string | null;

  @Field(() => String, { nullable: true, description: 'The code of the region that it is for.' })
  region?: string | null;

  @Field(() => CountryCodeScalar, { nullable: true, description: 'The country where it is held.' })
  country?: string | null;

  @Field(() => String, { nullable: true, description: 'The town or site where it is held; at most 100 characters.' })
  place?: string | null;

  @Field(() => ActivityType, { nullable: true, description: 'What kind of activity it is.' })
  activityType?: ActivityType | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'The slugs of the networks that take part; at most 100. Editors of one network name their own, and besides only those that take part already: FORBIDDEN otherwise.',
  })
  networks?: string[] | null;

  @Field(() => [CountryCodeScalar], {
    nullable: true,
    description: 'The countries that take part, each once; at most 100.',
  })
  participatingCountries?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Its subjects, the foremost first, each once whatever its case and accents; at most 100, of at most 100 characters.',
  })
  topics?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Its objectives, in their order; at most 100.' })
  objectives?: string[] | null;
}

@InputType({ description: 'An activity that is to be made, as a draft.' })
export class CreateActivityInput extends ActivityFields {
  @Field({ description: 'Its title, of 1 to 300 characters.' })
  title!: string;

  @Field({ description: 'What it is, in one or two sentences of plain text; 1 to 2,000 characters.' })
  summary!: string;
}

@InputType({ description: 'What is to change of an activity: what is absent stays, null clears.' })
export class UpdateActivityInput extends ActivityFields {
  @Field(() => ID, { description: 'The activity.' })
  id!: string;

  @Field(() => Int, {
    description: 'The version that the change is based on; when that is not the current one, it is CONFLICT.',
  })
  version!: number;

  @Field(() => String, { nullable: true, description: 'Its title; cannot be cleared.' })
  title?: string | null;

  @Field(() => String, { nullable: true, description: 'What it is, in short; cannot be cleared.' })
  summary?: string | null;
}
