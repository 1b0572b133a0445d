import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { JsonListOf } from '../../database/sql/json-lists';
import type { Sql } from '../../database/sql/sql';
import type { UnitOfWork } from '../mutations/mutation-runner';
import type { NaturalKey } from '../mutations/natural-key';
import type { Problems } from '../mutations/problems';
import type { FieldArgument } from './field-argument';
import type { FieldForm } from './field-form';
import type { ReferenceVisibility } from './visible-references';

/** The entity class whose table stores the rows of a content type. */
export type EntityOf<E extends object = object> = new () => E & { id: number };

/** The arguments of a check of one field. */
export interface FieldCheck {
  readonly unit: UnitOfWork;
  readonly problems: Problems;
  /** The path of the field in the mutation's arguments, such as `input.title`. */
  readonly path: string;
  readonly table: string;
  /** The row that is to have the value; null: a new row. */
  readonly id: number | null;
}

/** Replaces the natural key of a reference; `path` is that of the reference in the mutation's arguments. */
export type MapReference = (path: string, key: NaturalKey, name: string) => string;

/** An entry of a list in a CSV cell. `parse` returns a text as it is if it cannot be an entry. */
export interface CellEntry<E> {
  format(entry: E): string;
  parse(text: string): unknown;
}

/** Where the reference from an item to a row of another table is stored: in a column of the item's row, or in a table of links. */
export interface StoredReference {
  /** The table that is referred to. */
  readonly table: string;
  readonly via:
    { readonly column: string } | { readonly links: string; readonly owner: string; readonly target: string };
}

/** One field of a content type: its empty value, and how it is read, normalised, validated, stored and imported. */
export interface Field<T> {
  /** The value of a field that has not been filled in. */
  readonly empty: T;
  /** The type of the value in files that are imported. */
  readonly json: z.ZodType<T>;
  /** Parses the text of a CSV cell. If absent, the value is the text itself. */
  readonly parseCell?: (text: string) => unknown;
  /** For lists: how one entry is written in a CSV cell and read back, if entries are not texts. */
  readonly cellEntry?: CellEntry<T extends readonly (infer E)[] ? E : unknown>;
  /** What forms need to know of the field. Fields without it are not in inputs. */
  readonly form?: FieldForm;
  /** How inputs take the value. Fields without it are not in inputs. */
  readonly argument?: FieldArgument;
  /** True if the value is a text or a list of texts, or has texts within it, that readers can have in their language. */
  readonly isTranslatable?: boolean;
  /** True if the value is a list whose order has no meaning. */
  readonly isSet?: true;
  /** False if the inputs of the type lack the field, because other mutations set it. */
  readonly isInput?: false;
  /** False if reverting to an earlier version leaves the field as it is. */
  readonly isReverted?: false;
  /** True if the value is the instant at which the item was first published. */
  readonly isFirstPublication?: true;
  /** The visibility of the rows that a list refers to, if an editor may not see all of them. */
  readonly visibility?: ReferenceVisibility;
  /** Where the references that are the value are stored, if the value refers to rows of another table. */
  readonly refersTo?: StoredReference;
  /** The field that an empty slug is generated from, and the slug if that field has no letters and digits. */
  readonly slugSource?: { readonly from: string; readonly fallback: string };
  /** Selects the value from the table with the alias; lists as JSON. If absent, `read` reads the value. */
  select?(name: string, alias: string, listOf: JsonListOf): Sql;
  read?(manager: EntityManager, id: number): Promise<T>;
  /** Reads what the public sees of the value of a stored row, if that is less than the value. */
  readPublic?(manager: EntityManager, id: number): Promise<unknown>;
  /**
   * The translatable texts within a value that is not itself a text or a list of texts: each once, in the order in which they
   * stand there. A translation then has `TranslatedText`s instead of a value.
   */
  textsWithin?(value: T): readonly string[];
  /** Turns the value that `select` has read into the value of the field; lists have been parsed. */
  decode?(selected: unknown): T;
  /** Adds the problems of a value that only matter once the item is to be public. */
  checkPublishing?(value: T, context: FieldCheck): Promise<void>;
  /** The property of the entity with the RenderedMarkdown of the value, if it has one. */
  readonly rendered?: string;
  /** Does expensive work for a normalised value before the unit of work begins, since others wait for a unit of work. */
  prepare?(value: T): Promise<void>;
  /** Normalises a value that a client or an import sent. */
  normalize?(value: T): T;
  /** The value after an input that does not have the field has changed other fields of the content. If absent, it stays. */
  follow?(value: T, before: object, after: object): T;
  /** Adds the problems of a value. `before` is the stored value, or the empty value for a new row. */
  check?(value: T, context: FieldCheck, before: T): void | Promise<void>;
  /** The columns of the row to write, by property paths of its entity. `before` null: a new row. */
  columns?(
    name: string,
    value: T,
    manager: EntityManager,
    before: T | null,
  ): Promise<Readonly<Record<string, unknown>>>;
  /** Writes the rows of other tables, after the row itself. Called only if the value differs from `before`. */
  replace?(manager: EntityManager, id: number, value: T, before: T): Promise<void>;
  /** Replaces the natural keys in the value. A field that has it also has `refersTo`. */
  mapReferences?(value: T, map: MapReference, path: string): T;
}

/** A field that inputs have. */
export interface InputField<T> extends Field<T> {
  readonly form: FieldForm;
  readonly argument: FieldArgument;
}

/** A value that rows keep in a column of the field's name, and that the GraphQL type shows as it is. */
export interface PlainValue {
  /** Returns the GraphQL type, if it is not that of inputs. */
  readonly type?: () => object;
  /** Declares the column. */
  readonly column: PropertyDecorator;
  /** What the value is, without a full stop, and what null means. */
  readonly description: string;
  readonly whenNull: string;
  readonly isNullable: boolean;
  /** True if the value may be a long text, so that operations are charged for its length. */
  readonly isLong: boolean;
}

/** A field that is stored in a column: `S` is the type of the column, `P` its property path (null: the field's name). */
export interface ColumnField<T, S, P extends string | null> extends InputField<T> {
  readonly property: P;
  /** The type of the column. Only the compiler uses it; it has no value. */
  readonly stored?: S;
}

/** All fields of a content type, in the order of its content. */
export interface FieldSet<C extends object, I extends keyof C = keyof C> {
  readonly entity: EntityOf;
  readonly fields: { readonly [K in keyof C]: Field<C[K]> };
  /**
   * The names of the fields that inputs have. Only the compiler uses it; it has no value. It is a method, so that every
   * set is a `FieldSet<object>`.
   */
  inputs?(names: I): void;
  /** Adds problems that concern several fields. `id` null: new content. */
  check?(content: C, context: ContentCheck): void | Promise<void>;
  /** Writes rows that derive from several fields, after the fields themselves. `before` null: new content. */
  derive?(manager: EntityManager, id: number, content: C, before: C | null): Promise<void>;
}

export type ContentCheck = Pick<FieldCheck, 'unit' | 'problems' | 'id'>;

export type Fields = Readonly<Record<string, Field<unknown>>>;

type ContentOf<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

type InputsOf<F extends Fields> = { [K in keyof F]: F[K] extends { readonly isInput: false } ? never : K }[keyof F];

/** The type of an entity's property at a path such as `operativeDimension.place`. */
type PropertyAt<E, P extends string> = P extends `${infer A}.${infer B}`
  ? A extends keyof E
    ? PropertyAt<E[A], B>
    : never
  : P extends keyof E
    ? E[P]
    : never;

/** Makes the compiler reject a column field whose entity has no such property, or one of another type. */
type StoredIn<E, F extends Fields> = {
  readonly [K in keyof F]: F[K] extends ColumnField<unknown, infer S, infer P>
    ? [S] extends [PropertyAt<E, P extends string ? P : K & string>]
      ? unknown
      : { readonly 'the entity has no property of this type for the field': P extends string ? P : K }
    : unknown;
};

/** Makes the compiler reject a field that inputs have and that says nothing to forms or to inputs. */
type WithForms<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends { readonly isInput: false } | Pick<InputField<unknown>, 'form' | 'argument'>
    ? unknown
    : { readonly 'the field has no form, or no argument of inputs': K };
};

/** Declares the fields of a content type. Everything that reads or writes content derives from this declaration. */
export function fieldsOf<E extends object, F extends Fields>(
  entity: EntityOf<E>,
  fields: F & StoredIn<E, F> & WithForms<F>,
  check?: (content: ContentOf<F>, context: ContentCheck) => void | Promise<void>,
): FieldSet<ContentOf<F>, InputsOf<F>> {
  const set = { entity, fields: fields as unknown as FieldSet<ContentOf<F>>['fields'] };
  return check === undefined ? set : { ...set, check };
}

/** The type of the content that a set of fields declares. */
export type ContentIn<S extends { readonly fields: object }> = {
  readonly [K in keyof S['fields']]: S['fields'][K] extends Field<infer T> ? T : never;
};

/** The fields that inputs of the type have: translations have mutations of their own. */
export type EditableField<C> = Exclude<keyof C, 'translations'>;

/** The fields of content in an input: absent and null ones are those that it leaves or clears. */
export type ContentInput<C extends object, I extends keyof C> = { readonly [K in I]?: C[K] | null };
