import { Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { tableOf } from '../../core/fields/content';
import { localizedTypeOf } from '../../core/languages/translation.entity';
import type { UnitOfWork } from '../../core/mutations/mutation-runner';
import { notify } from '../../database/postgres/notifications';
import { Instant, Integer, KeyText, Prose } from '../../database/sql/columns';
import { raw, type Sql, sql } from '../../database/sql/sql';
import { executeSql } from '../../database/sql/write-sql';
import { ContentChangeKind, type EventType } from './event-type';
import type { ListedType, PublishableType } from './publishable';

/** The part of a unit of work that writing events takes. */
export type OutboxUnit = Pick<UnitOfWork, 'manager' | 'now'>;

/**
 * Appends an event in the caller's transaction. It is delivered after the commit, even if the server stops in between.
 */
export async function appendToOutbox({ manager, now }: OutboxUnit, type: EventType, itemId: number): Promise<void> {
  await manager.insert(OutboxEvent, { type, itemId, at: now, queuedAt: null });
  await notify(manager);
}

/**
 * Appends a content change for each row of a type, in the order of ids. See `appendToOutbox`. Returns true if there is one.
 *
 * @param where a condition on the type's table under the alias `t`
 */
export async function appendContentChanges(
  { manager, now }: OutboxUnit,
  kind: ContentChangeKind,
  { name, content }: Pick<ListedType, 'name' | 'content'>,
  where: Sql,
): Promise<boolean> {
  const slug = raw('slug' in content.fields ? 't.slug' : 'NULL');
  const { table, owner } = localizedTypeOf(content.entity)!;
  const translated = `SELECT string_agg(' ' || tr.locale, '') FROM ${table} tr
    WHERE tr.${owner} = t.id AND tr.state = 'PUBLISHED'`;
  const locales = raw(`t.original_locale || coalesce((${translated}), '')`);
  const appended = await executeSql(
    manager,
    sql`INSERT INTO outbox_event (type, item_type, item_id, slug, locales, at)
      SELECT ${kind}, ${name}, t.id, ${slug}, ${locales}, ${now}
      FROM ${raw(tableOf(content))} t WHERE ${where} ORDER BY t.id
      RETURNING id`,
  );
  await notify(manager);
  return appended.length > 0;
}

/** An item that the public no longer sees. */
interface WithdrawnItem {
  readonly type: Pick<ListedType, 'name'>;
  readonly id: number;
  readonly slug: string | null;
  readonly locales: readonly string[];
}

/** Appends the withdrawals of items. See `appendToOutbox`. */
export async function appendWithdrawals({ manager, now }: OutboxUnit, items: readonly WithdrawnItem[]): Promise<void> {
  if (items.length === 0) return;
  const events = items.map(({ type, id, slug, locales }) => ({
    type: ContentChangeKind.WITHDRAWN,
    itemType: type.name,
    itemId: id,
    slug,
    locales: locales.join(' '),
    at: now,
    queuedAt: null,
  }));
  await manager.insert(OutboxEvent, events);
  await notify(manager);
}

/** An event for subscribers and webhooks, written in the transaction in which it occurred. */
@Entity()
@Index(['at'])
@Index(['queuedAt'])
export class OutboxEvent {
  /** Receivers of webhooks recognise a repeated delivery by it. */
  @PrimaryGeneratedColumn()
  id!: number;

  @KeyText({ length: 40 })
  type!: EventType;

  /** The type of the item; null: the type of the event says it. */
  @KeyText({ length: 40, nullable: true })
  itemType!: PublishableType | null;

  @Integer()
  itemId!: number;

  /** The slug under which the public saw the item, for a content change of an item that has one. */
  @KeyText({ length: 200, nullable: true })
  slug!: string | null;

  /** The languages in which the item of a content change is public or was, separated by spaces. */
  @Prose({ nullable: true })
  locales!: string | null;

  @Instant()
  at!: string;

  /** The instant at which its webhook deliveries were queued; null: they are not queued yet. */
  @Instant({ nullable: true })
  queuedAt!: string | null;
}
