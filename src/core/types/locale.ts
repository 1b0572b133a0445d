import { type ASTNode, GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/** Maximum characters of a language tag: the buffer size that RFC 5646, section 4.4.1, asks for. */
export const MAX_LOCALE_LENGTH = 35;

/** The canonical form of a BCP 47 language tag (`RU` becomes `ru`); null if the text is none or is too long. */
export function canonicalLocale(text: string): string | null {
  if (text.length > MAX_LOCALE_LENGTH) return null;
  try {
    return Intl.getCanonicalLocales(text)[0] ?? null;
  } catch {
    return null;
  }
}

export const LocaleScalar = new GraphQLScalarType<string, string>({
  name: 'Locale',
  description:
    `Language as a BCP 47 tag of at most ${MAX_LOCALE_LENGTH} characters, for example ru or uz-Cyrl. Responses contain ` +
    'tags in canonical form.',
  specifiedByURL: 'https://www.rfc-editor.org/info/bcp47',
  serialize: (value) => value as string,
  parseValue: (value) => parseLocale(value),
  parseLiteral: (node) => {
    if (node.kind !== Kind.STRING) throw new GraphQLError('A Locale must be a string', { nodes: node });
    return parseLocale(node.value, node);
  },
});

function parseLocale(value: unknown, nodes: ASTNode | null = null): string {
  const locale = typeof value === 'string' ? canonicalLocale(value) : null;
  if (locale !== null) return locale;
  throw new GraphQLError(
    `A Locale must be a BCP 47 language tag of at most ${MAX_LOCALE_LENGTH} characters, such as ru or uz-Cyrl`,
    { nodes },
  );
}
