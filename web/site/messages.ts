import * as shared from '../shared/messages';
import en from './messages/en.json';
import fr from './messages/fr.json';
import ru from './messages/ru.json';

export type MessageKey = keyof typeof en;

/** Translates a message into the language of a page. */
export type Translate = shared.Translate<MessageKey>;

const catalogues: Readonly<Record<string, shared.Catalogue<MessageKey>>> = { en, fr, ru };

/**
 * The messages of the interface in the language of a locale, `fr` for `fr-CH`; in English if the interface does not exist
 * in that language.
 */
export function messagesIn(locale: string): Translate {
  return shared.translatorOf(catalogues[locale] ?? catalogues[new Intl.Locale(locale).language] ?? en, locale);
}
