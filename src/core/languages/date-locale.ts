/**
 * The locale that writes the dates of a language. For English of no country, browsers and Node.js write American dates:
 * readers in most countries expect the day before the month, and hours up to 24, as in the United Kingdom.
 */
export function dateLocale(locale: string): string {
  return locale === 'en' ? 'en-GB' : locale;
}
