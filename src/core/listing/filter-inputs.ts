import { Field, InputType, Int } from 'type-graphql';
import { PartialDateScalar } from '../types/partial-date';
import { DateTimeScalar } from '../types/scalars';

@InputType({
  description:
    'Conditions on a text, all of which must be met. Texts are compared without case, accents, soft ' +
    'hyphens and kinds of apostrophe; ß equals ss.',
})
export class StringFilter {
  @Field(() => String, { nullable: true, description: 'Text that the value must equal.' })
  eq?: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Texts, one of which the value must equal. An empty list matches nothing.',
  })
  in?: string[];

  @Field(() => String, { nullable: true, description: 'Text that the value must contain.' })
  contains?: string;

  @Field(() => String, { nullable: true, description: 'Text that the value must begin with.' })
  startsWith?: string;

  @Field(() => Boolean, { nullable: true, description: 'True matches a missing text, false matches a present one.' })
  isNull?: boolean;
}

@InputType({ description: 'Conditions on an integer, all of which must be met.' })
export class IntFilter {
  @Field(() => Int, { nullable: true, description: 'Number that the value must equal.' })
  eq?: number;

  @Field(() => [Int], {
    nullable: true,
    description: 'Numbers, one of which the value must equal. An empty list matches nothing.',
  })
  in?: number[];

  @Field(() => Int, { nullable: true, description: 'Smallest number that the value may be.' })
  gte?: number;

  @Field(() => Int, { nullable: true, description: 'Largest number that the value may be.' })
  lte?: number;

  @Field(() => Boolean, { nullable: true, description: 'True matches an unknown number, false matches a known one.' })
  isNull?: boolean;
}

@InputType({
  description:
    'Conditions on a date, all of which must be met. A date that is known to the year or the month ' +
    'compares as its first day, in the data and in the condition: 2014 equals 2014-01-01.',
})
export class DateFilter {
  @Field(() => PartialDateScalar, { nullable: true, description: 'Date that the value must equal.' })
  eq?: string;

  @Field(() => PartialDateScalar, { nullable: true, description: 'Earliest date that the value may be.' })
  gte?: string;

  @Field(() => PartialDateScalar, { nullable: true, description: 'Latest date that the value may be.' })
  lte?: string;

  @Field(() => Boolean, { nullable: true, description: 'True matches an unknown date, false matches a known one.' })
  isNull?: boolean;
}

@InputType({ description: 'Conditions on an instant, all of which must be met.' })
export class DateTimeFilter {
  @Field(() => DateTimeScalar, { nullable: true, description: 'Earliest instant that the value may be.' })
  gte?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Latest instant that the value may be.' })
  lte?: string;

  @Field(() => Boolean, { nullable: true, description: 'True matches an unknown instant, false matches a known one.' })
  isNull?: boolean;
}
