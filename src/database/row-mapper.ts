import { raw, type Sql } from 'sql-template-tag';
import type { EntityMetadata, ObjectLiteral } from 'typeorm';

export type Row = Record<string, unknown>;

/**
 * Turns rows of hand-written statements into entities, by TypeORM's own metadata: the mapping has one place, the entity.
 * Columns are stored as text and integers alone (see columns.ts), which both drivers give as the entity holds them.
 */
export class RowMapper<E extends ObjectLiteral> {
  /** The select list, each column under a name that holds the alias, so that joined entities do not collide. */
  readonly columns: Sql;
  private readonly idName: string;
  private readonly own: readonly { name: string; property: string }[];
  private readonly embedded: readonly {
    property: string;
    create: () => ObjectLiteral;
    columns: readonly { name: string; property: string }[];
  }[];

  constructor(
    private readonly metadata: EntityMetadata,
    alias: string,
  ) {
    const nameOf = (databaseName: string): string => `${alias}_${databaseName}`;
    // The others are derived by the entity itself, from those that are read.
    const columns = metadata.columns.filter(({ isSelect }) => isSelect);
    this.columns = raw(
      columns.map(({ databaseName }) => `${alias}.${databaseName} AS ${nameOf(databaseName)}`).join(', '),
    );
    this.idName = nameOf('id');
    this.own = columns
      .filter((column) => column.embeddedMetadata === undefined)
      .map((column) => ({ name: nameOf(column.databaseName), property: column.propertyName }));
    this.embedded = metadata.embeddeds.map((embedded) => ({
      property: embedded.propertyName,
      create: () => embedded.create() as ObjectLiteral,
      columns: columns
        .filter((column) => column.embeddedMetadata === embedded)
        .map((column) => ({ name: nameOf(column.databaseName), property: column.propertyName })),
    }));
  }

  /** The entity in the row. */
  get(row: Row): E {
    const entity = this.metadata.create() as ObjectLiteral;
    for (const { name, property } of this.own) entity[property] = row[name];
    for (const { property, create, columns } of this.embedded) {
      const part = create();
      for (const column of columns) part[column.property] = row[column.name];
      entity[property] = part;
    }
    return entity as E;
  }

  /** The entity in the row, or null where an outer join found none. */
  find(row: Row): E | null {
    return row[this.idName] === null ? null : this.get(row);
  }
}
