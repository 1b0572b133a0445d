import { getAlpha2Codes, isValid } from 'i18n-iso-countries';
import { stringScalar } from './string-scalar';

/** The codes of ISO 3166-1 alpha-2, and XK for Kosovo, sorted. */
export const countryCodes: readonly string[] = Object.keys(getAlpha2Codes()).sort();

export const CountryCodeScalar = stringScalar({
  name: 'CountryCode',
  description:
    'ISO 3166-1 alpha-2 code of a country, in capitals, for example KG. XK is Kosovo: ISO 3166-1 reserves this code for users.',
  specifiedByURL: 'https://www.iso.org/iso-3166-country-codes.html',
  rule: 'an ISO 3166-1 alpha-2 code in capitals, such as KG',
  parse: (text) => (/^[A-Z]{2}$/.test(text) && isValid(text) ? text : null),
});
