import type { ProgrammeLocale } from '../session';
import type { TextLanguage } from '../ui/text-input';

/** A language and its direction. Of one that the programme no longer has, the browser finds the direction. */
export function textLanguageOf(locale: string, locales: readonly ProgrammeLocale[]): TextLanguage {
  const known = locales.find((one) => one.locale === locale);
  return { lang: locale, dir: known === undefined ? 'auto' : known.direction === 'RTL' ? 'rtl' : 'ltr' };
}
