import type { EntityManager } from 'typeorm';
import { snakeCase } from 'typeorm/util/StringUtils';
import type { RequestContext } from '../../core/access/request-context';
import type { MutationInput } from '../../core/mutations/mutation-inputs';
import type { MutationRunner, UnitOfWork } from '../../core/mutations/mutation-runner';
import { takeAdvisoryLock } from '../../database/sql/advisory-lock';
import { raw, sql } from '../../database/sql/sql';
import { executeSql, forUpdate } from '../../database/sql/write-sql';
import { removePublishable } from '../editorial/trash.purge';
import type { FileLeases } from '../files/file-leases';
import { deleteAccount, lockAccount } from '../identity/account/account.service';
import { AccountAction, recordAccountEvent } from '../identity/account/account-event.entity';
import { removeMedia } from '../media/media-removal';
import { changePublishable } from '../publishing/publishable-changes';
import { transitions } from '../publishing/transition/transitions';
import { findDemonstration, type FoundItem, publishableOf, recordColumn, typesInOrder } from './demonstration-items';

/** Deletes the demonstration. What an operator has changed, and what the operator's own content needs, stays. */
export class DemonstrationDeletion {
  constructor(
    private readonly mutations: MutationRunner,
    private readonly leases: FileLeases,
  ) {}

  /** Deletes all items that can be deleted in one transaction, and then their files. The viewer is an administrator. */
  async delete(context: RequestContext, input: MutationInput): Promise<void> {
    let fileKeys: string[] = [];
    await this.mutations.run(context, { mutation: 'deleteDemonstrationData', input }, async (unit) => {
      fileKeys = await this.deleteItems(unit, context);
      return { id: 0 };
    });
    // A process that is killed here leaves the leases, and another one finds the files by them.
    for (const fileKey of fileKeys) await this.leases.discard(fileKey);
  }

  /** Returns the keys of the files that are to be deleted. They have leases. */
  private async deleteItems(unit: UnitOfWork, context: RequestContext): Promise<string[]> {
    const { manager, viewer } = unit;
    await lockItems(manager);
    const items = await findDemonstration((statement) => executeSql(manager, statement), viewer);
    const deleted = items.filter(({ keptBecause }) => keptBecause === null);
    if (deleted.length === 0) return [];
    const fileKeys: string[] = [];
    for (const item of deleted) fileKeys.push(...(await this.deleteItem(unit, item)));
    await recordAccountEvent(manager, context, AccountAction.DEMO_DATA_DELETED, viewer.name!);
    return fileKeys;
  }

  private async deleteItem(unit: UnitOfWork, { type, id, version, isInTrash }: FoundItem): Promise<readonly string[]> {
    const { manager } = unit;
    const publishable = publishableOf(type);
    if (publishable !== undefined) {
      // As any other deletion: subscribers and webhooks hear of it.
      const { action, next } = transitions.delete;
      if (!isInTrash) await changePublishable(unit, publishable, { id, version }, next, action);
      return (await removePublishable(manager, this.leases, publishable, id)).fileKeys;
    }
    if (type === 'Image') return removeMedia(manager, this.leases, 'image', id);
    if (type === 'Account') await deleteAccount(manager, (await lockAccount(manager, id))!);
    else await executeSql(manager, sql`DELETE FROM ${raw(snakeCase(type))} WHERE id = ${id}`);
    return [];
  }
}

/** Locks the items, so that nothing can begin to refer to them. */
async function lockItems(manager: EntityManager): Promise<void> {
  await takeAdvisoryLock(manager, 'administrators');
  await takeAdvisoryLock(manager, 'referenceData');
  for (const type of typesInOrder) {
    await executeSql(
      manager,
      sql`SELECT t.id FROM ${raw(snakeCase(type))} t
        WHERE t.id IN (SELECT ${recordColumn(type)} FROM demonstration_record WHERE ${recordColumn(type)} IS NOT NULL)
        ORDER BY t.id ${forUpdate(manager, { of: 't' })}`,
    );
  }
}
