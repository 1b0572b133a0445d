import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { Cached } from '../../../core/types/cached';
import { CountryCodeScalar } from '../../../core/types/country-code';

/** Maximum of one count. */
export const MAX_PEOPLE = 100_000;

@Cached('revision')
@ObjectType({
  simpleResolvers: true,
  description: 'Row of people who took part in an activity, by the country and the organisation that they came from.',
})
export class Participation {
  readonly countryCode!: string | null;

  readonly organisationId!: number | null;

  @Field(() => Int, { nullable: true, description: 'Number of women. Null if nobody has counted them.' })
  women!: number | null;

  @Field(() => Int, { nullable: true, description: 'Number of men. Null if nobody has counted them.' })
  men!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of people whose sex is not stated. Null if nobody has counted such people.',
  })
  unspecified!: number | null;

  @Field(() => Int, { description: 'Number of people: women, men and people whose sex is not stated.' })
  total!: number;

  @Field({
    description: 'True if the row stands for several rows, because at least one of them is too small to be shown.',
  })
  isMerged!: boolean;
}

@Cached('revision')
@ObjectType({
  simpleResolvers: true,
  description:
    'Sums of the published rows of participation. A count that is null adds nothing. A sum above 2,147,483,647 is given ' +
    'as that number.',
})
export class ParticipantCount {
  @Field(() => Int, { description: 'Number of women.' })
  women!: number;

  @Field(() => Int, { description: 'Number of men.' })
  men!: number;

  @Field(() => Int, { description: 'Number of people whose sex is not stated.' })
  unspecified!: number;

  @Field(() => Int, { description: 'Number of people: women, men and people whose sex is not stated.' })
  total!: number;
}

const count = (people: string) => ({
  nullable: true,
  description: `Number of ${people}: 0 to ${MAX_PEOPLE.toLocaleString('en')}. Null if nobody has counted them.`,
});

@InputType({
  description:
    'Row of people who took part in an activity, with at least one person. Rows that are too small are merged where the ' +
    'public sees them.',
})
export class ParticipationInput {
  @Field(() => CountryCodeScalar, {
    nullable: true,
    description: 'ISO 3166-1 alpha-2 code of the country that the people came from. Null if unknown.',
  })
  country?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Slug of the organisation that the people came from. Null if unknown.',
  })
  organisation?: string | null;

  @Field(() => Int, count('women'))
  women?: number | null;

  @Field(() => Int, count('men'))
  men?: number | null;

  @Field(() => Int, count('people whose sex is not stated'))
  unspecified?: number | null;
}
