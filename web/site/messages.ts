import en from './messages/en.json';
import fr from './messages/fr.json';
import ru from './messages/ru.json';

/** A text of the interface, or its forms by plural category (`Intl.PluralRules`). */
type Message = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

export type MessageKey = keyof typeof en;

/** The values that replace `{name}` in a message. `count` selects the plural form. */
export type MessageValues = Readonly<Record<string, string | number>>;

/** Translates a message into the language of a page. */
export type Translate = (key: MessageKey, values?: MessageValues) => string;

const catalogues: Readonly<Record<string, Readonly<Record<MessageKey, Message>>>> = { en, fr, ru };

/**
 * The messages of the interface in the language of a locale, `fr` for `fr-CH`; in English if the interface does not exist
 * in that language.
 */
export function messagesIn(locale: string): Translate {
  const messages = catalogues[locale] ?? catalogues[new Intl.Locale(locale).language] ?? en;
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (key, values = {}) => {
    const message: Message = messages[key];
    const count = Number(values['count'] ?? 0);
    const text = typeof message === 'string' ? message : (message[plurals.select(count)] ?? message.other);
    return text.replace(/\{(\w+)\}/g, (_match, name: string) => {
      const value = values[name] ?? '';
      return typeof value === 'number' ? numbers.format(value) : value;
    });
  };
}
