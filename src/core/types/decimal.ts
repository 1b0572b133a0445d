import { type ASTNode, GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/** Maximum digits of a Decimal before its point: more than a 64-bit integer can have would not fit into a column. */
const MAX_INTEGER_DIGITS = 18;

/** Maximum digits of a Decimal after its point. */
const DECIMAL_PLACES = 9;

/**
 * Maximum characters of a text that is read as a Decimal. A longer one has too many digits, or needless zeros. The pattern below takes time
 * with the square of the number of zeros.
 */
const MAX_TEXT_LENGTH = 100;

const NANOS_IN_ONE = 10n ** BigInt(DECIMAL_PLACES);

/**
 * An exact decimal number, in the code as in responses the text that has no needless zeros: `1250000.5`, `-3`. Equal
 * numbers are equal texts.
 */
export const DecimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description:
    'Exact decimal number as a JSON string, without exponent and trailing zeros, for example "1250000.5" or "-3". It has at ' +
    `most ${MAX_INTEGER_DIGITS} digits before the point and ${DECIMAL_PLACES} after it. Inputs take such strings, and integers ` +
    'between -(2^53 - 1) and 2^53 - 1; other numbers are refused, because JSON does not keep their digits.',
  serialize: (value) => value as string,
  parseValue: (value) => parseDecimal(value),
  parseLiteral: (node) => {
    if (node.kind === Kind.INT) return parseDecimal(Number(node.value), node);
    if (node.kind === Kind.STRING) return parseDecimal(node.value, node);
    throw new GraphQLError('A Decimal must be a string or an integer', { nodes: node });
  },
});

/** The number as a Decimal; null if the text is no decimal number, or has too many digits. `12.50` becomes `12.5`. */
export function canonicalDecimal(text: string): string | null {
  if (text.length > MAX_TEXT_LENGTH) return null;
  // eslint-disable-next-line regexp/no-super-linear-backtracking -- It has at most 100 characters.
  const [, sign, integer, places = ''] = /^(-?)0*(\d+?)(?:\.(\d+?)0*)?$/.exec(text) ?? [];
  if (integer === undefined || integer.length > MAX_INTEGER_DIGITS || places.length > DECIMAL_PLACES) return null;
  const digits = places === '' || places === '0' ? integer : `${integer}.${places}`;
  return sign === '-' && digits !== '0' ? `-${digits}` : digits;
}

/** A Decimal in billionths, in which it is an integer: sums and products of them are exact. */
export function nanosOf(decimal: string): bigint {
  const [integer, places = ''] = decimal.replace('-', '').split('.') as [string, string?];
  const nanos = BigInt(integer) * NANOS_IN_ONE + BigInt(places.padEnd(DECIMAL_PLACES, '0'));
  return decimal.startsWith('-') ? -nanos : nanos;
}

/** The Decimal of a number of billionths. Sums may have more digits before the point than inputs. */
export function decimalOf(nanos: bigint): string {
  const digits = (nanos < 0n ? -nanos : nanos).toString().padStart(DECIMAL_PLACES + 1, '0');
  // eslint-disable-next-line regexp/no-super-linear-move -- It has nine digits.
  const places = digits.slice(-DECIMAL_PLACES).replace(/0+$/, '');
  return `${nanos < 0n ? '-' : ''}${digits.slice(0, -DECIMAL_PLACES)}${places === '' ? '' : `.${places}`}`;
}

function parseDecimal(value: unknown, nodes: ASTNode | null = null): string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value === 0 ? 0 : value);
  const decimal = typeof value === 'string' ? canonicalDecimal(value) : null;
  if (decimal !== null) return decimal;
  throw new GraphQLError(
    `A Decimal must be a string such as "1250000.5", with at most ${MAX_INTEGER_DIGITS} digits before the point and ` +
      `${DECIMAL_PLACES} after it, or an integer between -(2^53 - 1) and 2^53 - 1`,
    { nodes },
  );
}
