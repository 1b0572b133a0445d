import { Readable } from 'node:stream';
import sql from 'sql-template-tag';
import type { Database } from '../../../database/database';
import { takeAdvisoryLock } from '../../../database/lock';
import { NotFoundError } from '../../../errors';
import type { EncryptedFiles } from '../../../storage/encrypted-files';
import type { ByteRange } from '../../../storage/file-store';
import { FileMissingError } from '../../../storage/storage-errors';
import type { RequestFacts } from '../../../core/access/request-context';
import { appendToLog, nameOf } from '../access-log/audit-log';
import { DocumentAccessAction } from '../access-log/document-access-event.entity';
import type { ContentLink } from './content-link';
import type { DocumentContentVersion } from './document-content-version.entity';
import type { ContentAccess, UnlockedContent } from './document-content.access';

/** While bytes flow, whether they may is asked again before the next ones, unless it was within so long. */
const askedAgainAfterMs = 100;

/** A download that may begin. */
export interface Download extends UnlockedContent {
  readonly link: ContentLink;
  readonly facts: RequestFacts;
}

/** Gives the bytes of documents to whom they are unlocked for, as long as they are. */
export class DocumentDownloads {
  constructor(
    private readonly database: Database,
    private readonly files: EncryptedFiles,
    private readonly access: ContentAccess,
  ) {}

  /**
   * What an address opens.
   *
   * @throws NotFoundError, the same one whatever the reason: a wrong address, one whose time is over, a document that
   *   is not there, hidden or locked, a file that was replaced
   */
  async find(link: ContentLink | null, facts: RequestFacts): Promise<Download> {
    const unlocked = link && (await this.access.find(link, facts));
    if (link === null || unlocked?.content.version !== link.version) throw nothingThere();
    return { ...unlocked, link, facts };
  }

  /**
   * The plain bytes, once it is written down that they are given. The stream fails when access ends, and at the first
   * byte that is not what was stored.
   *
   * @throws NotFoundError as `find` does, when access has ended while the download waited to be written down
   */
  async start(download: Download, range: ByteRange): Promise<Readable> {
    const opened = await this.open(download.content, range);
    try {
      await this.writeDown(download);
    } catch (error) {
      opened.stream.destroy();
      throw error;
    }
    // No more than the next chunk is held: what waits for a slow reader would be given without asking again.
    const bytes = Readable.from(this.whileUnlocked(download, opened), { objectMode: false, highWaterMark: 1 });
    return bytes.once('close', () => opened.stream.destroy());
  }

  private async open({ id, fileKey }: DocumentContentVersion, range: ByteRange): Promise<OpenedFile> {
    try {
      return await openFile(await this.files.read(fileKey, range));
    } catch (error) {
      if (!(error instanceof FileMissingError)) throw error;
      // Encrypted anew since the row was read?
      const [row] = await this.database.read.query<{ file_key: string }>(
        sql`SELECT file_key FROM document_content_version WHERE id = ${id}`,
      );
      if (row === undefined || row.file_key === fileKey) throw error;
      return openFile(await this.files.read(row.file_key, range));
    }
  }

  private async writeDown({ link, facts }: Download): Promise<void> {
    await this.database.write(async (manager) => {
      await takeAdvisoryLock(manager, 'accessLog');
      // Asked again: others that log may have held the download up for long.
      const { content, viewer, grant } = await this.find(link, facts);
      await appendToLog(manager, {
        action: DocumentAccessAction.DOWNLOADED,
        at: facts.now,
        by: nameOf(viewer, grant),
        address: facts.address,
        documentId: content.documentId,
      });
    });
  }

  private async *whileUnlocked({ link, facts }: Download, { first, rest }: OpenedFile): AsyncGenerator<Buffer> {
    let askedAt = -Infinity;
    for (let next = first; next.done !== true; next = await rest.next()) {
      if (performance.now() - askedAt > askedAgainAfterMs) {
        if ((await this.access.find(link, facts)) === null) throw nothingThere();
        askedAt = performance.now();
      }
      yield next.value;
    }
  }
}

function nothingThere(): NotFoundError {
  return new NotFoundError('There is nothing to download at this address, or no longer: ask for a new one.');
}

interface OpenedFile {
  readonly stream: Readable;
  readonly first: IteratorResult<Buffer, undefined>;
  readonly rest: AsyncIterator<Buffer, undefined>;
}

/** Reads the first bytes: until then, it is not known whether they can be read. */
async function openFile(stream: Readable): Promise<OpenedFile> {
  const rest = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  return { stream, rest, first: await rest.next() };
}
