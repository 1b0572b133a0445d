import { type ASTNode, GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { getAlpha2Codes, isValid } from 'i18n-iso-countries';

/** The codes of ISO 3166-1 alpha-2, sorted. */
export const countryCodes: readonly string[] = Object.keys(getAlpha2Codes()).sort();

export const CountryCodeScalar = new GraphQLScalarType<string, string>({
  name: 'CountryCode',
  description: 'ISO 3166-1 alpha-2 code of a country, in capitals, for example KG.',
  specifiedByURL: 'https://www.iso.org/iso-3166-country-codes.html',
  serialize: (value) => value as string,
  parseValue: (value) => parseCountryCode(value),
  parseLiteral: (node) => {
    if (node.kind !== Kind.STRING) throw new GraphQLError('A CountryCode must be a string', { nodes: node });
    return parseCountryCode(node.value, node);
  },
});

function parseCountryCode(value: unknown, nodes: ASTNode | null = null): string {
  if (typeof value === 'string' && /^[A-Z]{2}$/.test(value) && isValid(value)) return value;
  throw new GraphQLError('A CountryCode must be an ISO 3166-1 alpha-2 code in capitals, such as KG', {
    nodes,
  });
}
