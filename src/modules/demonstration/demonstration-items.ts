import { snakeCase } from 'typeorm/util/StringUtils';
import type { Viewer } from '../../core/access/viewer';
import { type Content, tableOf } from '../../core/fields/content';
import type { Field, FieldSet, StoredReference } from '../../core/fields/field';
import { always, flag, never } from '../../database/sql/conditions';
import { join, raw, type Sql, sql } from '../../database/sql/sql';
import { localizedTypes, publishables } from '../publishables';
import type { ListedType } from '../publishing/publishable';
import { type DemonstrationType, recordColumns } from './demonstration-record.entity';

/** Why an item of the demonstration is kept. */
export enum KeptReason {
  CHANGED = 'CHANGED',
  IN_USE = 'IN_USE',
}

/** An item of the demonstration, or one of its accounts. */
export interface FoundItem {
  readonly type: DemonstrationType;
  readonly id: number;
  /** null: an image without alternative text. */
  readonly title: string | null;
  readonly version: number;
  readonly isInTrash: boolean;
  /** null: the item can be deleted. */
  readonly keptBecause: KeptReason | null;
}

/** Runs a statement, within a unit of work or outside of one. */
type Run = <R extends object>(statement: Sql) => Promise<R[]>;

interface ItemRow extends Pick<FoundItem, 'type' | 'id' | 'title' | 'version'> {
  readonly isInTrash: number;
  readonly isChanged: number;
}

/** A row that needs an item of the demonstration. */
interface Need {
  /** The type of the row; null: it is no part of the demonstration. */
  readonly byType: DemonstrationType | null;
  readonly byId: number | null;
  readonly type: DemonstrationType;
  readonly id: number;
}

/** The types in the order in which their items are deleted: an item before those that it needs. */
export const typesInOrder: readonly DemonstrationType[] = [
  'RestrictedDocument',
  'NewsItem',
  'Activity',
  'Account',
  'Network',
  'Component',
  'Programme',
  'Organisation',
  'Region',
  'Image',
];

/** The items of the demonstration that still exist, by `typesInOrder` and id. */
export async function findDemonstration(run: Run, viewer: Viewer): Promise<FoundItem[]> {
  const rows = await run<ItemRow>(
    join(
      typesInOrder.map((type) => selectItems(type)),
      ' UNION ALL ',
    ),
  );
  const keyOf = ({ type, id }: Pick<Need, 'type' | 'id'>): string => `${type} ${id}`;
  const kept = new Map<string, KeptReason>(
    rows.filter(({ isChanged }) => isChanged === 1).map((row) => [keyOf(row), KeptReason.CHANGED]),
  );
  const needs = await run<Need>(join([...neededByOthers(viewer), ...neededByItems()], ' UNION ALL '));
  const isNeeded = ({ byType, byId }: Need): boolean => byType === null || kept.has(keyOf({ type: byType, id: byId! }));
  for (let before = -1; before !== kept.size;) {
    before = kept.size;
    for (const need of needs) {
      if (!kept.has(keyOf(need)) && isNeeded(need)) kept.set(keyOf(need), KeptReason.IN_USE);
    }
  }
  return rows
    .map(({ isInTrash, isChanged: _, ...row }) => ({
      ...row,
      isInTrash: isInTrash === 1,
      keptBecause: kept.get(keyOf(row)) ?? null,
    }))
    .sort((one, other) => typesInOrder.indexOf(one.type) - typesInOrder.indexOf(other.type) || one.id - other.id);
}

/** The column of the records with the ids of a type. */
export function recordColumn(type: DemonstrationType): Sql {
  return raw(snakeCase(recordColumns[type]));
}

function selectItems(type: DemonstrationType): Sql {
  const table = raw(snakeCase(type));
  const isInTrash = publishableOf(type) !== undefined ? sql`t.deleted_at IS NOT NULL` : never;
  // What an editor has changed and then deleted need not be kept.
  const isChanged = sql`(t.version > 1 ${type === 'RestrictedDocument' ? orHasNewFile : raw('')}) AND NOT ${isInTrash}`;
  return sql`SELECT ${literal(type)} AS type, t.id, ${raw(titleOf(type))} AS title, t.version, ${flag(isInTrash)} AS is_in_trash,
      ${flag(isChanged)} AS is_changed
    FROM ${table} t JOIN demonstration_record d ON d.${recordColumn(type)} = t.id`;
}

/** A new file does not change the version of its document. */
const orHasNewFile = raw(`OR EXISTS (
  SELECT 1 FROM document_content_version f
  WHERE f.document_id = t.id AND (f.version > 1 OR f.uploaded_by_id IS NOT NULL))`);

function titleOf(type: DemonstrationType): string {
  if (type === 'Account') return 't.email';
  if (type === 'Image') return 't.alt';
  const { fields } = definitions.get(type)!;
  return 'title' in fields ? 't.title' : 't.name';
}

const definitions: ReadonlyMap<string, FieldSet<Content>> = new Map(
  localizedTypes.map(({ name, content }) => [name, content]),
);

/** The publishable type of this name; undefined for the other types. */
export function publishableOf(type: DemonstrationType): ListedType | undefined {
  return publishables.find(({ content }) => tableOf(content) === snakeCase(type));
}

/** A reference from the rows of a type to items of another. */
interface Reference {
  /** The type of the rows that refer; null: they are no items. */
  readonly from: DemonstrationType | null;
  readonly to: DemonstrationType;
  /** The rows with the alias `l`, and their columns with the ids of both. */
  readonly rows: string;
  readonly by: string;
  readonly target: string;
}

const references: readonly Reference[] = [
  ...localizedTypes.flatMap(({ content }) => referencesOf(typeOf(tableOf(content)), content)),
  ...publishables.flatMap(({ content, partOf }): Reference[] =>
    partOf === undefined
      ? []
      : [
          {
            from: typeOf(tableOf(content)),
            to: typeOf(partOf.table),
            rows: tableOf(content),
            by: 'id',
            target: partOf.column,
          },
        ],
  ),
  { from: 'Account', to: 'Network', rows: 'account', by: 'id', target: 'network_id' },
  { from: null, to: 'Network', rows: 'api_key', by: 'id', target: 'network_id' },
];

function referencesOf(from: DemonstrationType, content: FieldSet<Content>): Reference[] {
  const fields = content.fields as Readonly<Record<string, Pick<Field<unknown>, 'refersTo'>>>;
  return Object.values(fields).flatMap(({ refersTo }) =>
    refersTo === undefined || !isRecorded(refersTo) ? [] : [referenceOf(from, tableOf(content), refersTo)],
  );
}

function referenceOf(from: DemonstrationType, table: string, { table: target, via }: StoredReference): Reference {
  const place =
    'column' in via
      ? { rows: table, by: 'id', target: via.column }
      : { rows: via.links, by: via.owner, target: via.target };
  return { from, to: typeOf(target), ...place };
}

function isRecorded({ table }: StoredReference): boolean {
  return typesInOrder.some((type) => snakeCase(type) === table);
}

function typeOf(table: string): DemonstrationType {
  return typesInOrder.find((type) => snakeCase(type) === table)!;
}

function literal(type: DemonstrationType): Sql {
  return raw(`'${type}'`);
}

/** PostgreSQL takes the types of the columns from the first statement of a union. */
const nobody = raw('CAST(NULL AS text) AS by_type, CAST(NULL AS integer) AS by_id');

/** The items that something else needs: content and API keys of the operator, and accounts without which nobody could manage. */
function neededByOthers(viewer: Viewer): Sql[] {
  const byOthers = references.map(({ from, to, rows, by, target }) => {
    const isOther =
      from === null
        ? always
        : sql`NOT EXISTS (SELECT 1 FROM demonstration_record r WHERE r.${recordColumn(from)} = l.${raw(by)})`;
    return sql`SELECT ${nobody}, ${literal(to)} AS type, d.${recordColumn(to)} AS id
      FROM demonstration_record d
      WHERE EXISTS (SELECT 1 FROM ${raw(rows)} l WHERE l.${raw(target)} = d.${recordColumn(to)} AND ${isOther})`;
  });
  return [
    ...byOthers,
    sql`SELECT ${nobody}, ${literal('Account')} AS type, t.id
      FROM account t JOIN demonstration_record d ON d.account_id = t.id
      WHERE t.id = ${viewer.accountId} OR (t.role = 'ADMIN' AND NOT EXISTS (
        SELECT 1 FROM account other WHERE other.role = 'ADMIN' AND other.invited_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM demonstration_record r WHERE r.account_id = other.id)))`,
  ];
}

/** The items that other items of the demonstration need. */
function neededByItems(): Sql[] {
  return references
    .filter((reference): reference is Reference & { readonly from: DemonstrationType } => reference.from !== null)
    .map(
      ({
        from,
        to,
        rows,
        by,
        target,
      }) => sql`SELECT ${literal(from)} AS by_type, l.${raw(by)} AS by_id, ${literal(to)} AS type, l.${raw(target)} AS id
        FROM ${raw(rows)} l JOIN demonstration_record d ON d.${recordColumn(to)} = l.${raw(target)}
          JOIN demonstration_record r ON r.${recordColumn(from)} = l.${raw(by)}`,
    );
}
