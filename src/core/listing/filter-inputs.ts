import { Field, InputType, Int } from 'type-graphql';
import { PartialDateScalar } from '../types/partial-date';
import { DateTimeScalar } from '../types/scalars';

@InputType({
  description:
    'Conditions on a text, compared without case, accents, soft hyphens and the kind of apostrophe, and with ss for ß. All that are given must hold.',
})
export class StringFilter {
  @Field(() => String, { nullable: true, description: 'The whole text.' })
  eq?: string;

  @Field(() => [String], {
    nullable: true,
    description: 'The whole text, one of these; an empty list matches nothing.',
  })
  in?: string[];

  @Field(() => String, { nullable: true, description: 'A part of the text.' })
  contains?: string;

  @Field(() => String, { nullable: true, description: 'How the text begins.' })
  startsWith?: string;

  @Field(() => Boolean, { nullable: true, description: 'true: there is no text; false: there is one.' })
  isNull?: boolean;
}

@InputType({ description: 'Conditions on a whole number. All that are given must hold.' })
export class IntFilter {
  @Field(() => Int, { nullable: true, description: 'Just this number.' })
  eq?: number;

  @Field(() => [Int], { nullable: true, description: 'One of these; an empty list matches nothing.' })
  in?: number[];

  @Field(() => Int, { nullable: true, description: 'This number or above.' })
  gte?: number;

  @Field(() => Int, { nullable: true, description: 'This number or below.' })
  lte?: number;

  @Field(() => Boolean, { nullable: true, description: 'true: the number is unknown; false: it is known.' })
  isNull?: boolean;
}

@InputType({
  description:
    'Conditions on a date. Dates known to the year or the month compare as their first day, on both sides: ' +
    '2014 is 2014-01-01. All that are given must hold.',
})
export class DateFilter {
  @Field(() => PartialDateScalar, { nullable: true, description: 'Just this first day.' })
  eq?: string;

  @Field(() => PartialDateScalar, { nullable: true, description: 'This day or later.' })
  gte?: string;

  @Field(() => PartialDateScalar, { nullable: true, description: 'This day or earlier.' })
  lte?: string;

  @Field(() => Boolean, { nullable: true, description: 'true: the date is unknown; false: it is known.' })
  isNull?: boolean;
}

@InputType({ description: 'Conditions on an instant. All that are given must hold.' })
export class DateTimeFilter {
  @Field(() => DateTimeScalar, { nullable: true, description: 'This instant or later.' })
  gte?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'This instant or earlier.' })
  lte?: string;

  @Field(() => Boolean, { nullable: true, description: 'true: the instant is unknown; false: it is known.' })
  isNull?: boolean;
}
