import { createContext, type ReactElement, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { I18nProvider as AriaI18nProvider } from 'react-aria-components';
import { Dates } from '../shared/dates';
import { type Catalogue, type Translate as SharedTranslate, translatorOf } from '../shared/messages';
import { LocalTime } from './local-time';
import type en from './messages/en.json';

export type MessageKey = keyof typeof en;

/** Translates a message into the language of the interface. */
export type Translate = SharedTranslate<MessageKey>;

/** The languages of the interface. Only the messages of the chosen one are loaded. */
const catalogues = {
  en: () => import('./messages/en.json'),
  fr: () => import('./messages/fr.json'),
  ru: () => import('./messages/ru.json'),
} satisfies Record<string, () => Promise<{ default: Catalogue<MessageKey> }>>;

export type InterfaceLocale = keyof typeof catalogues;

export const interfaceLocales = Object.keys(catalogues) as InterfaceLocale[];

/** Where the browser keeps the language that the editor has chosen. */
const STORED_LOCALE = 'entente.studio.locale';

/** A language of the interface, with its messages. */
export interface InterfaceLanguage {
  readonly locale: InterfaceLocale;
  readonly messages: Catalogue<MessageKey>;
}

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
  /** Changes the language, and remembers it in this browser. */
  readonly choose: (locale: InterfaceLocale) => Promise<void>;
  /** Changes to the language of an account, if the interface has it and no other one was chosen in this browser. */
  readonly adopt: (accountLocale: string | null) => Promise<void>;
}

const InterfaceContext = createContext<Interface | null>(null);

/** Loads the language that the editor chose, or the first of the browser's that exists, or English. */
export async function loadInterface(locale = preferredLocale()): Promise<InterfaceLanguage> {
  return { locale, messages: (await catalogues[locale]()).default };
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
  const [{ locale, messages }, setLanguage] = useState(props.language);
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  const value = useMemo<Interface>(() => {
    const names = new Intl.DisplayNames(locale, { type: 'language' });
    return {
      locale,
      t: translatorOf(messages, locale),
      dates: new Dates(locale),
      clock: new LocalTime(locale),
      numbers: new Intl.NumberFormat(locale),
      languageName: (tag) => names.of(tag) ?? tag,
      choose: async (chosen) => {
        localStorage.setItem(STORED_LOCALE, chosen);
        setLanguage(await loadInterface(chosen));
      },
      adopt: async (accountLocale) => {
        const adopted = localStorage.getItem(STORED_LOCALE) === null ? interfaceLocaleOf(accountLocale) : undefined;
        if (adopted !== undefined && adopted !== locale) setLanguage(await loadInterface(adopted));
      },
    };
  }, [locale, messages]);
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
