import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/** The language that all content is written in. */
export const DEFAULT_LOCALE = 'en';

/** A language is the canonical text of its tag, in requests and responses as well as in the code. */
export const LocaleScalar = new GraphQLScalarType<string, unknown>({
  name: 'Locale',
  description: 'BCP 47 language tag in its canonical form, for example en, ru or uz-Cyrl.',
  specifiedByURL: 'https://www.rfc-editor.org/info/bcp47',
  serialize: (value) => value,
  parseValue: parseLocale,
  parseLiteral: (node) => parseLocale(node.kind === Kind.STRING ? node.value : null),
});

function parseLocale(value: unknown): string {
  try {
    const [canonical] = typeof value === 'string' ? Intl.getCanonicalLocales(value) : [];
    if (canonical !== undefined) return canonical;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new GraphQLError('A Locale must be a BCP 47 language tag, such as en, ru or uz-Cyrl');
}
