import { directionOf, TextDirection } from '../../src/core/languages/text-direction';
import * as shared from '../shared/messages';
import en from './messages/en.json';
import fr from './messages/fr.json';
import ru from './messages/ru.json';

export type MessageKey = keyof typeof en;

/** Translates a message into the language of a page. */
export type Translate = shared.Translate<MessageKey>;

const catalogues: Readonly<Record<string, shared.Catalogue<MessageKey>>> = { en, fr, ru };

/** The language of the interface on the pages of a locale: English if the interface does not exist in theirs. */
export function interfaceLocale(locale: string): string {
  return catalogueOf(locale) === undefined ? 'en' : locale;
}

/**
 * The messages of the interface in the language of a locale, `fr` for `fr-CH`; in English if the interface does not exist
 * in that language.
 */
export function messagesIn(locale: string): Translate {
  const messages = catalogueOf(locale);
  const translate = shared.translatorOf(messages ?? en, interfaceLocale(locale));
  return messages === undefined && directionOf(locale) === TextDirection.RTL ? isolated(translate) : translate;
}

function catalogueOf(locale: string): shared.Catalogue<MessageKey> | undefined {
  return catalogues[locale] ?? catalogues[new Intl.Locale(locale).language];
}

/**
 * Isolates messages, which run from left to right, on a page that runs from right to left. Otherwise the browser would reorder
 * them and the values in them.
 */
function isolated(translate: Translate): Translate {
  const partsOf = <V>(key: MessageKey, values: Readonly<Record<string, V>>): readonly (V | string)[] => {
    // Numbers select the plural form, and are part of the message.
    const given = Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? value : { value }]);
    const parts = translate.partsOf(key, Object.fromEntries(given) as Readonly<Record<string, { readonly value: V }>>);
    const isolatedParts = parts.flatMap((part) =>
      typeof part === 'string' ? [part] : ['\u2068', part.value, '\u2069'],
    );
    return ['\u2066', ...isolatedParts, '\u2069'];
  };
  const translateIsolated = (key: MessageKey, values: shared.MessageValues = {}): string =>
    partsOf(key, values).join('');
  return Object.assign(translateIsolated, { partsOf, has: translate.has });
}
