import { parseValue } from 'graphql';
import {
  currencyCodes,
  CurrencyCodeScalar,
  isCurrencyCode,
  minorUnitPlaces,
} from '../../../src/core/types/currency-code';
import { canonicalDecimal, decimalOf, DecimalScalar, nanosOf } from '../../../src/core/types/decimal';

test.each([
  ['1250000.50', '1250000.5'],
  ['-3.000', '-3'],
  ['007.10', '7.1'],
  ['-0.0', '0'],
  ['0', '0'],
  ['-0.000000001', '-0.000000001'],
  ['9007199254740993', '9007199254740993'],
  ['100000000000000000', '100000000000000000'],
])('a Decimal is written in one way: %s is %s', (text, decimal) => {
  expect(DecimalScalar.parseValue(text)).toBe(decimal);
  expect(DecimalScalar.parseLiteral(parseValue(JSON.stringify(text)))).toBe(decimal);
  expect(decimalOf(nanosOf(decimal))).toBe(decimal);
});

test.each(['', '1e3', '+1', '.5', '5.', '1,000', ' 1', '0x10', 'NaN', '1'.repeat(19), '0.0000000001', '--1', '-'])(
  'a Decimal refuses the text %j',
  (text) => {
    expect(canonicalDecimal(text)).toBeNull();
    expect(() => DecimalScalar.parseValue(text)).toThrow('A Decimal must be');
  },
);

test('a Decimal takes integers whose digits JSON keeps, and refuses other numbers', () => {
  expect(DecimalScalar.parseValue(2 ** 53 - 1)).toBe('9007199254740991');
  expect(DecimalScalar.parseValue(-0)).toBe('0');
  expect(DecimalScalar.parseLiteral(parseValue('12'))).toBe('12');
  for (const value of [2 ** 53, 0.5, Infinity, true, null, {}]) {
    expect(() => DecimalScalar.parseValue(value)).toThrow('A Decimal must be');
  }
  for (const literal of ['9007199254740993', '0.5', '1e3', 'true']) {
    expect(() => DecimalScalar.parseLiteral(parseValue(literal))).toThrow('A Decimal must be');
  }
});

test('sums of Decimals in billionths keep every digit', () => {
  const sum = ['9007199254740993', '0.1', '0.2', '-0.000000003'].reduce((total, one) => total + nanosOf(one), 0n);
  expect(decimalOf(sum)).toBe('9007199254740993.299999997');
  expect(decimalOf(-nanosOf('0.5'))).toBe('-0.5');
});

test('a CurrencyCode is one of ISO 4217, current or withdrawn', () => {
  expect(['EUR', 'KGS', 'DEM', 'ZMK'].map((code) => CurrencyCodeScalar.parseValue(code))).toHaveLength(4);
  for (const code of ['eur', 'XXX', 'EURO', '', 978]) {
    expect(() => CurrencyCodeScalar.parseValue(code)).toThrow('A CurrencyCode must be an ISO 4217 code');
  }
  expect(isCurrencyCode('XTS')).toBe(false);
  expect(new Set(currencyCodes).size).toBe(currencyCodes.length);
});

test.each([
  ['EUR', 2],
  ['JPY', 0],
  ['KWD', 3],
])('the minor unit of %s has %i decimal places', (currency, count) => {
  expect(minorUnitPlaces(currency)).toBe(count);
});
