import { registerEnumType } from 'type-graphql';
import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../core/access/viewer';
import type { Content } from '../../core/fields/content';
import type { Field, FieldSet } from '../../core/fields/field';
import type { ReferenceVisibility } from '../../core/fields/visible-references';
import type { AdvisoryLock } from '../../database/sql/advisory-lock';
import type { Sql } from '../../database/sql/sql';
import type { EventType } from './event-type';
import type { PublicationState } from './publication.entity';

/** The publishable types. The values are the names of their GraphQL types, and of their rows in histories and previews. */
export enum PublishableType {
  ACTIVITY = 'Activity',
  NEWS_ITEM = 'NewsItem',
  NETWORK = 'Network',
  RESTRICTED_DOCUMENT = 'RestrictedDocument',
}

registerEnumType(PublishableType, {
  name: 'PublishableType',
  description: 'Type of publishable content.',
  valuesConfig: {
    ACTIVITY: { description: 'Item of type `Activity`.' },
    NEWS_ITEM: { description: 'Item of type `NewsItem`.' },
    NETWORK: { description: 'Item of type `Network`.' },
    RESTRICTED_DOCUMENT: { description: 'Item of type `RestrictedDocument`.' },
  },
});

/** The publication status of an item. */
export interface PublicationStatus {
  readonly state: PublicationState;
  /** The instant at which a SCHEDULED item is to be published; null: the item is not scheduled. */
  readonly publishAt: string | null;
  /** The instant at which the item was moved to the trash; null: the item is not in the trash. */
  readonly deletedAt: string | null;
}

/** The content and the publication status of an item at one version. */
export interface Snapshot<C extends Content> {
  readonly content: C;
  readonly status: PublicationStatus;
}

/** A publishable type. Each concept defines its own as a constant, and `publishables.ts` lists them all. */
export interface PublishableDefinition<C extends Content, I extends keyof C = keyof C> {
  readonly name: PublishableType;
  /** One item and several items of the type, in descriptions and reports: `news item` and `news`. */
  readonly nouns: readonly [one: string, many: string];
  readonly content: FieldSet<C, I>;
  /** The event that is appended to the outbox when an item appears to the public; null: none. */
  readonly publishedEvent: EventType | null;
  /**
   * The table of the items that items of the type are parts of, the column that refers to it, and the field and column with
   * the position of a part. The public sees a part only with the item that it belongs to, and that item lists its parts.
   */
  readonly partOf?: { readonly table: string; readonly column: string; readonly position: string };
  /** Taken before an item's row is locked, by changes whose content depends on other rows. */
  readonly advisoryLock?: AdvisoryLock;
  /** The rows that the viewer sees, as a condition on the table under the alias `t`. */
  readonly isVisible: (viewer: Viewer) => Sql;
  /** The rows that the viewer may edit, as a condition on the table under the alias `t`. */
  readonly isEditable: (viewer: Viewer) => Sql;
  /**
   * The rows that editors bound to the network may edit, as a condition on the table under the alias `t`. Types without it
   * have no previews.
   */
  readonly isOfNetwork?: (networkId: Sql) => Sql;
}

/** A publishable type as lists of several types see it. */
export type ListedType = PublishableDefinition<Content>;

/** A type of reference data, as far as it matters to the items that show its entries. */
export type ShownEntryType = Pick<ListedType, 'content'>;

/** Rows that are made from the content of an item, such as the shares that sums of money add. */
export interface DerivedRows {
  readonly type: PublishableType;
  /** The names of the fields from which they are made. */
  readonly fields: readonly string[];
  /** Makes the rows of an item again, in the unit of work that has changed one of these fields. */
  readonly remake: (manager: EntityManager, id: number) => Promise<void>;
}

interface RegisteredTypes {
  readonly publishables: readonly ListedType[];
  readonly referenceTypes: readonly ShownEntryType[];
  readonly derivedRows: readonly DerivedRows[];
}

let registered: RegisteredTypes | null = null;

/**
 * Sets the lists of all publishable types, of all types of reference data, and of all rows that are made from content. They
 * are declared in modules that this one cannot import.
 */
export function registerTypes(types: RegisteredTypes): void {
  registered = types;
}

/** @throws Error if src/modules/publishables.ts, which lists all types, has not been loaded */
export function allPublishables(): readonly ListedType[] {
  return registeredTypes().publishables;
}

/**
 * The types of reference data. A type that refers to another one comes before it.
 *
 * @throws Error if src/modules/publishables.ts, which lists all types, has not been loaded
 */
export function allReferenceTypes(): readonly ShownEntryType[] {
  return registeredTypes().referenceTypes;
}

/**
 * The rows that are made from the content of the type.
 *
 * @throws Error if src/modules/publishables.ts, which lists them, has not been loaded
 */
export function derivedRowsOf({ name }: Pick<ListedType, 'name'>): readonly DerivedRows[] {
  return registeredTypes().derivedRows.filter(({ type }) => type === name);
}

function registeredTypes(): RegisteredTypes {
  if (registered === null) throw new Error('The types of content are unknown: import src/modules/publishables.ts');
  return registered;
}

/** The column that names an item to people. */
export function titleColumn({ content: { fields } }: Pick<ListedType, 'content'>): 'title' | 'name' {
  return 'title' in fields ? 'title' : 'name';
}

/** Fields that list rows which not every editor may see, by their names. */
export type ListedReferences = Readonly<Record<string, ReferenceVisibility>>;

/** The fields that list rows which not every editor may see, by their names. */
export function listedReferences({ content }: Pick<ListedType, 'content'>): ListedReferences {
  const fields = Object.entries(content.fields as Readonly<Record<string, Pick<Field<unknown>, 'visibility'>>>);
  return Object.fromEntries(
    fields.flatMap(([name, { visibility }]) => (visibility === undefined ? [] : [[name, visibility]])),
  );
}
