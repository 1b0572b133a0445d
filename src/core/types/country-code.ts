import { type ASTNode, GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { getAlpha2Codes, isValid } from 'i18n-iso-countries';

/** The codes of ISO 3166-1 alpha-2, sorted. */
export const countryCodes: readonly string[] = Object.keys(getAlpha2Codes()).sort();

export const CountryCodeScalar = new GraphQLScalarType<string, string>({
  name: 'CountryCode',
  description: 'A country as ISO 3166-1 alpha-2 codes it, in capitals, for example KG.',
  specifiedByURL: 'https://www.iso.org/iso-3166-country-codes.html',
  serialize: (value) => value as string,
  parseValue: (value) => parseCountryCode(value),
  parseLiteral: (node) => {
    if (node.kind !== Kind.STRING) throw new GraphQLError('A CountryCode is written as a string', { nodes: node });
    return parseCountryCode(node.value, node);
  },
});

function parseCountryCode(value: unknown, nodes: ASTNode | null = null): string {
  if (typeof value === 'string' && /^[A-Z]{2}$/.test(value) && isValid(value)) return value;
  throw new GraphQLError('A CountryCode is one of the two-letter codes of ISO 3166-1, in capitals, such as KG', {
    nodes,
  });
}
