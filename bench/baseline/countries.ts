import { getAlpha2Codes } from 'i18n-iso-countries';

const english = new Intl.DisplayNames('en', { type: 'region' });

const names = new Map(Object.keys(getAlpha2Codes()).map((code) => [code, english.of(code) ?? code]));

export function countryName(code: string): string {
  return names.get(code) ?? code;
}

export function countryOf(code: string): { code: string; name: string };
export function countryOf(code: string | null): { code: string; name: string } | null;
export function countryOf(code: string | null): { code: string; name: string } | null {
  return code === null ? null : { code, name: countryName(code) };
}
