import { raw, type Sql } from './sql';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import type { EntityMetadata, ObjectLiteral } from 'typeorm';

/** A row, keyed by column name in camelCase. */
export type Row = Record<string, unknown>;

/** True if a property of a class is to be read by a statement. */
export type IsSelected = (className: string, property: string) => boolean;

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
  private readonly idKey: string;
  private readonly own: readonly MappedColumn[];
  private readonly embedded: readonly {
    readonly property: string;
    readonly create: () => ObjectLiteral;
    readonly columns: readonly MappedColumn[];
  }[];

  constructor(
    private readonly metadata: EntityMetadata,
    alias: string,
    isSelected: IsSelected,
  ) {
    const keyOf = ({ propertyPath }: ColumnMetadata): string => `${alias}.${propertyPath}`;
    const toMapped = (column: ColumnMetadata): MappedColumn => ({ key: keyOf(column), property: column.propertyName });
    const identifying = new Set([...metadata.primaryColumns, ...metadata.uniques.flatMap((unique) => unique.columns)]);
    const selected = metadata.columns.filter((column) => {
      const { isSelect, propertyName, embeddedMetadata } = column;
      // The entity itself computes a column that is not selected by default.
      if (!isSelect) return false;
      if (identifying.has(column)) return true;
      if (embeddedMetadata === undefined) return isSelected(metadata.name, propertyName);
      return (
        isSelected(metadata.name, embeddedMetadata.propertyName) &&
        isSelected(classNameOf(embeddedMetadata), propertyName)
      );
    });
    this.columns = raw(selected.map((column) => `${alias}.${column.databaseName} AS "${keyOf(column)}"`).join(', '));
    this.idKey = `${alias}.id`;
    this.own = selected.filter(({ embeddedMetadata }) => embeddedMetadata === undefined).map(toMapped);
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
