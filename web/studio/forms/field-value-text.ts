import type { Interface } from '../interface';
import type { ContentField } from './content-type';
import type { FieldValue } from './form-values';
import { entriesOf, referenceKeysIn } from './reference-keys';
import { nameOfReference, type Reference, type ReferenceNames } from './reference-names';

/** The items whose names describe a value. */
export function referencesIn({ kind, target }: ContentField, value: FieldValue): readonly Reference[] {
  return target === null ? [] : referenceKeysIn(kind, value).map((key) => ({ type: target, key }));
}

/** A value as people read it: an entry of a list on each line. */
export function describeValue(
  field: ContentField,
  value: FieldValue,
  { t, countryName, optionName, dates, clock }: Interface,
  names: ReferenceNames,
): string {
  const describe = (entry: unknown): string => {
    if (typeof entry === 'number') return String(entry);
    if (typeof entry === 'object' && entry !== null) {
      return Object.values(entry as Record<string, string>)
        .map((part) => describe(part))
        .join(' · ');
    }
    const text = entry as string;
    if (field.options?.includes(text)) return optionName(text);
    if (field.kind === 'COUNTRY' || field.kind === 'COUNTRIES') return countryName(text);
    if (field.kind === 'DATE' || field.kind === 'PARTIAL_DATE') return dates.partial(text);
    if (field.kind === 'DATE_TIME') return clock.show(text);
    return field.target === null ? text : nameOfReference(names, field.target, text);
  };
  const entries = entriesOf(value);
  return entries.length === 0 ? t('conflict.empty') : entries.map(describe).join('\n');
}
