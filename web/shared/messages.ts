/** A text of the interface, or its forms by plural category (`Intl.PluralRules`). */
export type Message = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

/** The texts of an interface in one language. */
export type Catalogue<K extends string> = Readonly<Record<K, Message>>;

/** The values that replace `{name}` in a message. `count` selects the plural form. */
export type MessageValues = Readonly<Record<string, string | number>>;

/** Translates a message. */
export interface Translate<K extends string> {
  (key: K, values?: MessageValues): string;
  /** True if there is a message with this key, for keys that are made of names that the API gives. */
  readonly has: (key: string) => key is K;
}

/** Translates by the messages of a catalogue, with the plural forms and numbers of their language. */
export function translatorOf<K extends string>(messages: Catalogue<K>, locale: string): Translate<K> {
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  const translate = (key: K, values: MessageValues = {}): string => {
    const message: Message = messages[key];
    const count = Number(values['count'] ?? 0);
    const text = typeof message === 'string' ? message : (message[plurals.select(count)] ?? message.other);
    return text.replace(/\{(\w+)\}/g, (_match, name: string) => {
      const value = values[name] ?? '';
      return typeof value === 'number' ? numbers.format(value) : value;
    });
  };
  return Object.assign(translate, { has: (key: string): key is K => Object.hasOwn(messages, key) });
}
