import type { Translate } from '../interface';

/** The name of a field of an item, or of its publication, in the language of the interface; of an unknown one, its name in the API. */
export function fieldName(t: Translate, field: string): string {
  const key = `field.${field}`;
  return t.has(key) ? t(key) : field;
}

/** Help for a field whose meaning its name does not tell; undefined for others. */
export function fieldHint(t: Translate, field: string): string | undefined {
  const key = `hint.${field}`;
  return t.has(key) ? t(key) : undefined;
}
