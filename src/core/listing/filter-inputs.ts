import { Field, InputType, Int } from 'type-graphql';
import { ConditionCost } from '../cost/condition-cost';
import { PartialDateScalar } from '../types/partial-date';
import { DateTimeScalar } from '../types/scalars';

/** Ends the description of each filter. */
export const NO_NULL = 'Null is BAD_USER_INPUT: leave a condition out instead.';

/**
 * Adds the conditions `and`, `or` and `not` to an input type with conditions on items.
 *
 * @param noun one item, in descriptions: `news item`
 */
export function Combinable(noun: string) {
  return (filter: new () => object): void => {
    const combine = (name: string, type: () => object, description: string): void => {
      Field(type, { nullable: true, description })(filter.prototype as object, name);
    };
    combine('and', () => [filter], `Conditions on the ${noun}, all of which must be met.`);
    combine(
      'or',
      () => [filter],
      `Conditions on the ${noun}, at least one of which must be met. An empty list matches nothing.`,
    );
    combine('not', () => filter, `Condition that the ${noun} must not meet.`);
  };
}

@InputType({
  description:
    'Conditions on a text, all of which must be met. Texts are compared without case, accents, soft ' +
    `hyphens and kinds of apostrophe; ß equals ss. ${NO_NULL}`,
})
export class StringFilter {
  @ConditionCost(0.1)
  @Field(() => String, { nullable: true, description: 'Text that the value must equal.' })
  eq?: string;

  @ConditionCost(0.02)
  @Field(() => [String], {
    nullable: true,
    description: 'Matches a value that equals one of these texts. An empty list matches nothing.',
  })
  in?: string[];

  @ConditionCost(0.5)
  @Field(() => String, { nullable: true, description: 'Text that the value must contain.' })
  contains?: string;

  @ConditionCost(0.1)
  @Field(() => String, { nullable: true, description: 'Text that the value must begin with.' })
  startsWith?: string;

  @ConditionCost(0.1)
  @Field(() => Boolean, { nullable: true, description: 'True matches a missing text, false matches a present one.' })
  isNull?: boolean;
}

@InputType({ description: `Conditions on an integer, all of which must be met. ${NO_NULL}` })
export class IntFilter {
  @ConditionCost(0.1)
  @Field(() => Int, { nullable: true, description: 'Number that the value must equal.' })
  eq?: number;

  @ConditionCost(0.02)
  @Field(() => [Int], {
    nullable: true,
    description: 'Matches a value that equals one of these numbers. An empty list matches nothing.',
  })
  in?: number[];

  @ConditionCost(0.1)
  @Field(() => Int, { nullable: true, description: 'Smallest number that the value may be.' })
  gte?: number;

  @ConditionCost(0.1)
  @Field(() => Int, { nullable: true, description: 'Largest number that the value may be.' })
  lte?: number;

  @ConditionCost(0.1)
  @Field(() => Boolean, { nullable: true, description: 'True matches an unknown number, false matches a known one.' })
  isNull?: boolean;
}

@InputType({
  description:
    'Conditions on a date, all of which must be met. In the data, a date that is known to the year or the month ' +
    `compares as its first day. In a condition, it stands for the whole year or month. ${NO_NULL}`,
})
export class DateFilter {
  @ConditionCost(0.1)
  @Field(() => PartialDateScalar, {
    nullable: true,
    description: 'Day that the value must equal, or year or month in which it must lie.',
  })
  eq?: string;

  @ConditionCost(0.1)
  @Field(() => PartialDateScalar, {
    nullable: true,
    description: 'Earliest date that the value may be: of a year or a month, its first day.',
  })
  gte?: string;

  @ConditionCost(0.1)
  @Field(() => PartialDateScalar, {
    nullable: true,
    description: 'Latest date that the value may be: of a year or a month, its last day.',
  })
  lte?: string;

  @ConditionCost(0.1)
  @Field(() => Boolean, { nullable: true, description: 'True matches an unknown date, false matches a known one.' })
  isNull?: boolean;
}

@InputType({ description: `Conditions on an instant, all of which must be met. ${NO_NULL}` })
export class DateTimeFilter {
  @ConditionCost(0.1)
  @Field(() => DateTimeScalar, { nullable: true, description: 'Earliest instant that the value may be.' })
  gte?: string;

  @ConditionCost(0.1)
  @Field(() => DateTimeScalar, { nullable: true, description: 'Latest instant that the value may be.' })
  lte?: string;

  @ConditionCost(0.1)
  @Field(() => Boolean, { nullable: true, description: 'True matches an unknown instant, false matches a known one.' })
  isNull?: boolean;
}
