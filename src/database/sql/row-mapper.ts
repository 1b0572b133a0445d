import type { EntityMetadata, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import { empty, raw, type Sql } from './sql';
import {
  joinTranslation,
  joinTranslationInto,
  shownLocale,
  shownText,
  type TranslationTable,
} from './translation-join';

/** A row, keyed by column name in camelCase. */
export type Row = Record<string, unknown>;

/** True if a property of a class is to be read by a statement. */
export type IsSelected = (className: string, property: string) => boolean;

/** The translations of the rows of a table. */
export interface TranslatedTexts extends TranslationTable {
  /** The columns of texts, which both tables have. */
  readonly texts: ReadonlySet<string>;
}

interface MappedColumn {
  /** The column's key in a row. */
  readonly key: string;
  readonly property: string;
}

/**
 * Maps rows of hand-written statements to entities by TypeORM's metadata, so that the entity is the only definition of
 * its columns. All columns hold text or numbers (see columns.ts), which both drivers return as the entity stores them.
 * A property that is not selected is neither read nor set, unless it identifies the row.
 */
export class RowMapper<E extends ObjectLiteral> {
  /** The select list. Each column is named `alias.property`, so that the columns of joined entities do not collide. */
  readonly columns: Sql;
  /** Joins the translation that the row is shown in, for statements that read the columns; see `joinTranslation`. */
  readonly joins: (operation: { readonly locales: readonly string[] }) => Sql;
  /** Like `joins`, for rows that are shown in the language that an expression gives, if they have it; null if they have no texts. */
  readonly joinsInto: ((locale: Sql) => Sql) | null;
  private readonly idKey: string;
  private readonly own: MappedColumn[];
  /** Columns that the entity has a getter for. The value that is stored takes its place. */
  private readonly computed: readonly MappedColumn[];
  private readonly embedded: readonly {
    readonly property: string;
    readonly create: () => ObjectLiteral;
    readonly columns: readonly MappedColumn[];
  }[];

  /** @param computed columns to read although the entity computes them, by their properties */
  constructor(
    private readonly metadata: EntityMetadata,
    alias: string,
    isSelected: IsSelected,
    translations: TranslatedTexts | null,
    computed: readonly string[],
  ) {
    const keyOf = ({ propertyPath }: ColumnMetadata): string => `${alias}.${propertyPath}`;
    const toMapped = (column: ColumnMetadata): MappedColumn => ({ key: keyOf(column), property: column.propertyName });
    const identifying = new Set([...metadata.primaryColumns, ...metadata.uniques.flatMap((unique) => unique.columns)]);
    const selected = metadata.columns.filter((column) => {
      const { isSelect, propertyName, embeddedMetadata } = column;
      // The entity itself computes a column that is not selected by default, from its texts in the original language.
      if (!isSelect) return computed.includes(propertyName);
      if (identifying.has(column)) return true;
      if (embeddedMetadata === undefined) return isSelected(metadata.name, propertyName);
      return (
        isSelected(metadata.name, embeddedMetadata.propertyName) &&
        isSelected(classNameOf(embeddedMetadata), propertyName)
      );
    });
    const isText = ({ databaseName }: ColumnMetadata): boolean => translations?.texts.has(databaseName) === true;
    const expressionOf = (column: ColumnMetadata): string =>
      isText(column) ? shownText(alias, column.databaseName) : `${alias}.${column.databaseName}`;
    const locale = { key: `${alias}.locale`, property: 'locale' };
    const readsLocale = translations !== null && isSelected(metadata.name, locale.property);
    const columns = selected.map((column) => `${expressionOf(column)} AS "${keyOf(column)}"`);
    if (readsLocale) columns.push(`${shownLocale(alias)} AS "${locale.key}"`);
    this.columns = raw(columns.join(', '));
    const joined = readsLocale || selected.some(isText) ? translations : null;
    this.joins = joined === null ? () => empty : ({ locales }) => joinTranslation(alias, joined, locales);
    this.joinsInto = joined === null ? null : (locale) => joinTranslationInto(alias, joined, locale);
    this.idKey = `${alias}.id`;
    const direct = selected.filter(({ embeddedMetadata }) => embeddedMetadata === undefined);
    this.own = direct.filter(({ isSelect }) => isSelect).map(toMapped);
    this.computed = direct.filter(({ isSelect }) => !isSelect).map(toMapped);
    if (readsLocale) this.own.push(locale);
    this.embedded = metadata.embeddeds.flatMap((embedded) => {
      const columns = selected.filter(({ embeddedMetadata }) => embeddedMetadata === embedded).map(toMapped);
      const create = (): ObjectLiteral => embedded.create() as ObjectLiteral;
      return columns.length === 0 ? [] : [{ property: embedded.propertyName, create, columns }];
    });
  }

  /** The entity in this row. */
  get(row: Row): E {
    const entity = this.metadata.create() as ObjectLiteral;
    for (const { key, property } of this.own) entity[property] = row[key];
    for (const { key, property } of this.computed) Object.defineProperty(entity, property, { value: row[key] });
    for (const { property, create, columns } of this.embedded) {
      const part = create();
      for (const column of columns) part[column.property] = row[column.key];
      entity[property] = part;
    }
    return entity as E;
  }

  /** The entity in this row, or null where an outer join found none. */
  find(row: Row): E | null {
    return row[this.idKey] === null ? null : this.get(row);
  }
}

function classNameOf({ type }: { type: unknown }): string {
  return (type as { name: string }).name;
}
