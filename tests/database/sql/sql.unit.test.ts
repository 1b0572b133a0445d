import { bulk, empty, join, raw, type Sql, sql } from '../../../src/database/sql/sql';

function activities(condition: Sql, first: number): Sql {
  return sql`SELECT id FROM ${raw('activity a')} WHERE ${condition} LIMIT ${first}`;
}

test('a statement binds its values and those of nested statements in order', () => {
  const years = join([sql`year >= ${2014}`, sql`year <= ${2016}`], ' AND ', '(', ')');
  const statement = activities(sql`${years} AND country_code IN (${join(['GE', 'PA'])}) ${empty}`, 20);
  expect(statement.sql).toBe(
    'SELECT id FROM activity a WHERE (year >= ? AND year <= ?) AND country_code IN (?,?)  LIMIT ?',
  );
  expect(statement.text).toBe(
    'SELECT id FROM activity a WHERE (year >= $1 AND year <= $2) AND country_code IN ($3,$4)  LIMIT $5',
  );
  expect(statement.values).toEqual([2014, 2016, 'GE', 'PA', 20]);
});

test('statements from the same code share their text unless their parts differ', () => {
  const one = activities(sql`slug = ${'one'}`, 1);
  const both = [0, 1].map((number) => activities(sql`slug = ${number} AND true`, number));
  expect(both[1]!.structure).toBe(both[0]!.structure);
  expect(both[1]!.values).toEqual([1, 1]);
  expect(one.structure).not.toBe(both[0]!.structure);
  expect(one.sql).toBe('SELECT id FROM activity a WHERE slug = ? LIMIT ?');
});

test('a value and a nested statement at the same place give different texts', () => {
  const equals = (value: unknown): Sql => sql`code = ${value}`;
  expect([equals('x').sql, equals(raw('title')).sql, equals(sql`lower(${'x'})`).sql]).toEqual([
    'code = ?',
    'code = title',
    'code = lower(?)',
  ]);
});

test('rows become a list of lists, and must have the same number of values', () => {
  const statement = sql`INSERT INTO region (id, code) VALUES ${bulk([
    [1, 'CA'],
    [2, 'SA'],
  ])}`;
  expect(statement.text).toBe('INSERT INTO region (id, code) VALUES ($1,$2),($3,$4)');
  expect(statement.values).toEqual([1, 'CA', 2, 'SA']);
  expect(() => bulk([[1], [1, 2]])).toThrow(TypeError);
  expect(() => join([])).toThrow(TypeError);
});

test('old structures are forgotten when there are too many, and their statements stay usable', () => {
  const kept = activities(sql`year = ${2014}`, 1);
  for (let number = 0; number < 500; number += 1) {
    const name = `c${number}_${'x'.repeat(10_000)}`;
    expect(sql`SELECT ${raw(name)} WHERE ${number}`.sql).toBe(`SELECT ${name} WHERE ?`);
  }
  expect(activities(sql`year = ${2014}`, 1).structure).not.toBe(kept.structure);
  expect(sql`SELECT EXISTS (${kept}), ${2}`.text).toBe(
    'SELECT EXISTS (SELECT id FROM activity a WHERE year = $1 LIMIT $2), $3',
  );
});
