import { stringScalar } from './string-scalar';

/** Maximum characters of a language tag: the buffer size that RFC 5646, section 4.4.1, requires. */
export const MAX_LOCALE_LENGTH = 35;

/** The canonical form of a BCP 47 language tag (`RU` becomes `ru`); null if the text is not a tag or is too long. */
export function canonicalLocale(text: string): string | null {
  if (text.length > MAX_LOCALE_LENGTH) return null;
  try {
    return Intl.getCanonicalLocales(text)[0] ?? null;
  } catch {
    return null;
  }
}

export const LocaleScalar = stringScalar({
  name: 'Locale',
  description:
    `Language as a BCP 47 tag of at most ${MAX_LOCALE_LENGTH} characters, for example ru or uz-Cyrl. Responses contain ` +
    'tags in canonical form.',
  specifiedByURL: 'https://www.rfc-editor.org/info/bcp47',
  rule: `a BCP 47 language tag of at most ${MAX_LOCALE_LENGTH} characters, such as ru or uz-Cyrl`,
  parse: canonicalLocale,
});
