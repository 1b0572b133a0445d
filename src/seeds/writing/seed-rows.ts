import type { EntityManager } from 'typeorm';
import { advanceIdSequence, insertMany, nextId } from '../../database/sql/bulk-insert';
import { StartupError } from '../../errors';
import { Network } from '../../modules/catalogue/network/network.entity';
import { Organisation } from '../../modules/catalogue/organisation/organisation.entity';
import { Component } from '../../modules/catalogue/programme/component.entity';
import { Programme } from '../../modules/catalogue/programme/programme.entity';
import { Region } from '../../modules/catalogue/region/region.entity';

type NodeClass = new () => { id: number };

/** What seeds refer to by slugs and codes. */
type References = Readonly<
  Record<'programme' | 'component' | 'region' | 'network' | 'organisation', Map<string, number>>
>;

/**
 * Collects rows, and writes those of each table in a few statements. It serves one unit of work, because it assigns ids itself,
 * starting after the highest ids of the tables.
 */
export class SeedRows {
  private readonly rows = new Map<new () => object, object[]>();

  private constructor(
    readonly manager: EntityManager,
    private readonly ids: Map<NodeClass, number>,
    private readonly references: References,
  ) {}

  /** @param numbered the entities whose ids are assigned */
  static async open(manager: EntityManager, numbered: readonly NodeClass[]): Promise<SeedRows> {
    const ids = new Map<NodeClass, number>();
    for (const entity of numbered) ids.set(entity, await nextId(manager, entity));
    return new SeedRows(manager, ids, {
      programme: await idsBy(manager, Programme, 'slug'),
      component: await idsBy(manager, Component, 'code'),
      region: await idsBy(manager, Region, 'code'),
      network: await idsBy(manager, Network, 'slug'),
      organisation: await idsBy(manager, Organisation, 'slug'),
    });
  }

  /** Adds a row with an id, and returns the id. */
  add<E extends { id: number }>(entity: new () => E, values: Partial<E>): number {
    const id = this.ids.get(entity)!;
    this.ids.set(entity, id + 1);
    this.link(entity, { ...values, id });
    return id;
  }

  /** Adds a row whose key is that of other rows. */
  link<E extends object>(entity: new () => E, values: Partial<E>): void {
    const rows = this.rows.get(entity) ?? [];
    rows.push(Object.assign(new entity(), values));
    this.rows.set(entity, rows);
  }

  /** The rows of an entity that are not written yet. */
  of<E extends object>(entity: new () => E): readonly E[] {
    return (this.rows.get(entity) ?? []) as E[];
  }

  /** The id of the entry with this slug or code; null without a name. */
  keyOf(type: keyof References, name: string | undefined): number | null {
    if (name === undefined) return null;
    const id = this.references[type].get(name);
    if (id === undefined) {
      throw new StartupError(
        `The activities refer to ${name} of the demonstration programme, which this database lacks`,
        78,
      );
    }
    return id;
  }

  /** Writes the rows of these entities now. */
  async write(entities: readonly (new () => object)[]): Promise<void> {
    for (const entity of entities) {
      await insertMany<object>(this.manager, entity, this.of(entity));
      this.rows.delete(entity);
    }
  }

  /** Writes all rows that are left. */
  async writeAll(): Promise<void> {
    await this.write([...this.rows.keys()]);
    for (const entity of this.ids.keys()) await advanceIdSequence(this.manager, entity);
  }
}

async function idsBy<E extends { id: number }>(
  manager: EntityManager,
  entity: new () => E,
  name: keyof E & string,
): Promise<Map<string, number>> {
  const rows = await manager.find(entity);
  return new Map(rows.map((row) => [row[name] as string, row.id]));
}
