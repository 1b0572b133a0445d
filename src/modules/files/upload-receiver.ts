import type { Readable } from 'node:stream';
import { type EntityManager, type EntityTarget, IsNull, MoreThan } from 'typeorm';
import { hashToken } from '../../core/access/token';
import { callerOf, type Viewer } from '../../core/access/viewer';
import type { ConcurrencyLimit } from '../../core/concurrency-limit';
import type { Clock } from '../../core/time';
import type { Database } from '../../database/database';
import { ConflictError, NotFoundError } from '../../errors';
import type { FileIngest, StoredFile } from './file-ingest';
import type { FileLeases } from './file-leases';
import type { UploadTicket } from './upload-ticket';
import { FileTooLargeError, UploadedBytes } from './uploaded-bytes';

/** An upload ticket that can be used now. */
export type OpenUpload = Pick<UploadTicket, 'id' | 'fileName' | 'holder'>;

/** An upload ticket that has not expired: it may have been used, or be in use. */
export type IssuedUpload = OpenUpload & Pick<UploadTicket, 'fileKey' | 'completedAt'>;

/** What uploads are for: the tickets, who may use them, and what becomes of the file. `R` describes the result. */
export interface UploadTarget<U extends IssuedUpload, R extends object> {
  readonly tickets: EntityTarget<UploadTicket>;
  readonly maxBytes: number;
  /** Finds the ticket whose token has this hash, if it has not expired. */
  find(tokenHash: string, now: string): Promise<U | null>;
  /**
   * Returns the holder of the ticket, or null if its session or API key has ended or it may not upload the file now.
   *
   * @param manager that of the unit of work in which to ask, if any
   */
  findEditor(upload: U, manager?: EntityManager): Promise<Viewer | null>;
  /** @throws ConflictError if the ticket is out of date */
  assertCurrent?(upload: U): void;
  /**
   * Makes a row refer to the stored file, and releases its lease.
   *
   * @param write runs the unit of work, at the end of which the ticket is marked as used. It throws a NotFoundError if the holder of the
   *   ticket may not edit the item any more
   * @throws FileRefusedError if the content of the file is not acceptable
   */
  finish(upload: U, file: StoredFile, editor: Viewer, write: Database['write']): Promise<R>;
}

/** Receives files at the addresses of a target, whatever its tickets are. */
export interface FileReceiver {
  /**
   * Finds the upload ticket of a token, before any byte of the file is read. The result receives the file.
   *
   * @param byteSize the announced size of the file; null if the request does not announce it
   * @throws NotFoundError if the ticket does not exist or has expired, or if its holder may not edit the item now
   * @throws ConflictError if the ticket was used, is being used, or is out of date
   * @throws FileTooLargeError if the announced size exceeds the limit
   * @throws TooManyRequestsError if too many uploads of its holder, or of all, are running; the result throws it as well
   */
  open(token: string, byteSize: number | null): Promise<(content: Readable) => Promise<object>>;
}

export interface UploadServices {
  readonly database: Database;
  readonly ingest: FileIngest;
  readonly leases: FileLeases;
  readonly clock: Clock;
  /** The uploads that are being received, by their callers. */
  readonly running: ConcurrencyLimit;
}

/** Receives the files of uploads. A file is stored checked, encrypted and complete, or not at all. */
export class UploadReceiver<U extends IssuedUpload, R extends object> implements FileReceiver {
  constructor(
    private readonly services: UploadServices,
    private readonly target: UploadTarget<U, R>,
  ) {}

  async open(token: string, byteSize: number | null): Promise<(content: Readable) => Promise<R>> {
    const { target } = this;
    const { leases, running } = this.services;
    const upload = await target.find(hashToken(token), this.now());
    const editor = upload && (await target.findEditor(upload));
    if (upload === null || editor === null) throw uploadNotFound();
    if (upload.completedAt !== null)
      throw new ConflictError('This upload URL was already used: request a new uploadUrl');
    // A failed upload whose end could not be recorded, since the database or the disk failed as well, blocks no other one.
    if (upload.fileKey !== null && !(await leases.deleteIfAbandoned(upload.fileKey))) throw uploadInProgress();
    target.assertCurrent?.(upload);
    if (byteSize !== null && byteSize > target.maxBytes) throw new FileTooLargeError(target.maxBytes);
    const caller = callerOf(editor)!;
    running.assertRoomFor(caller);
    return async (content) => {
      // Counts until the file is stored, or its parts are deleted: both take memory even after the client has gone.
      const end = running.begin(caller);
      return this.receive(upload, content).finally(end);
    };
  }

  /**
   * Stores the bytes as the file of the upload's item. If anything fails, nothing is stored, and the ticket can be used
   * again.
   *
   * @throws FileRefusedError if the file is empty, too large, of a type that is not accepted, or not of the type that
   *   its name states
   * @throws ConflictError if another request uses the ticket, or the ticket is out of date
   * @throws NotFoundError if the holder of the ticket may not edit the item any more
   */
  private receive(upload: U, content: Readable): Promise<R> {
    return this.services.ingest.store(
      upload.fileName,
      new UploadedBytes(content, this.target.maxBytes),
      async (file) => {
        // Check again: the upload may have taken hours.
        const editor = await this.getEditor(upload);
        return this.target.finish(upload, file, editor, (work) => this.write(upload, work));
      },
      (manager, fileKey) => this.begin(manager, upload, fileKey),
    );
  }

  private write<T>(upload: U, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.services.database.write(async (manager) => {
      const result = await work(manager).catch(async (error: unknown) => {
        // No row can refer to an account that has been deleted.
        await this.getEditor(upload);
        throw error;
      });
      // The unit of work may have waited for its turn, and for locks.
      await this.getEditor(upload, manager);
      await manager.update(this.target.tickets, { id: upload.id }, { completedAt: this.now() });
      return result;
    });
  }

  private async getEditor(upload: U, manager?: EntityManager): Promise<Viewer> {
    const editor = await this.target.findEditor(upload, manager);
    if (editor === null) throw uploadNotFound();
    return editor;
  }

  private async begin(manager: EntityManager, { id }: U, fileKey: string): Promise<void> {
    const unused = { id, fileKey: IsNull(), completedAt: IsNull(), expiresAt: MoreThan(this.now()) };
    const { affected } = await manager.update(this.target.tickets, unused, { fileKey });
    if (affected !== 1) throw uploadInProgress();
  }

  private now(): string {
    return this.services.clock().toISOString();
  }
}

function uploadNotFound(): NotFoundError {
  return new NotFoundError('This upload URL does not exist, or has expired: request a new uploadUrl');
}

function uploadInProgress(): ConflictError {
  return new ConflictError('Another request is using this upload URL: wait until it ends');
}
