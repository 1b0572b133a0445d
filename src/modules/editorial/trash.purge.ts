import type { EntityManager } from 'typeorm';
import { tableOf } from '../../core/fields/content';
import { DAY_MS, later } from '../../core/time';
import type { Database } from '../../database/database';
import { withoutPublicRevision } from '../../database/revisions/public-revision';
import { raw, sql } from '../../database/sql/sql';
import { executeSql, forUpdate } from '../../database/sql/write-sql';
import { publishableRestrictedDocument } from '../documents/document/restricted-document.fields';
import type { FileLeases } from '../files/file-leases';
import { publishables } from '../publishables';
import { Revision } from '../publishing/history/revision.entity';
import { Preview } from '../publishing/preview/preview.entity';
import { type ListedType, PublishableType, titleColumn } from '../publishing/publishable';

/** The result of a purge. */
export interface PurgeReport {
  /** The number of deleted items of each type. Documents that were deleted with their activity are included. */
  readonly purged: Readonly<Record<PublishableType, number>>;
  /** The names of networks that were kept, because accounts or API keys are bound to them. */
  readonly kept: readonly string[];
}

/** The number of documents that were deleted with an item, and the files of all its documents. */
interface Purged {
  readonly documents: number;
  readonly fileKeys: readonly string[];
}

/**
 * Permanently deletes old items in the trash, with their parts, history, previews and files. The access log of restricted
 * documents stays.
 */
export class TrashPurge {
  constructor(
    private readonly database: Database,
    private readonly leases: FileLeases,
  ) {}

  /**
   * Purges each item in a unit of work of its own, which also acquires leases on its files. The files are deleted after
   * the commit. If the process is killed in between, the leases remain, and another process finds the files by them.
   *
   * @param days purges items that were deleted at least this many days before `now`
   */
  async purge(now: string, days: number): Promise<PurgeReport> {
    const before = later(now, -days * DAY_MS);
    const purged = Object.fromEntries(publishables.map(({ name }) => [name, 0])) as Record<PublishableType, number>;
    const kept: string[] = [];
    for (const type of publishables) {
      for (const { id, title } of await this.expired(type, before)) {
        const result = await this.database.writeWithRetries((manager) => this.remove(manager, type, id, before));
        if (result === 'BOUND') kept.push(title);
        if (result === 'BOUND' || result === 'RESTORED') continue;
        purged[type.name] += 1;
        purged.RestrictedDocument += result.documents;
        for (const fileKey of result.fileKeys) await this.leases.discard(fileKey);
      }
    }
    return { purged, kept };
  }

  private expired(type: ListedType, before: string): Promise<{ id: number; title: string }[]> {
    return this.database.read.query(
      sql`SELECT id, ${raw(titleColumn(type))} AS title FROM ${raw(tableOf(type.content))} WHERE deleted_at <= ${before} ORDER BY id`,
    );
  }

  private async remove(
    manager: EntityManager,
    { name, content }: ListedType,
    id: number,
    before: string,
  ): Promise<Purged | 'RESTORED' | 'BOUND'> {
    const [expired] = await executeSql(
      manager,
      sql`SELECT id FROM ${raw(tableOf(content))} WHERE id = ${id} AND deleted_at <= ${before} ${forUpdate(manager)}`,
    );
    if (expired === undefined) return 'RESTORED';
    if (name === PublishableType.NETWORK && (await isBound(manager, id))) return 'BOUND';
    return removePublishable(manager, this.leases, { name, content }, id);
  }
}

/** Permanently deletes a locked item with its parts, history, previews and files. The files now have leases. */
export async function removePublishable(
  manager: EntityManager,
  leases: FileLeases,
  { name, content }: Pick<ListedType, 'name' | 'content'>,
  id: number,
): Promise<Purged> {
  if (name === PublishableType.RESTRICTED_DOCUMENT) {
    return { documents: 0, fileKeys: await removeDocument(manager, leases, id) };
  }
  const documents = name === PublishableType.ACTIVITY ? await documentsOf(manager, id) : [];
  const fileKeys: string[] = [];
  for (const document of documents) fileKeys.push(...(await removeDocument(manager, leases, document)));
  await removeRow(manager, { name, content }, id);
  return { documents: documents.length, fileKeys };
}

/** Deletes a document's rows. Returns the keys of its files, which now have leases. */
async function removeDocument(manager: EntityManager, leases: FileLeases, id: number): Promise<string[]> {
  // Locks the rows, because a key rotation may be replacing a file.
  const rows = await executeSql<{ fileKey: string }>(
    manager,
    sql`SELECT file_key FROM document_content_version WHERE document_id = ${id} ORDER BY version ${forUpdate(manager)}`,
  );
  const fileKeys = rows.map(({ fileKey }) => fileKey);
  await executeSql(manager, sql`DELETE FROM document_content_version WHERE document_id = ${id}`);
  // An upload in progress has a lease on its file, and fails when it finds that the document is gone.
  await executeSql(manager, sql`DELETE FROM document_upload WHERE document_id = ${id}`);
  for (const fileKey of fileKeys) await leases.acquire(manager, fileKey);
  await removeRow(manager, publishableRestrictedDocument, id);
  return fileKeys;
}

async function documentsOf(manager: EntityManager, activityId: number): Promise<number[]> {
  const rows = await executeSql<{ id: number }>(
    manager,
    sql`SELECT id FROM restricted_document WHERE activity_id = ${activityId} ORDER BY id ${forUpdate(manager)}`,
  );
  return rows.map(({ id }) => id);
}

/** True if an account or an API key is bound to the network. Without the network, its role would be undefined. */
async function isBound(manager: EntityManager, networkId: number): Promise<boolean> {
  const [bound] = await executeSql(
    manager,
    sql`SELECT id FROM account WHERE network_id = ${networkId}
      UNION ALL SELECT id FROM api_key WHERE network_id = ${networkId}`,
  );
  return bound !== undefined;
}

async function removeRow(
  manager: EntityManager,
  { name, content }: Pick<ListedType, 'name' | 'content'>,
  id: number,
): Promise<void> {
  await manager.delete(Revision, { type: name, itemId: id });
  await manager.delete(Preview, { type: name, itemId: id });
  await withoutPublicRevision(manager, () => manager.delete(content.entity, { id }));
}
