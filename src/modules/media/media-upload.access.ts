import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../core/access/viewer';
import type { Clock } from '../../core/time';
import type { Database } from '../../database/database';
import { queryWithin } from '../../database/reading/query-within';
import { raw, sql } from '../../database/sql/sql';
import { type CredentialFinder, parseLinkHolder } from '../files/link-holder';
import { isMediaEditable } from './media.policy';
import type { MediaKind } from './media-owner';

/** Checks the rights of the holder of an upload ticket, by the same policy as when the ticket is created. */
export class MediaUploadAccess {
  constructor(
    private readonly database: Database,
    private readonly credentials: CredentialFinder,
    private readonly clock: Clock,
  ) {}

  /**
   * Returns the holder of a ticket for an image or attachment, or null if its session or API key has ended or it may not
   * edit it now.
   *
   * @param holder the holder as the ticket names it
   * @param manager that of the unit of work in which to ask, if any
   */
  async findEditor(kind: MediaKind, id: number, holder: string, manager?: EntityManager): Promise<Viewer | null> {
    const credential = parseLinkHolder(holder)?.credential ?? null;
    const viewer = credential && (await this.credentials.findById(credential, this.clock().toISOString(), manager));
    if (viewer === null) return null;
    const editable = await queryWithin(
      manager,
      this.database.read,
      sql`SELECT m.id FROM ${raw(kind)} m WHERE m.id = ${id} AND ${isMediaEditable(viewer, 'm')}`,
    );
    return editable.length > 0 ? viewer : null;
  }
}
