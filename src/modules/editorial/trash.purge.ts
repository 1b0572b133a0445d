import sql, { raw } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import type { Database } from '../../database/database';
import { executeSql, forUpdate } from '../../database/write-sql';
import { DAY_MS, later } from '../../core/time';
import type { PublishableName } from '../publishing/publishable';
import { Preview } from '../publishing/previews';
import { Revision } from '../publishing/revision.entity';
import type { FileLeases } from '../documents/files/file-leases';
import { publishables, type ListedPublishable } from '../publishables';

/** What became of the trash. */
export interface PurgeReport {
  /** How many things of each kind are gone, documents of activities among them. */
  readonly purged: Readonly<Record<PublishableName, number>>;
  /** The names of networks that stay because accounts or API keys are bound to them. */
  readonly kept: readonly string[];
}

/** One thing that went, and the files of what went with it. */
interface Purged {
  readonly documents: number;
  readonly fileKeys: readonly string[];
}

/**
 * Deletes for good what has been in the trash for long: the thing, what hangs on it, its history, and the files of
 * documents. The log of restricted documents stays.
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
   * @param days what was deleted that many days before `now`, or earlier, goes
   */
  async purge(now: string, days: number): Promise<PurgeReport> {
    const before = later(now, -days * DAY_MS);
    const purged = { Activity: 0, NewsItem: 0, Network: 0, RestrictedDocument: 0 };
    const kept: string[] = [];
    for (const kind of publishables) {
      for (const { id, title } of await this.expired(kind, before)) {
        const gone = await this.database.writeWithRetries((manager) => this.remove(manager, kind, id, before));
        if (gone === 'BOUND') kept.push(title);
        if (gone === 'BOUND' || gone === 'RESTORED') continue;
        purged[kind.name] += 1;
        purged.RestrictedDocument += gone.documents;
        for (const fileKey of gone.fileKeys) await this.leases.discard(fileKey);
      }
    }
    return { purged, kept };
  }

  private expired({ table, title }: ListedPublishable, before: string): Promise<{ id: number; title: string }[]> {
    return this.database.read.query(
      sql`SELECT id, ${raw(title)} AS title FROM ${raw(table)} WHERE deleted_at <= ${before} ORDER BY id`,
    );
  }

  private async remove(
    manager: EntityManager,
    { name, table }: ListedPublishable,
    id: number,
    before: string,
  ): Promise<Purged | 'RESTORED' | 'BOUND'> {
    const [expired] = await executeSql(
      manager,
      sql`SELECT id FROM ${raw(table)} WHERE id = ${id} AND deleted_at <= ${before} ${forUpdate(manager)}`,
    );
    if (expired === undefined) return 'RESTORED';
    if (name === 'Network' && (await isBound(manager, id))) return 'BOUND';
    if (name === 'RestrictedDocument') {
      return { documents: 0, fileKeys: await this.removeDocument(manager, id) };
    }
    const documents = name === 'Activity' ? await documentsOf(manager, id) : [];
    const fileKeys: string[] = [];
    for (const document of documents) fileKeys.push(...(await this.removeDocument(manager, document)));
    await removeRow(manager, { name, table }, id);
    return { documents: documents.length, fileKeys };
  }

  /** Gives the files that it had, which are claimed. */
  private async removeDocument(manager: EntityManager, id: number): Promise<string[]> {
    // A file may be about to be replaced.
    const rows = await executeSql<{ fileKey: string }>(
      manager,
      sql`SELECT file_key FROM document_content_version WHERE document_id = ${id} ORDER BY version ${forUpdate(manager)}`,
    );
    const fileKeys = rows.map(({ fileKey }) => fileKey);
    await executeSql(manager, sql`DELETE FROM document_content_version WHERE document_id = ${id}`);
    // An upload in progress has a lease on its file, and fails when it finds that the document is gone.
    await executeSql(manager, sql`DELETE FROM document_upload WHERE document_id = ${id}`);
    for (const fileKey of fileKeys) await this.leases.acquire(manager, fileKey);
    await removeRow(manager, { name: 'RestrictedDocument', table: 'restricted_document' }, id);
    return fileKeys;
  }
}

async function documentsOf(manager: EntityManager, activityId: number): Promise<number[]> {
  const rows = await executeSql<{ id: number }>(
    manager,
    sql`SELECT id FROM restricted_document WHERE activity_id = ${activityId} ORDER BY id ${forUpdate(manager)}`,
  );
  return rows.map(({ id }) => id);
}

/** Whether a role is bound to the network, which without it would hold everywhere or nowhere. */
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
  { name, table }: Pick<ListedPublishable, 'name' | 'table'>,
  id: number,
): Promise<void> {
  await manager.delete(Revision, { type: name, itemId: id });
  await manager.delete(Preview, { type: name, itemId: id });
  await executeSql(manager, sql`DELETE FROM ${raw(table)} WHERE id = ${id}`);
}
