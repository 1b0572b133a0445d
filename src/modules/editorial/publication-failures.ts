import { anonymous } from '../../core/access/viewer';
import { tableOf } from '../../core/fields/content';
import type { MutationRunner } from '../../core/mutations/mutation-runner';
import { DAY_MS, later, MINUTE_MS } from '../../core/time';
import type { ReadDatabase } from '../../database/reading/read-database';
import { raw, sql } from '../../database/sql/sql';
import type { Account } from '../identity/account/account.entity';
import { MailKind } from '../mail/mail-kind';
import type { MailQueue } from '../mail/mail-queue';
import { RevisionAction } from '../publishing/history/revision.entity';
import { type ListedType, titleColumn } from '../publishing/publishable';

/** A publication that is not late by more has not failed for good: it may have met a concurrent change. */
const TOLERANCE_MS = MINUTE_MS;

/** How long the server tries to send a mail, and how soon it sends another about the same publication. */
const LIFETIME_MS = 7 * DAY_MS;

interface Scheduled extends Pick<Account, 'email' | 'name' | 'locale' | 'role' | 'networkId'> {
  readonly accountId: number;
  readonly publishAt: string;
}

/** Tells accounts by mail that what they have scheduled could not be published. */
export class PublicationFailures {
  private readonly read: ReadDatabase;

  constructor(
    read: ReadDatabase,
    private readonly mutations: MutationRunner,
    private readonly queue: MailQueue,
  ) {
    this.read = read.withoutListeners();
  }

  /** Sends one mail about an item that is a minute late, to the account that has scheduled it, if that may still edit the item. */
  async report(type: ListedType, id: number, now: string): Promise<void> {
    const scheduled = await this.findScheduled(type, id, now);
    const title = scheduled && (await this.findTitle(type, id, scheduled));
    if (title === null) return;
    const { email, name, locale, publishAt } = scheduled!;
    const sealed = await this.queue.seal(
      {
        kind: MailKind.PUBLICATION_FAILED,
        to: email,
        locale,
        values: { name, title, time: new Date(publishAt) },
        expiresAt: later(now, LIFETIME_MS),
        onceKey: `publication failed ${type.name} ${id} ${publishAt}`,
      },
      now,
    );
    await this.mutations.commit({ viewer: anonymous, now }, ({ manager }) => this.queue.add(manager, sealed));
  }

  /** Who scheduled a late item last; null if no account did, or it was deleted. */
  private async findScheduled(type: ListedType, id: number, now: string): Promise<Scheduled | null> {
    const [found] = await this.read.query<Scheduled>(sql`
      SELECT account.id AS account_id, account.email, account.name, account.locale, account.role, account.network_id,
        t.publish_at
      FROM ${raw(tableOf(type.content))} t
      JOIN revision r ON r.type = ${type.name} AND r.item_id = t.id AND r.version = (
        SELECT max(s.version) FROM revision s
        WHERE s.type = r.type AND s.item_id = r.item_id AND s.action = ${RevisionAction.SCHEDULED})
      JOIN account ON account.id = r.by_id
      WHERE t.id = ${id} AND t.publish_at <= ${later(now, -TOLERANCE_MS)}`);
    return found ?? null;
  }

  /** The title of an item that an account may edit; null if it may not. */
  private async findTitle(
    type: ListedType,
    id: number,
    { accountId, role, networkId }: Scheduled,
  ): Promise<string | null> {
    const viewer = { ...anonymous, accountId, role, networkId };
    const [found] = await this.read.query<{ title: string }>(sql`
      SELECT t.${raw(titleColumn(type))} AS title FROM ${raw(tableOf(type.content))} t
      WHERE t.id = ${id} AND ${type.isVisible(viewer)} AND ${type.isEditable(viewer)}`);
    return found?.title ?? null;
  }
}
