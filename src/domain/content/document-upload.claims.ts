import { hostname } from 'node:os';
import sql from 'sql-template-tag';
import { IsNull, MoreThan } from 'typeorm';
import type { Database } from '../../database/database';
import type { EncryptedFiles } from '../../storage/encrypted-files';
import { later, minuteMs, type Clock } from '../access/time';
import { createToken, hashToken } from '../access/token';
import { DocumentUpload } from './document-upload.entity';

/** How often a process says that it still works on a file. */
const touchedEveryMs = 10_000;

/** A process of another host that has not said so for this long is taken for dead. */
const deadAfterMs = 2 * minuteMs;

const self = `${hostname()}:${process.pid}`;

/** The keys that this process works on: in a row that names this process, any other key is of an earlier one. */
const heldHere = new Set<string>();

/** Which row names a key of the file store, so that the file goes if the process does. */
export interface FileClaim {
  readonly uploadId: number;
  readonly fileKey: string;
}

interface ClaimedRow {
  readonly id: number;
  readonly file_key: string;
  readonly taken_by: string;
  readonly touched_at: string;
}

/**
 * Who is working on files that no version of a document names: a file is named in a row before its first byte is
 * stored and until it is a version's, or deleted. What a process that dies leaves behind is thereby found.
 */
export class FileClaims {
  constructor(
    private readonly database: Database,
    private readonly files: Pick<EncryptedFiles, 'delete'>,
    private readonly clock: Clock,
  ) {}

  /**
   * Names a file in the row of an upload, if it is open still and brings no other; then runs `work`, which makes the
   * file a version's. If work fails, the file is deleted, and the upload is as before.
   *
   * @returns null when the upload has ended, or brings another file
   */
  async during<T>({ uploadId, fileKey }: FileClaim, work: () => Promise<T>): Promise<T | null> {
    return this.keep(uploadId, [fileKey], async () => {
      if (!(await this.take({ uploadId, fileKey }))) return null;
      try {
        return await work();
      } catch (error) {
        // What cannot be dropped now will be reclaimed.
        await this.drop({ uploadId, fileKey }).catch(() => undefined);
        throw error;
      }
    });
  }

  /** Names a file in the row of an upload that is made for this alone, and that nobody has an address of. */
  async create(documentId: number, fileKey: string): Promise<FileClaim> {
    const now = this.clock().toISOString();
    const { identifiers } = await this.database.write((manager) =>
      manager.insert(DocumentUpload, {
        ...heldAt(now),
        fileKey,
        tokenHash: hashToken(createToken('upload')),
        documentId,
        fileName: '',
        createdById: null,
        expiresAt: now,
        completedAt: null,
      }),
    );
    return { uploadId: identifiers[0]!['id'] as number, fileKey };
  }

  /** Says again and again, while `work` goes on, that this process holds the files that the row names meanwhile. */
  async keep<T>(uploadId: number, fileKeys: readonly string[], work: () => Promise<T>): Promise<T> {
    for (const fileKey of fileKeys) heldHere.add(fileKey);
    const timer = setInterval(() => {
      // What cannot be said now is said in ten seconds.
      this.touch(uploadId).catch(() => undefined);
    }, touchedEveryMs).unref();
    try {
      return await work();
    } finally {
      clearInterval(timer);
      for (const fileKey of fileKeys) heldHere.delete(fileKey);
    }
  }

  /** Deletes a file, and with it what the row says of it. */
  async drop({ uploadId, fileKey }: FileClaim): Promise<void> {
    await this.files.delete(fileKey);
    await this.database.write((manager) =>
      manager.update(DocumentUpload, { id: uploadId, fileKey, takenBy: self }, { ...nothingHeld }),
    );
  }

  /** Deletes the files of processes that have died. */
  async reclaim(): Promise<void> {
    const rows = await this.database.read.query<ClaimedRow>(
      sql`SELECT id, file_key, taken_by, touched_at FROM document_upload WHERE file_key IS NOT NULL ORDER BY id`,
    );
    for (const row of rows) {
      if (this.isAlive(row)) continue;
      const claim = { uploadId: row.id, fileKey: row.file_key };
      // First: a process that only seemed dead must not finish a file that is gone.
      if (await this.takeOver(claim, row.taken_by)) await this.drop(claim);
    }
  }

  private isAlive({ file_key, taken_by, touched_at }: ClaimedRow): boolean {
    if (taken_by === self) return heldHere.has(file_key);
    if (touched_at < later(this.clock().toISOString(), -deadAfterMs)) return false;
    const [, host, pid] = /^(.*):(\d+)$/.exec(taken_by) ?? [];
    return host !== hostname() || isRunning(Number(pid));
  }

  private async take({ uploadId, fileKey }: FileClaim): Promise<boolean> {
    const now = this.clock().toISOString();
    const { affected } = await this.database.write((manager) =>
      manager.update(
        DocumentUpload,
        { id: uploadId, fileKey: IsNull(), completedAt: IsNull(), expiresAt: MoreThan(now) },
        { ...heldAt(now), fileKey },
      ),
    );
    return affected === 1;
  }

  private async takeOver({ uploadId, fileKey }: FileClaim, takenBy: string): Promise<boolean> {
    const { affected } = await this.database.write((manager) =>
      manager.update(DocumentUpload, { id: uploadId, fileKey, takenBy }, heldAt(this.clock().toISOString())),
    );
    return affected === 1;
  }

  private async touch(uploadId: number): Promise<void> {
    await this.database.write((manager) =>
      manager.update(DocumentUpload, { id: uploadId, takenBy: self }, { touchedAt: this.clock().toISOString() }),
    );
  }
}

/** What the row of an upload says when it is this process that works on its file. */
export function heldAt(now: string): Pick<DocumentUpload, 'takenBy' | 'touchedAt'> {
  return { takenBy: self, touchedAt: now };
}

/** What it says when nobody does. */
export const nothingHeld = { fileKey: null, takenBy: null, touchedAt: null } as const;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not ours to signal, but there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
