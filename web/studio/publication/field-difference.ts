/** A change of a field, with the values before and after as JSON. */
export interface RecordedChange {
  readonly field: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** A value as it is compared: a text, the entries of a list, or null for none. */
export type ComparedValue = string | readonly string[] | null;

/** The difference of one value. */
export interface FieldDifference {
  readonly field: string;
  /** The language of the translation that the value belongs to; null: the item itself. */
  readonly locale: string | null;
  readonly from: ComparedValue;
  readonly to: ComparedValue;
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** The differences that a change consists of. A change of translations has one for each of their texts. */
export function differencesOf({ field, from, to }: RecordedChange): readonly FieldDifference[] {
  const [before, after] = [parse(from), parse(to)];
  if (field !== 'translations') return [{ field, locale: null, from: comparedOf(before), to: comparedOf(after) }];
  const [old, current] = [byLocale(before), byLocale(after)];
  return [...new Set([...old.keys(), ...current.keys()])].flatMap((locale) => {
    const [one, other] = [old.get(locale) ?? {}, current.get(locale) ?? {}];
    return [...new Set([...Object.keys(one), ...Object.keys(other)])]
      .filter(isText)
      .map((name) => ({
        field: name === 'state' ? 'publication.state' : name,
        locale,
        from: comparedOf(one[name] ?? null),
        to: comparedOf(other[name] ?? null),
      }))
      .filter((difference) => JSON.stringify(difference.from) !== JSON.stringify(difference.to));
  });
}

function parse(json: string | null): Json {
  return json === null ? null : (JSON.parse(json) as Json);
}

function comparedOf(value: Json): ComparedValue {
  if (value === null || value === '') return null;
  if (isList(value)) return value.length === 0 ? null : value.map(textOf);
  return textOf(value);
}

/** A value as one text: the values of an object, one after the other. */
function textOf(value: Json): string {
  if (value === null) return '';
  if (isList(value)) return value.map(textOf).join(', ');
  if (typeof value === 'object') return Object.values(value).map(textOf).filter(Boolean).join(' · ');
  return String(value);
}

function byLocale(translations: Json): ReadonlyMap<string, Readonly<Record<string, Json>>> {
  const list = (translations ?? []) as readonly Readonly<Record<string, Json>>[];
  return new Map(list.map((translation) => [translation['locale'] as string, translation]));
}

/** False for what a translation records beside its texts and its state. */
function isText(name: string): boolean {
  return !['locale', 'base', 'updatedAt'].includes(name);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
