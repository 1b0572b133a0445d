import { html, type Markup } from './html.js';

/** The languages that the site asks for, the most preferred first. Its own words are Russian. */
export const LOCALES = ['ru', 'en'] as const;

const languageNames = new Intl.DisplayNames(LOCALES[0], { type: 'language' });

/** The attribute with the language of a text, for screen readers and hyphenation, if it is not that of the page. */
export function langOf(locale: string): Markup | null {
  return locale === LOCALES[0] ? null : html` lang="${locale}"`;
}

/** Tells readers why a page is not in their language. */
export function languageNote(locale: string): Markup | null {
  if (locale === LOCALES[0]) return null;
  return html`<p class="note">
    Этого текста нет на русском языке. Язык оригинала: ${languageNames.of(locale) ?? locale}.
  </p>`;
}

const PARTS = [
  { year: 'numeric' },
  { year: 'numeric', month: 'long' },
  { year: 'numeric', month: 'long', day: 'numeric' },
] as const satisfies readonly Intl.DateTimeFormatOptions[];

/** A date of which perhaps only the year or the month is known, such as `2014-05`. */
function dateText(date: string): string {
  return formatOf(date).format(new Date(date));
}

/** A period of which perhaps only one end is known; null if neither is. */
export function periodText(startsOn: string | null, endsOn: string | null): string | null {
  if (startsOn === null) return endsOn === null ? null : `до ${dateText(endsOn)}`;
  if (endsOn === null || endsOn === startsOn) return dateText(startsOn);
  // Ends of different precision, such as a day and a month, have no common format.
  if (startsOn.length !== endsOn.length) return `${dateText(startsOn)} — ${dateText(endsOn)}`;
  return formatOf(startsOn).formatRange(new Date(startsOn), new Date(endsOn));
}

/** How long something has held or did hold; null if nothing is known. */
export function durationText(since: string | null, until: string | null): string | null {
  const parts = [since === null ? null : `с ${dateText(since)}`, until === null ? null : `до ${dateText(until)}`];
  return parts.filter((part) => part !== null).join(' ') || null;
}

function formatOf(date: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(LOCALES[0], { ...PARTS[date.split('-').length - 1], timeZone: 'UTC' });
}

/** The day of an instant; null if there is none. */
export function dayText(instant: string | null): string | null {
  return instant === null ? null : dateText(instant.slice(0, 10));
}
