import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { Cost } from '../../../core/cost/field-cost';
import { MAX_INDICATORS, MAX_MEASUREMENTS, MAX_PERIODS } from '../../../core/limits';
import { Cached } from '../../../core/types/cached';
import { DecimalScalar } from '../../../core/types/decimal';
import { DateScalar } from '../../../core/types/scalars';
import { LongText } from '../../../core/types/text';

export enum ResultType {
  OUTPUT = 'OUTPUT',
  OUTCOME = 'OUTCOME',
  IMPACT = 'IMPACT',
  OTHER = 'OTHER',
}

registerEnumType(ResultType, {
  name: 'ResultType',
  description: 'Type of a result.',
  valuesConfig: {
    OUTPUT: { description: 'Product of the activity itself, such as a course that was held.' },
    OUTCOME: { description: 'Change that the outputs make for those whom they reach, in the medium term.' },
    IMPACT: { description: 'Change in the long term, to which the activity contributes.' },
    OTHER: { description: 'Any other type of result.' },
  },
});

export enum IndicatorMeasure {
  UNIT = 'UNIT',
  PERCENTAGE = 'PERCENTAGE',
  NOMINAL = 'NOMINAL',
  ORDINAL = 'ORDINAL',
  QUALITATIVE = 'QUALITATIVE',
}

registerEnumType(IndicatorMeasure, {
  name: 'IndicatorMeasure',
  description: 'Way in which an indicator is measured.',
  valuesConfig: {
    UNIT: { description: 'Number of something.' },
    PERCENTAGE: { description: 'Share in percent.' },
    NOMINAL: { description: 'Number that stands for a category. Categories have no order.' },
    ORDINAL: { description: 'Number that stands for a place in an order, such as a grade.' },
    QUALITATIVE: { description: 'Text. It has no number.' },
  },
});

/** Maximum dimensions of a measurement. */
export const MAX_DIMENSIONS = 10;

/** The most indicators, periods and measurements of an activity, all counted together. */
export const MAX_RESULT_ROWS = 2_000;

@Cached('revision')
@ObjectType({
  simpleResolvers: true,
  description: 'Part of the whole that a measurement is about, such as "sex" with the value "women".',
})
export class MeasuredDimension {
  @Field({ description: 'Name of the dimension, such as "sex".' })
  name!: string;

  @Field({ description: 'Value in the dimension, such as "women".' })
  value!: string;
}

/** A measurement as a part of content. All fields are present, in a fixed order. */
export interface MeasurementContent {
  readonly value: string;
  readonly date: string | null;
  readonly comment: string | null;
  readonly dimensions: readonly MeasuredDimension[];
}

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Baseline, target or actual value of an indicator.' })
export class Measurement {
  @LongText()
  @Field({ description: 'Value as text: a Decimal, or a sentence if the indicator is QUALITATIVE.' })
  value!: string;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'Value as a number. Null if the indicator is QUALITATIVE.',
  })
  number!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Day of the measurement. Null if it is not stated.' })
  date!: string | null;

  @LongText()
  @Field(() => String, { nullable: true, description: 'Comment as plain text. Null if there is none.' })
  comment!: string | null;

  @Cost({ size: { assumed: MAX_DIMENSIONS } })
  @Field(() => [MeasuredDimension], {
    description: 'Part that the measurement is about. Empty if it is about the whole.',
  })
  dimensions!: readonly MeasuredDimension[];
}

/** A period of an indicator as a part of content. */
export interface PeriodContent {
  readonly start: string;
  readonly end: string;
  readonly targets: readonly MeasurementContent[];
  readonly actuals: readonly MeasurementContent[];
}

/** An indicator as a part of content. */
export interface IndicatorContent {
  readonly title: string;
  readonly measure: IndicatorMeasure;
  readonly isAscending: boolean;
  readonly baseline: MeasurementContent | null;
  readonly periods: readonly PeriodContent[];
}

/** A result as a part of content. */
export interface ResultContent {
  readonly type: ResultType;
  readonly title: string;
  readonly description: string | null;
  readonly indicators: readonly IndicatorContent[];
}

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Period for which an indicator has targets and actual values.' })
export class IndicatorPeriod {
  indicatorId!: number;

  /** From 1. */
  position!: number;

  @Field(() => DateScalar, { description: 'First day of the period.' })
  start!: string;

  @Field(() => DateScalar, { description: 'Last day of the period.' })
  end!: string;
}

@InputType({ description: 'Part of the whole that a measurement is about.' })
export class MeasuredDimensionInput {
  @Field({ description: 'Name of the dimension, 1 to 200 characters. A measurement has each name at most once.' })
  name!: string;

  @Field({ description: 'Value in the dimension, 1 to 200 characters.' })
  value!: string;
}

@InputType({ description: 'Baseline, target or actual value of an indicator.' })
export class MeasurementInput {
  @Field({
    description:
      'Value: a number in the form of the scalar Decimal, or a text of 1 to 2,000 characters if the indicator is QUALITATIVE.',
  })
  value!: string;

  @Field(() => DateScalar, { nullable: true, description: 'Day of the measurement, in the years 1900 to 2200.' })
  date?: string | null;

  @Field(() => String, { nullable: true, description: 'Comment as plain text, at most 2,000 characters.' })
  comment?: string | null;

  @Field(() => [MeasuredDimensionInput], {
    nullable: true,
    description: `Part that the measurement is about, at most ${MAX_DIMENSIONS} dimensions. The whole if null or absent.`,
  })
  dimensions?: MeasuredDimensionInput[] | null;
}

@InputType({ description: 'Period for which an indicator has targets and actual values.' })
export class IndicatorPeriodInput {
  @Field(() => DateScalar, { description: 'First day of the period, in the years 1900 to 2200.' })
  start!: string;

  @Field(() => DateScalar, { description: 'Last day of the period. Must not be before `start`.' })
  end!: string;

  @Field(() => [MeasurementInput], {
    nullable: true,
    description: `Values that are to be reached in their order, at most ${MAX_MEASUREMENTS}. None if null or absent.`,
  })
  targets?: MeasurementInput[] | null;

  @Field(() => [MeasurementInput], {
    nullable: true,
    description: `Values that were reached in their order, at most ${MAX_MEASUREMENTS}. None if null or absent.`,
  })
  actuals?: MeasurementInput[] | null;
}

@InputType({ description: 'Indicator of a result.' })
export class IndicatorInput {
  @Field({ description: 'Title of the indicator, 1 to 300 characters. An indicator whose title stays keeps its id.' })
  title!: string;

  @Field(() => IndicatorMeasure, { description: 'Way in which the new indicator is measured.' })
  measure!: IndicatorMeasure;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True if the indicator improves as it grows; false if it improves as it falls. True if null or absent.',
  })
  isAscending?: boolean | null;

  @Field(() => MeasurementInput, { nullable: true, description: 'Value at the beginning.' })
  baseline?: MeasurementInput | null;

  @Field(() => [IndicatorPeriodInput], {
    nullable: true,
    description: `Periods in their order, at most ${MAX_PERIODS}. None if null or absent.`,
  })
  periods?: IndicatorPeriodInput[] | null;
}

@InputType({ description: 'Result of an activity.' })
export class ResultInput {
  @Field(() => ResultType, { description: 'Type of the new result.' })
  type!: ResultType;

  @Field({ description: 'Title of the result, 1 to 300 characters. A result whose title stays keeps its id.' })
  title!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Description of the result as plain text, at most 2,000 characters.',
  })
  description?: string | null;

  @Field(() => [IndicatorInput], {
    nullable: true,
    description: `Indicators in their order, at most ${MAX_INDICATORS}. None if null or absent.`,
  })
  indicators?: IndicatorInput[] | null;
}
