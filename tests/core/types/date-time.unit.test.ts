import { parseValue } from 'graphql';
import { DateTimeScalar } from '../../../src/core/types/scalars';

test.each([
  ['2026-11-24T14:38:21Z', '2026-11-24T14:38:21.000Z'],
  ['2026-11-24T14:38:21.123456+01:00', '2026-11-24T13:38:21.123Z'],
  ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
])('a DateTime is written in one way: %s is %s', (text, instant) => {
  expect(DateTimeScalar.parseValue(text)).toBe(instant);
  expect(DateTimeScalar.parseLiteral(parseValue(JSON.stringify(text)))).toBe(instant);
});

test.each([
  '2026-11-24',
  '2026-11-24T14:38:21',
  '2016-12-31T23:59:60Z',
  '2026-11-24 14:38',
  '24.11.2026',
  '',
  '9999-12-31T23:59:59-01:00',
  0,
])('a DateTime refuses %j, and says what it must be', (value) => {
  expect(() => DateTimeScalar.parseValue(value)).toThrow(
    'A DateTime must be an instant with its time zone in the years 0000 to 9999, such as 2026-11-24T14:38:21Z',
  );
});
