import { isScalarType, Kind } from 'graphql';
import { assertInputBounds } from '../../../src/graphql/operations/input-bounds.plugin';
import { dependsOnDay } from '../../../src/graphql/responses/response-life';
import { createSchema } from '../../../src/graphql/schema/schema';
import { resolverClasses } from '../../../src/modules/resolver-classes';
import { fastestOf, threadMs } from '../../support/timing';

const schema = createSchema(resolverClasses);

/** The limit of a body. */
const BODY_LENGTH = 262_144;

test.each([
  ['a variable', { a: '\0' }, 'a'],
  ['an object after others', { a: 1, b: { c: { d: {} }, e: { f: '\0' } } }, 'b.e.f'],
  ['a list in an object', { a: { b: [{ c: [1, 2] }, 3, { d: ['x', '\0'] }] } }, 'a.b.2.d.1'],
])('names the place of a wrong text in %s', (_where, variables, field) => {
  expect(() => {
    assertInputBounds(variables);
  }).toThrow(expect.objectContaining({ message: `${field} must not contain the NUL character`, field }));
});

test('accepts 32 levels of lists and objects, and names the place of a further one', () => {
  const nested = (levels: number): unknown =>
    levels === 0 ? 1 : levels % 2 === 0 ? [nested(levels - 1)] : { a: nested(levels - 1) };
  expect(() => {
    assertInputBounds({ x: nested(32) });
  }).not.toThrow();
  expect(() => {
    assertInputBounds({ x: nested(33) });
  }).toThrow(/^x\.a\.0\.a\.0\..* must not be nested deeper than 32 levels$/);
});

test.each([
  ['numbers', `[${'1,'.repeat(BODY_LENGTH / 2 - 2)}1]`],
  ['empty lists', `[${'[],'.repeat(BODY_LENGTH / 3 - 2)}1]`],
  ['short texts', `[${'"a",'.repeat(BODY_LENGTH / 4 - 2)}1]`],
  ['objects with different names', `[${Array.from({ length: 15_000 }, (_, n) => `{"k${n}":{}}`).join()}]`],
  ['rows of 30 marks', JSON.stringify(['a'.padEnd(31, '\u0301').repeat(2_000)])],
])('examines a body of %s in less than 15 ms', async (_what, text) => {
  const variables = { a: JSON.parse(text) as unknown };
  const time = await fastestOf(15, () => {
    const start = threadMs();
    try {
      assertInputBounds(variables);
    } catch (error) {
      expect(error).toMatchObject({ message: 'The variables must have at most 20000 values', field: 'a' });
    }
    expect(dependsOnDay(schema, variables)).toBe(false);
    return threadMs() - start;
  });

  expect(time).toBeLessThan(15);
});

test('accepts 20,000 values, lists and objects included', () => {
  const variables = { a: 1, b: Array.from({ length: 19_998 }, () => ({})) };
  expect(() => {
    assertInputBounds(variables);
  }).not.toThrow();
  expect(() => {
    assertInputBounds({ ...variables, c: null });
  }).toThrow('The variables must have at most 20000 values');
});

const scalars = Object.values(schema.getTypeMap()).filter(isScalarType);

test.each(scalars.map(({ name }) => name))(
  'a long text is read as %s, or refused, in less than 15 ms',
  async (name) => {
    const { parseLiteral } = scalars.find((scalar) => scalar.name === name)!;
    for (const [begin, repeated] of [
      ['', '0'],
      ['1.', '0'],
      ['', '1'],
      ['', ' '],
      ['', 'a-'],
      ['https://', 'a.'],
      ['2026-01-01T00:00:00.', '0'],
    ] as const) {
      const value = `${begin}${repeated.repeat(65_000 / repeated.length)}x`;
      const time = await fastestOf(15, () => {
        const start = threadMs();
        try {
          parseLiteral({ kind: Kind.STRING, value });
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
        return threadMs() - start;
      });

      expect(time).toBeLessThan(15);
    }
  },
);
