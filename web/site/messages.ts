import { createElement, Fragment, type ReactNode } from 'react';
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
  const translateIsolated = (key: MessageKey, values: shared.MessageValues = {}): string => {
    const inserted = Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? `\u2068${value}\u2069` : value,
    ]);
    return `\u2066${translate(key, Object.fromEntries(inserted) as shared.MessageValues)}\u2069`;
  };
  const withElements = (key: MessageKey, values: Readonly<Record<string, ReactNode>>): ReactNode => {
    const inserted = Object.entries(values).map(([name, value]) => [
      name,
      createElement(Fragment, null, '\u2068', value, '\u2069'),
    ]);
    const message = translate.withElements(key, Object.fromEntries(inserted) as Readonly<Record<string, ReactNode>>);
    return createElement(Fragment, null, '\u2066', message, '\u2069');
  };
  return Object.assign(translateIsolated, { withElements, has: translate.has });
}
