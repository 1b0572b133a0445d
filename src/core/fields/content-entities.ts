import { Field, ObjectType } from 'type-graphql';
import { Column, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Integer, KeyText } from '../../database/sql/columns';
import { foldColumn } from '../../database/text/folding';
import { type LocalizedItem, Translation } from '../languages/translation.entity';
import { RenderedMarkdown } from '../markdown/rendered-markdown';
import { LongText } from '../types/text';
import type { Field as ContentField, Fields, PlainValue } from './field';

type BaseClass = abstract new () => object;

interface Plain {
  readonly plain: PlainValue;
}

type ValueOf<F> = F extends ContentField<infer T> ? T : never;

/** The names of the columns with the folded text of `K` and the rendered Markdown of `K`. */
type FoldedName<K> = K extends string ? `${K}Folded` : never;
type RenderedName<K> = K extends string ? `${K}Html` : never;

/** The properties of a row for the plain values among the fields. */
type PlainColumns<F extends Fields> = {
  [K in keyof F as F[K] extends Plain ? K : never]: ValueOf<F[K]>;
} & {
  readonly [K in keyof F as F[K] extends Plain & { readonly maxFolded: number } ? FoldedName<K> : never]: ValueOf<F[K]>;
} & {
  [K in keyof F as F[K] extends Plain & { readonly rendered: string } ? RenderedName<K> : never]: RenderedMarkdown;
};

/** The fields with a column of their own in the row of an item: not those at another path. */
type InItem<F extends Fields> = {
  readonly [K in keyof F as F[K] extends { readonly property: null } ? K : never]: F[K];
};

type Translatable<F extends Fields> = {
  readonly [K in keyof F as F[K] extends { readonly isTranslatable: true } ? K : never]: F[K];
};

/**
 * Makes a base class for the entity of a content type, which is its GraphQL type as well. For each plain value, it has the column and the
 * GraphQL field; for a text with `maxFolded`, the column that filters and orders compare; for Markdown, the rendered HTML.
 *
 * @param without fields that the entity declares itself
 */
export function withColumns<B extends BaseClass, F extends Fields, X extends keyof F = never>(
  Base: B,
  fields: F,
  without: readonly X[] = [],
): abstract new () => InstanceType<B> & PlainColumns<InItem<Omit<F, X>>> {
  @ObjectType({ simpleResolvers: true })
  abstract class ContentRow extends (Base as unknown as new () => object) {}
  for (const [name, field, plain] of plainOf(fields)) {
    if (field.property === null && !(without as readonly PropertyKey[]).includes(name)) {
      const description = [`${plain.description}.`, ...(plain.isNullable ? [plain.whenNull] : [])].join(' ');
      declare(ContentRow.prototype, name, field, description);
    }
  }
  return ContentRow as unknown as abstract new () => InstanceType<B> & PlainColumns<InItem<Omit<F, X>>>;
}

/**
 * Makes a base class for the entity with the translations of a content type. It has the plain values that are translatable, as
 * `withColumns` has them, and refers to the item.
 *
 * @param owner the property with the id of the item, such as `regionId`
 */
export function withTranslatedColumns<F extends Fields, O extends string>(
  item: () => new () => LocalizedItem,
  owner: `${O}Id`,
  fields: F,
): abstract new () => Translation & Record<`${O}Id`, number> & PlainColumns<Translatable<F>> {
  @Index([owner, 'locale'], { unique: true })
  @ObjectType({ simpleResolvers: true })
  abstract class TranslationRow extends Translation {}
  const { prototype } = TranslationRow;
  Integer()(prototype, owner);
  const relation = owner.slice(0, -'Id'.length);
  ManyToOne(item, { nullable: false, onDelete: 'CASCADE' })(prototype, relation);
  JoinColumn()(prototype, relation);
  for (const [name, field, { description, isNullable, whenNull }] of plainOf(fields)) {
    if (field.isTranslatable !== true) continue;
    declare(prototype, name, field, isNullable ? `${description}. ${whenNull}` : `${description} in this language.`);
  }
  return TranslationRow as unknown as abstract new () => Translation &
    Record<`${O}Id`, number> &
    PlainColumns<Translatable<F>>;
}

interface PlainField extends ContentField<unknown> {
  readonly plain?: PlainValue;
  readonly property?: string | null;
  readonly maxFolded?: number;
}

function plainOf(fields: Fields): [name: string, field: PlainField, plain: PlainValue][] {
  return Object.entries(fields as Readonly<Record<string, PlainField>>).flatMap(([name, field]) =>
    field.plain === undefined ? [] : [[name, field, field.plain]],
  );
}

/** Declares the column and the GraphQL field of a plain value, and the columns that follow from it. */
function declare(prototype: object, name: string, field: PlainField, description: string): void {
  const { column, type, isNullable, isLong } = field.plain!;
  column(prototype, name);
  Field(type ?? field.argument!.type, { nullable: isNullable, description })(prototype, name);
  if (isLong) LongText()(prototype, name);
  if (field.rendered !== undefined) Column(() => RenderedMarkdown, { prefix: name })(prototype, field.rendered);
  if (field.maxFolded === undefined) return;
  const folded = `${name}Folded`;
  // The value that filters and orders compare. Written with the row, never read back.
  KeyText({ length: field.maxFolded, nullable: isNullable, select: false })(prototype, folded);
  Object.defineProperty(prototype, folded, {
    configurable: true,
    get(this: Readonly<Record<string, string | null>>) {
      return foldColumn(this[name]);
    },
  });
}
