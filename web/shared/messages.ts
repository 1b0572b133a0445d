/** A text of the interface, or its forms by plural category (`Intl.PluralRules`). */
export type Message = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

/** The texts of an interface in one language. */
export type Catalogue<K extends string> = Readonly<Record<K, Message>>;

/** The values that replace `{name}` in a message. `count` selects the plural form. */
export type MessageValues = Readonly<Record<string, string | number>>;

/** Translates a message. */
export interface Translate<K extends string> {
  (key: K, values?: MessageValues): string;
  /** The texts of a message, and between them its values, which need not be texts. */
  readonly partsOf: <V>(key: K, values: Readonly<Record<string, V>>) => readonly (V | string)[];
  /** True if there is a message with this key, for keys that are made of names that the API gives. */
  readonly has: (key: string) => key is K;
}

/** Translates by the messages of a catalogue, with the plural forms and numbers of their language. */
export function translatorOf<K extends string>(messages: Catalogue<K>, locale: string): Translate<K> {
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  const partsOf = <V>(key: K, values: Readonly<Record<string, V>>): readonly (V | string)[] => {
    const message: Message = messages[key];
    const count = Number(values['count'] ?? 0);
    const text = typeof message === 'string' ? message : (message[plurals.select(count)] ?? message.other);
    return text.split(/\{(\w+)\}/).map((part, index) => {
      if (index % 2 === 0) return part;
      const value = values[part] ?? '';
      return typeof value === 'number' ? numbers.format(value) : value;
    });
  };
  return Object.assign((key: K, values: MessageValues = {}) => partsOf(key, values).join(''), {
    partsOf,
    has: (key: string): key is K => Object.hasOwn(messages, key),
  });
}
