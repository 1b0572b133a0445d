import { languageOf } from '../../../database/text/stemmers';
import { xmlBuilder } from '../xml-builder';

/** The root elements of the files of the IATI standard. */
export type IatiRoot = 'iati-activities' | 'iati-organisations';

/** A text in a language. */
export interface LocalText {
  readonly locale: string;
  readonly text: string;
}

/** Writes an element, with its content as `xmlBuilder` takes it. */
export function writeElement(name: string, content: object): string {
  return xmlBuilder.build({ [name]: content });
}

/** The start of a file, with its root element. */
export function startOfFile(root: IatiRoot, generatedAt: string | null): string {
  const time = generatedAt === null ? '' : ` generated-datetime="${generatedAt}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} version="2.03"${time}>\n`;
}

export function endOfFile(root: IatiRoot): string {
  return `</${root}>\n`;
}

/**
 * The texts of an element in the languages in which it has them. That of the element around it needs no mark. The codelist
 * Language has no scripts and regions, so that of several texts in one language the first one is taken.
 */
export function narratives(texts: readonly LocalText[], defaultLocale: string): object | undefined {
  const byLanguage = new Map<string, string>();
  for (const { locale, text } of texts) {
    const language = languageOf(locale);
    if (text.trim() !== '' && !byLanguage.has(language)) byLanguage.set(language, text);
  }
  if (byLanguage.size === 0) return undefined;
  return {
    narrative: [...byLanguage].map(([language, text]) => ({
      ...(language !== languageOf(defaultLocale) && { '@xml:lang': language }),
      '#': text,
    })),
  };
}

/** Without the parts that are undefined, for which the builder would write empty elements. */
export function withoutAbsent(content: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined));
}
