import { Field, InputType, ObjectType } from 'type-graphql';
import type { Problems } from '../../../core/mutations/problems';
import { Cached } from '../../../core/types/cached';
import { CurrencyCodeScalar } from '../../../core/types/currency-code';
import { DecimalScalar } from '../../../core/types/decimal';

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Exact amount of money in one currency.' })
export class Money {
  @Field(() => DecimalScalar, { description: 'Amount in units of the currency, for example "1250000.5" euros.' })
  amount!: string;

  @Field(() => CurrencyCodeScalar, { description: 'ISO 4217 code of the currency.' })
  currency!: string;
}

@InputType({ description: 'Exact amount of money in one currency.' })
export class MoneyInput {
  @Field(() => DecimalScalar, {
    description: 'Amount in units of the currency, with at most 16 digits before the point and 9 after it.',
  })
  amount!: string;

  @Field(() => CurrencyCodeScalar, { description: 'ISO 4217 code of the currency.' })
  currency!: string;
}

/** Maximum digits of an amount before its point: sums of many of them must fit into 64 bits. */
const MAX_WHOLE_DIGITS = 16;

const NANOS_IN_UNIT = 1_000_000_000n;

/** Checks that an amount can be summed with others. */
export function checkAmount(problems: Problems, path: string, amount: string): void {
  if (/^-?\d{17}/.test(amount)) {
    problems.add(path, 'INVALID', `must have at most ${MAX_WHOLE_DIGITS} digits before the point`);
  }
}

/**
 * The columns that sums add: the whole units of an amount and the billionths beyond them, which have the same sign. As texts,
 * which both databases store in columns of integers without loss.
 */
export function unitsAndNanos(nanos: bigint): { units: string; nanos: string } {
  return { units: String(nanos / NANOS_IN_UNIT), nanos: String(nanos % NANOS_IN_UNIT) };
}

/** The billionths of a sum of such columns, each as text. */
export function nanosOfSums(units: string, nanos: string): bigint {
  return BigInt(units) * NANOS_IN_UNIT + BigInt(nanos);
}
