import { createContext, type ReactElement, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { I18nProvider as AriaI18nProvider } from 'react-aria-components';
import type englishLabels from '../../src/core/languages/labels/en.json';
import { Dates } from '../shared/dates';
import { type Catalogue, type Translate as SharedTranslate, translatorOf } from '../shared/messages';
import { LocalTime } from './local-time';
import type en from './messages/en.json';

export type MessageKey = keyof typeof en;

type Labels = typeof englishLabels;

/** Translates a message into the language of the interface. */
export type Translate = SharedTranslate<MessageKey>;

/** The languages of the interface. Only the texts of the chosen one are loaded. */
const catalogues = {
  en: () => Promise.all([import('./messages/en.json'), import('../../src/core/languages/labels/en.json')]),
  fr: () => Promise.all([import('./messages/fr.json'), import('../../src/core/languages/labels/fr.json')]),
  ru: () => Promise.all([import('./messages/ru.json'), import('../../src/core/languages/labels/ru.json')]),
} satisfies Record<string, () => Promise<[{ default: Catalogue<MessageKey> }, { default: Labels }]>>;

export type InterfaceLocale = keyof typeof catalogues;

export const interfaceLocales = Object.keys(catalogues) as InterfaceLocale[];

/** Where the browser keeps the language that the editor has chosen. */
const STORED_LOCALE = 'entente.studio.locale';

/** A language of the interface, with its messages, and the labels that readers of the API get as well. */
export interface InterfaceLanguage {
  readonly locale: InterfaceLocale;
  readonly messages: Catalogue<MessageKey>;
  readonly labels: Labels;
}

/** Names of countries by their codes. */
type CountryNames = ReadonlyMap<string, string>;

/** Everything that a screen needs to speak the language of the interface. */
export interface Interface {
  readonly locale: InterfaceLocale;
  readonly t: Translate;
  readonly dates: Dates;
  /** Shows instants. */
  readonly clock: LocalTime;
  /** Formats numbers. */
  readonly numbers: Intl.NumberFormat;
  /** The name of a language in the language of the interface. */
  readonly languageName: (locale: string) => string;
  /** The name of a country in the language of the interface: that of the server if it is known, else that of the browser. */
  readonly countryName: (code: string) => string;
  /** The name of an enum value: a message, if forms call it otherwise than its label. */
  readonly optionName: (value: string) => string;
  /** Changes the language, and remembers it in this browser. */
  readonly choose: (locale: InterfaceLocale) => Promise<void>;
  /** Takes names of countries in a language from the server, whose operator may have replaced those of CLDR. */
  readonly nameCountries: (locale: InterfaceLocale, names: CountryNames) => void;
  /** Changes to the language of an account, if the interface has it and no other one was chosen in this browser. */
  readonly adopt: (accountLocale: string | null) => Promise<void>;
}

const InterfaceContext = createContext<Interface | null>(null);

/** Loads the language that the editor chose, or the first of the browser's that exists, or English. */
export async function loadInterface(locale = preferredLocale()): Promise<InterfaceLanguage> {
  const [messages, labels] = await catalogues[locale]();
  return { locale, messages: messages.default, labels: labels.default };
}

function preferredLocale(): InterfaceLocale {
  const wanted = [localStorage.getItem(STORED_LOCALE), ...navigator.languages];
  return wanted.map(interfaceLocaleOf).find((locale) => locale !== undefined) ?? 'en';
}

/** The language of the interface that fits a language tag; undefined if none does. */
function interfaceLocaleOf(tag: string | null): InterfaceLocale | undefined {
  const [language] = (tag ?? '').split('-');
  return interfaceLocales.find((locale) => locale === language);
}

/** The first of the languages of the programme that is the one of the interface; undefined if none is. */
export function programmeLocaleOf(interfaceLocale: InterfaceLocale, locales: readonly string[]): string | undefined {
  return locales.find((locale) => interfaceLocaleOf(locale) === interfaceLocale);
}

/** Gives the interface its language. */
export function I18nProvider(props: {
  readonly language: InterfaceLanguage;
  readonly children: ReactNode;
}): ReactElement {
  const [{ locale, messages, labels }, setLanguage] = useState(props.language);
  const [countryNames, setCountryNames] = useState<Partial<Record<InterfaceLocale, CountryNames>>>({});
  const ownCountryNames = countryNames[locale];
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  const value = useMemo<Interface>(() => {
    const languages = new Intl.DisplayNames(locale, { type: 'language' });
    const countries = new Intl.DisplayNames(locale, { type: 'region' });
    const options = new Map<string, string>(Object.values(labels).flatMap((values) => Object.entries(values)));
    const t = translatorOf(messages, locale);
    return {
      locale,
      t,
      dates: new Dates(locale),
      clock: new LocalTime(locale),
      numbers: new Intl.NumberFormat(locale),
      languageName: (tag) => languages.of(tag) ?? tag,
      countryName: (code) => ownCountryNames?.get(code) ?? countries.of(code) ?? code,
      optionName: (value) => {
        const key = `option.${value}`;
        return t.has(key) ? t(key) : (options.get(value) ?? value);
      },
      choose: async (chosen) => {
        localStorage.setItem(STORED_LOCALE, chosen);
        setLanguage(await loadInterface(chosen));
      },
      nameCountries: (named, names) => {
        setCountryNames((before) => ({ ...before, [named]: names }));
      },
      adopt: async (accountLocale) => {
        const adopted = localStorage.getItem(STORED_LOCALE) === null ? interfaceLocaleOf(accountLocale) : undefined;
        if (adopted !== undefined && adopted !== locale) setLanguage(await loadInterface(adopted));
      },
    };
  }, [locale, messages, labels, ownCountryNames]);
  return (
    <InterfaceContext value={value}>
      <AriaI18nProvider locale={locale}>{props.children}</AriaI18nProvider>
    </InterfaceContext>
  );
}

/** The language of the interface. */
export function useInterface(): Interface {
  return use(InterfaceContext)!;
}
