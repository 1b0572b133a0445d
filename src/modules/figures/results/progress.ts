import { decimalOf, nanosOf } from '../../../core/types/decimal';
import { IndicatorMeasure } from './result';

const NANOS_IN_HUNDREDTH = 10_000_000n;

/** A measurement, as far as progress is computed from it. */
export interface Measured {
  readonly value: string;
  /** False if it is about a part, in a dimension. */
  readonly isWhole: boolean;
}

interface MeasuredIndicator {
  readonly measure: IndicatorMeasure;
  readonly isAscending: boolean;
  readonly baseline: Measured | null;
}

interface MeasuredPeriod {
  readonly targets: readonly Measured[];
  readonly actuals: readonly Measured[];
}

/**
 * The part of the way from the baseline to the target that was covered in a period, in percent, to two places; see
 * docs/figures.md. Null where it means nothing.
 */
export function progressOf(
  { measure, isAscending, baseline }: MeasuredIndicator,
  { targets, actuals }: MeasuredPeriod,
): string | null {
  // Differences of categories, ranks and texts mean nothing.
  if (measure !== IndicatorMeasure.UNIT && measure !== IndicatorMeasure.PERCENTAGE) return null;
  const [target, actual] = [onlyWhole(targets), onlyWhole(actuals)];
  // What grows begins at nothing unless a baseline says otherwise. What falls begins somewhere above its target.
  const from = baseline === null ? (isAscending ? 0n : null) : onlyWhole([baseline]);
  if (target === null || actual === null || from === null) return null;
  const way = target - from;
  if (way === 0n || way > 0n !== isAscending) return null;
  return decimalOf(divideRounding((actual - from) * 10_000n, way) * NANOS_IN_HUNDREDTH);
}

/** The only measurement that is about the whole, in billionths; null if there is none or more than one. */
function onlyWhole(measurements: readonly Measured[]): bigint | null {
  const [only, ...others] = measurements.filter(({ isWhole }) => isWhole);
  return only === undefined || others.length > 0 ? null : nanosOf(only.value);
}

/** The nearest integer to a quotient; of two equally near ones, the one farther from zero. */
function divideRounding(dividend: bigint, divisor: bigint): bigint {
  const isNegative = dividend < 0n !== divisor < 0n;
  const [above, below] = [dividend, divisor].map((one) => (one < 0n ? -one : one)) as [bigint, bigint];
  const quotient = (2n * above + below) / (2n * below);
  return isNegative ? -quotient : quotient;
}
