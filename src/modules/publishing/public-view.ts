import { anonymous } from '../../core/access/viewer';
import { type Content, tableOf } from '../../core/fields/content';
import { readPublicValues, selectContent } from '../../core/fields/content-storage';
import { isLocalized, localesOf, withoutDrafts } from '../../core/fields/translation-values';
import { jsonListIn } from '../../database/sql/json-lists';
import { raw, type Sql, sql } from '../../database/sql/sql';
import { executeSql, forShare } from '../../database/sql/write-sql';
import type { OutboxUnit } from './outbox';
import { allPublishables, type ListedType, type PublishableDefinition } from './publishable';
import { visiblePartOf } from './reference-visibility';
import { referringFields } from './shown-rows';

/** An item as the public sees it. Two views of an item with equal texts look the same. */
export interface PublicItem {
  readonly type: ListedType;
  readonly id: number;
  readonly slug: string | null;
  /** All that the public sees of the item, except the time of its last change. */
  readonly text: string;
  /** The time of its last change; null for types whose items show none. */
  readonly lastChange: string | null;
  /** The languages in which the public sees the item. */
  readonly locales: readonly string[];
  /** The names that other items show where they refer to the item, as JSON. */
  readonly names: string;
  /** The references of the item, as JSON. */
  readonly references: string;
}

/** What the public sees of an item and of its parts, by type and id. Empty if it sees nothing of them. */
export type PublicView = ReadonlyMap<string, PublicItem>;

/** The fields that other items show of an item that they refer to. */
const NAMES = ['originalLocale', 'slug', 'code', 'title', 'name', 'acronym'];

/**
 * What the public sees now of an item and of its parts. Of an item that is itself a part, the view has all parts of the
 * item that it belongs to, because moving one part moves others.
 *
 * @param content the present content of the item
 */
export async function publicViewOf<C extends Content>(
  unit: OutboxUnit,
  type: PublishableDefinition<C>,
  id: number,
  content: C,
): Promise<PublicView> {
  const table = raw(tableOf(type.content));
  if (type.partOf !== undefined) {
    const owner = raw(type.partOf.column);
    return viewOf(await findParts(unit, type, sql`(SELECT p.${owner} FROM ${table} p WHERE p.id = ${id})`));
  }
  const lastChange = 'updatedAt' in propertiesOf(unit, type) ? raw('t.updated_at') : raw('NULL');
  const [row] = await executeSql<{ lastChange: string | null }>(
    unit.manager,
    sql`SELECT ${lastChange} AS last_change FROM ${table} t WHERE t.id = ${id} AND ${type.isVisible(anonymous)}`,
  );
  // Parts are visible only with the item that they belong to.
  if (row === undefined) return new Map();
  const part = await visiblePartOf({ ...unit, viewer: anonymous }, type, content);
  const visible = { ...withoutDrafts(part.content), ...(await readPublicValues(unit.manager, type.content, id)) };
  const item = { ...itemOf(type, id, visible), lastChange: row.lastChange };
  const parts = [];
  for (const part of allPublishables().filter(({ partOf }) => partOf?.table === tableOf(type.content))) {
    parts.push(...(await findParts(unit, part, sql`${id}`)));
  }
  return viewOf([item, ...parts]);
}

/** The key of an item in a view. */
export function keyInView({ name }: Pick<ListedType, 'name'>, id: number): string {
  return `${name} ${id}`;
}

/**
 * Locks the item that a part belongs to against changes, until the transaction ends. Such a change and a change of the
 * part would each miss what the other does to the part's visibility. Call it before the part is locked.
 */
export async function lockOwner<C extends Content>(
  { manager }: OutboxUnit,
  { content, partOf }: PublishableDefinition<C>,
  id: number,
): Promise<void> {
  if (partOf === undefined) return;
  await executeSql(
    manager,
    sql`SELECT p.id FROM ${raw(partOf.table)} p JOIN ${raw(tableOf(content))} t ON t.${raw(partOf.column)} = p.id
      WHERE t.id = ${id} ${forShare(manager, { of: 'p' })}`,
  );
}

async function findParts<C extends Content>(
  { manager }: OutboxUnit,
  type: PublishableDefinition<C>,
  ownerId: Sql,
): Promise<PublicItem[]> {
  const { columns, get } = selectContent(type.content, 't', jsonListIn(manager));
  const { column, position } = type.partOf!;
  // Stored positions count hidden parts, too: the public sees the place of a part among the visible ones.
  const place = sql`CAST(row_number() OVER (ORDER BY t.${raw(position)}) AS integer)`;
  const rows = await executeSql(
    manager,
    sql`SELECT t.id, ${columns}, ${place} AS place
      FROM ${raw(tableOf(type.content))} t
      WHERE t.${raw(column)} = ${ownerId} AND ${type.isVisible(anonymous)} ORDER BY t.id`,
  );
  return rows.map((row) => {
    const visible = { ...withoutDrafts(get(row)), [position]: row['place'] };
    return itemOf(type, row['id'] as number, visible);
  });
}

function viewOf(items: readonly PublicItem[]): PublicView {
  return new Map(items.map((item) => [keyInView(item.type, item.id), item]));
}

function itemOf<C extends Content>(type: PublishableDefinition<C>, id: number, content: Partial<C>): PublicItem {
  const values = content as Readonly<Record<string, string | null | undefined>>;
  const names = (of: typeof values) => NAMES.map((name) => of[name] ?? null);
  const translated = isLocalized(content)
    ? content.translations.map((translation) => [translation.locale, names(translation as unknown as typeof values)])
    : [];
  return {
    type,
    id,
    slug: values['slug'] ?? null,
    text: JSON.stringify(content),
    lastChange: null,
    locales: localesOf(content),
    names: JSON.stringify([names(values), translated]),
    references: JSON.stringify(referringFields(type).map((name) => values[name])),
  };
}

function propertiesOf<C extends Content>(
  { manager }: OutboxUnit,
  { content: { entity } }: PublishableDefinition<C>,
): object {
  return manager.dataSource.getMetadata(entity).propertiesMap;
}
