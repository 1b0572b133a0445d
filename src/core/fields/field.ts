import type { Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { JsonListOf } from '../../database/json-lists';
import type { Problems } from '../mutations/problems';
import type { UnitOfWork } from '../mutations/mutation-runner';
import type { NaturalKey } from '../mutations/natural-key';
import type { ReferenceVisibility } from './visible-references';

/** The entity class whose table stores the rows of a content type. */
export type EntityOf<E extends object = object> = new () => E & { id: number };

/** What a check of one field may look at. */
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

/** How one field of a content type is read, normalised, checked, stored and transferred. */
export interface Field<T> {
  /** The value of a field that nobody has filled in. */
  readonly empty: T;
  /** The type of the value in files that are imported. */
  readonly json: z.ZodType<T>;
  /** The value of a cell of a table; the text itself when absent. */
  readonly parseCell?: (text: string) => unknown;
  /** True if the order of a list has no meaning. */
  readonly isSet?: true;
  /** False if inputs do not have the field: other mutations set it. */
  readonly isInput?: false;
  /** False if reverting to an earlier version leaves the field as it is. */
  readonly isReverted?: false;
  /** True if the field keeps the instant at which its item was first published. */
  readonly isFirstPublication?: true;
  /** The rows that a list refers to, when not every editor may see all of them. */
  readonly visibility?: ReferenceVisibility;
  /** The field from which an empty slug is made, and the slug of an item for which that gives nothing. */
  readonly slugSource?: { readonly from: string; readonly fallback: string };
  /** The value as a column of the row with this alias; lists as JSON. Absent: `read` reads the value. */
  select?(name: string, alias: string, listOf: JsonListOf): Sql;
  read?(manager: EntityManager, id: number): Promise<T>;
  /** Normalises what was typed. */
  normalize?(value: T): T;
  /** `before`: the value that is stored; that of a new row is empty. */
  check?(value: T, context: FieldCheck, before: T): void | Promise<void>;
  /** What the row stores, by property paths of its entity. `before` null: a new row. */
  columns?(
    name: string,
    value: T,
    manager: EntityManager,
    before: T | null,
  ): Promise<Readonly<Record<string, unknown>>>;
  /** Stores what other tables hold, after the row; called only when the value differs from `before`. */
  replace?(manager: EntityManager, id: number, value: T, before: T): Promise<void>;
  mapReferences?(value: T, map: MapReference, path: string): T;
}

/** A field whose value is a column of the row: `S` is the column's type, `P` its property path (null: the field's name). */
export interface ColumnField<T, S, P extends string | null> extends Field<T> {
  readonly property: P;
  /** Never set: the type of the column. */
  readonly stored?: S;
}

/** All fields of a content type, in the order of its content. */
export interface FieldSet<C extends object, I extends keyof C = keyof C> {
  readonly entity: EntityOf;
  readonly fields: { readonly [K in keyof C]: Field<C[K]> };
  /** Never set: the names of the fields that inputs have. A method, so that sets of any content are a `FieldSet<object>`. */
  inputs?(names: I): void;
  /** Checks what no field knows by itself. `id` null: new content. */
  check?(content: C, context: ContentCheck): void | Promise<void>;
}

export type ContentCheck = Pick<FieldCheck, 'unit' | 'problems' | 'id'>;

type Fields = Readonly<Record<string, Field<unknown>>>;

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

/** Refuses a column field whose entity has no such property, or one of another type. */
type StoredIn<E, F extends Fields> = {
  readonly [K in keyof F]: F[K] extends ColumnField<unknown, infer S, infer P>
    ? [S] extends [PropertyAt<E, P extends string ? P : K & string>]
      ? unknown
      : { readonly 'the entity has no property of this type for the field': P extends string ? P : K }
    : unknown;
};

/** Declares the fields of a content type once: everything that reads or writes content derives from them. */
export function fieldsOf<E extends object, F extends Fields>(
  entity: EntityOf<E>,
  fields: F & StoredIn<E, F>,
  check?: (content: ContentOf<F>, context: ContentCheck) => void | Promise<void>,
): FieldSet<ContentOf<F>, InputsOf<F>> {
  const set = { entity, fields: fields as unknown as FieldSet<ContentOf<F>>['fields'] };
  return check === undefined ? set : { ...set, check };
}

/** The content that a set of fields declares. */
export type ContentIn<S extends { readonly fields: object }> = {
  readonly [K in keyof S['fields']]: S['fields'][K] extends Field<infer T> ? T : never;
};

/** Refuses an input class that lacks a field of the content, or has one that the content lacks. */
export type MatchingInput<Input extends object, C extends object, I extends keyof C> = (Exclude<
  I,
  keyof Input
> extends never
  ? unknown
  : { readonly 'the input lacks': Exclude<I, keyof Input> }) &
  (Exclude<keyof Input, I | 'id' | 'version' | 'clientMutationId'> extends never
    ? unknown
    : { readonly 'the content lacks': Exclude<keyof Input, I | 'id' | 'version' | 'clientMutationId'> });
