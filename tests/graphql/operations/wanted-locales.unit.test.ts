import { buildSchema, type GraphQLScalarType, type OperationDefinitionNode, parse } from 'graphql';
import type { RequestContext } from '../../../src/core/access/request-context';
import { setWantedLocales } from '../../../src/graphql/operations/wanted-locales.plugin';

const schema = buildSchema(`
  directive @inLocales(preferred: [String!]!) on QUERY
  scalar Counted
  type Query { echo(counted: [Counted!]): String }
`);

let coerced = 0;
(schema.getType('Counted') as GraphQLScalarType).parseValue = (value) => {
  coerced += 1;
  return value;
};

/** The languages that an operation asks for. */
function wantedBy(document: string, variables: Record<string, unknown>): readonly string[] {
  const operation = parse(document).definitions[0] as OperationDefinitionNode;
  const context = { languages: { match: (wanted: readonly string[]) => wanted }, operation: { locales: [] } };
  setWantedLocales(schema, operation, variables, context as unknown as RequestContext);
  return context.operation.locales;
}

const FROM_VARIABLES = `query ($first: String!, $counted: [Counted!]) @inLocales(preferred: [$first, "fr"]) {
  echo(counted: $counted)
}`;

test('reads the languages from the variables of the directive, and coerces no others', () => {
  const counted = Array.from({ length: 1000 }, () => 'a');

  expect(wantedBy(FROM_VARIABLES, { first: 'ru', counted })).toEqual(['ru', 'fr']);
  expect(coerced).toBe(0);
});

test('sets no languages if a variable of the directive is invalid, or there are too many values', () => {
  expect(wantedBy(FROM_VARIABLES, { first: 1 })).toEqual([]);
  expect(wantedBy(FROM_VARIABLES, { first: 'ru', counted: Array.from({ length: 20_001 }, () => 'a') })).toEqual([]);
});

test('refuses more than twenty languages', () => {
  const document = 'query ($preferred: [String!]!) @inLocales(preferred: $preferred) { echo }';

  expect(wantedBy(document, { preferred: Array(20).fill('ru') })).toHaveLength(20);
  expect(() => wantedBy(document, { preferred: Array(21).fill('ru') })).toThrow(
    '@inLocales must name at most 20 languages',
  );
});
