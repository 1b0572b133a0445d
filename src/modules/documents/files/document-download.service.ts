import { Readable } from 'node:stream';
import type { RequestFacts } from '../../../core/access/request-context';
import type { Database } from '../../../database/database';
import { takeAdvisoryLock } from '../../../database/sql/advisory-lock';
import { NotFoundError } from '../../../errors';
import type { EncryptedFiles } from '../../../storage/encrypted-files';
import type { ByteRange } from '../../../storage/file-store';
import { openStoredFile } from '../../files/stored-files';
import { appendToLog } from '../access-log/audit-log';
import { actorName } from '../access-log/document-access-actor';
import { DocumentAccessAction } from '../access-log/document-access-event.entity';
import type { ContentLink } from './content-link';
import type { ContentAccess, UnlockedContent } from './document-content.access';
import type { DocumentContentVersion } from './document-content-version.entity';

/** While bytes are sent, access is checked again before the next chunk, but not more often than this. */
const ACCESS_CHECK_INTERVAL_MS = 100;

/** A download whose link is valid, and whose holder has unlocked the document. */
export interface Download extends UnlockedContent {
  readonly link: ContentLink;
  readonly facts: RequestFacts;
}

/** Sends the files of documents to viewers who have unlocked them, for as long as they are unlocked. */
export class DocumentDownloads {
  constructor(
    private readonly database: Database,
    private readonly files: EncryptedFiles,
    private readonly access: ContentAccess,
  ) {}

  /**
   * Finds the content that a link opens.
   *
   * @param link null if the URL was wrong or has expired
   * @throws NotFoundError if the link opens nothing. The error is the same for a wrong or expired URL, for a document
   *   that does not exist, is hidden or is locked, and for a file that was replaced
   */
  async find(link: ContentLink | null, facts: RequestFacts): Promise<Download> {
    const unlocked = link && (await this.access.find(link, facts));
    if (link === null || unlocked?.content.version !== link.version) throw contentNotFound();
    return { ...unlocked, link, facts };
  }

  /**
   * Logs the download, and then returns the decrypted bytes. The stream fails when access ends, and at the first byte
   * that differs from what was stored.
   *
   * @param signal ends the wait for the file store
   * @throws NotFoundError as `find` does, if access has ended while the log entry waited for its turn
   * @throws OverloadedError if too many changes wait
   */
  async start(download: Download, range: ByteRange, signal: AbortSignal): Promise<Readable> {
    this.database.assertCapacity();
    const opened = await this.open(download.content, range, signal);
    try {
      await this.logDownload(download);
    } catch (error) {
      opened.stream.destroy();
      throw error;
    }
    // Buffer only one chunk: bytes that wait for a slow reader would be sent without another check of access.
    const bytes = Readable.from(this.whileUnlocked(download, opened), { objectMode: false, highWaterMark: 1 });
    return bytes.once('close', () => opened.stream.destroy());
  }

  private async open(
    { id, fileKey }: DocumentContentVersion,
    range: ByteRange,
    signal: AbortSignal,
  ): Promise<OpenedFile> {
    const row = { table: 'document_content_version', id, fileKey };
    return openStoredFile(this.database.read, row, async (key) => openFile(await this.files.read(key, range, signal)));
  }

  private async logDownload({ link, facts }: Download): Promise<void> {
    await this.database.write(async (manager) => {
      await takeAdvisoryLock(manager, 'accessLog');
      // Check again: the lock may have waited for a long time for other log entries.
      const { content, viewer, grant } = await this.find(link, facts);
      await appendToLog(manager, {
        action: DocumentAccessAction.DOWNLOADED,
        at: facts.now,
        by: actorName(viewer, grant),
        address: facts.address,
        documentId: content.documentId,
      });
    });
  }

  private async *whileUnlocked({ link, facts }: Download, { first, rest }: OpenedFile): AsyncGenerator<Buffer> {
    let checkedAt = -Infinity;
    for (let next = first; next.done !== true; next = await rest.next()) {
      if (performance.now() - checkedAt > ACCESS_CHECK_INTERVAL_MS) {
        if ((await this.access.find(link, facts)) === null) throw contentNotFound();
        checkedAt = performance.now();
      }
      yield next.value;
    }
  }
}

function contentNotFound(): NotFoundError {
  return new NotFoundError('This URL does not open a file, or no longer does: request a new downloadUrl');
}

interface OpenedFile {
  readonly stream: Readable;
  readonly first: IteratorResult<Buffer, undefined>;
  readonly rest: AsyncIterator<Buffer, undefined>;
}

/** Reads the first chunk, so that a file that cannot be read fails before the response begins. */
async function openFile(stream: Readable): Promise<OpenedFile> {
  const rest = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  return { stream, rest, first: await rest.next() };
}
