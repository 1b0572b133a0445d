import type { FormSection } from '../forms/form-section';
import type { FieldValue, FormValues, ValuesOf } from '../forms/form-values';
import type { MessageKey } from '../interface';

/** Where a field is in the form, and how its value is found in an item as the API gives it. */
interface FieldDeclaration<T> {
  readonly section: MessageKey;
  readonly valueOf: (item: T) => FieldValue;
  /** The value in a new item; default: none. */
  readonly blank?: FieldValue;
}

/**
 * The fields of the items of a type, in the order in which the form shows them: one for each field of the input. The labels are
 * the messages `field.NAME`, help is `hint.NAME`, and bounds and kinds are those that the server declares.
 */
type FieldDeclarations<I, T> = {
  readonly [K in keyof ValuesOf<I>]: FieldDeclaration<T> &
    (`field.${K & string}` extends MessageKey ? unknown : { readonly 'the messages have no name for the field': K });
};

/** What forms need of the fields of a type. */
export interface DeclaredFields<T> {
  readonly sections: readonly FormSection[];
  /** The values of a new item. */
  readonly blank: FormValues;
  readonly valuesOf: (item: T) => FormValues;
}

/**
 * Declares the fields of the items that an input changes. The compiler reports a field that is forgotten, and one that has no name in the
 * messages.
 */
export function declareFields<I, T>(declarations: FieldDeclarations<I, T>): DeclaredFields<T> {
  const fields = Object.entries(declarations as Readonly<Record<string, FieldDeclaration<T>>>);
  const titles = [...new Set(fields.map(([, { section }]) => section))];
  return {
    sections: titles.map((title) => ({
      title,
      fields: fields.flatMap(([name, { section }]) => (section === title ? [name] : [])),
    })),
    blank: Object.fromEntries(fields.map(([name, { blank = null }]) => [name, blank])),
    valuesOf: (item) => Object.fromEntries(fields.map(([name, { valueOf }]) => [name, valueOf(item)])),
  };
}
