import type { Interface } from '../interface';
import type { ContentField } from './content-type';
import type { FieldValue } from './form-values';
import { entriesOf, keyPartOf, referenceKeysIn } from './reference-keys';
import { nameOfReference, type Reference, type ReferenceNames } from './reference-names';

/** The items whose names describe a value. */
export function referencesIn({ kind, target }: ContentField, value: FieldValue): readonly Reference[] {
  return target === null ? [] : referenceKeysIn(kind, value).map((key) => ({ type: target, key }));
}

/** The parts of entries that are enum values. */
const OPTION_PARTS = ['kind', 'measure', 'role', 'status', 'type'];

/** The parts of entries that are days. */
const DAY_PARTS = ['date', 'end', 'periodEnd', 'periodStart', 'start', 'valueDate'];

/** A value as people read it: an entry of a list on each line. */
export function describeValue(
  field: ContentField,
  value: FieldValue,
  { t, countryName, languageName, optionName, dates, clock }: Interface,
  names: ReferenceNames,
): string {
  const keyPart = keyPartOf(field.kind);
  const isCountry = field.kind === 'COUNTRY' || field.kind === 'COUNTRIES';
  const isDay = field.kind === 'DATE' || field.kind === 'PARTIAL_DATE';
  /** @param part the name of the part of an entry; undefined: the entry itself */
  const describe = (entry: unknown, part?: string): string => {
    if (typeof entry === 'object' && entry !== null) return describeParts(entry);
    // The numbers of a row of people mean nothing without their names.
    if (typeof entry === 'number')
      return field.kind === 'PARTICIPATION' ? `${t(`participation.${part as 'women'}`)}: ${entry}` : String(entry);
    const text = String(entry);
    if (field.options?.includes(text) || (part !== undefined && OPTION_PARTS.includes(part))) return optionName(text);
    // A table keeps what is typed, also if it is no country or day.
    if (isCountry || part === 'country') return /^[A-Z]{2}$/.test(text) ? countryName(text) : text;
    if (isDay || (part !== undefined && DAY_PARTS.includes(part))) return isDate(text) ? dates.partial(text) : text;
    if (field.kind === 'DATE_TIME') return clock.show(text);
    if (field.kind === 'LOCALE') return languageName(text);
    return field.target === null || part !== keyPart ? text : nameOfReference(names, field.target, text);
  };
  const describeParts = (entry: object): string =>
    Object.entries(entry)
      .filter(([, part]) => (part ?? '') !== '')
      .map(([name, part]) => describe(part, Array.isArray(entry) ? undefined : name))
      .join(' · ');
  const entries = entriesOf(value);
  return entries.length === 0 ? t('conflict.empty') : entries.map((entry) => describe(entry)).join('\n');
}

function isDate(text: string): boolean {
  return /^\d{4}(?:-\d\d){0,2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
