import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, link, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';
import { StartupError } from '../errors';
import { syncDirectory } from '../storage/durable-writing';
import { SUMS } from './manifest';

/**
 * Writes an archive as a stream. The file gets its name only when it is complete and on disk; until then, the name ends
 * with `.part`. Only its owner can read it.
 */
export class ArchiveWriter {
  private readonly sums: string[] = [];
  /** Why the archive cannot be written any more. What fails afterwards, fails because of it. */
  private failure: StartupError | null = null;

  private constructor(
    private readonly file: string,
    /** The name until the archive is complete. */
    readonly temporary: string,
    private readonly tar: Pack,
    private readonly written: Promise<void>,
  ) {}

  /** @throws StartupError (exit code 78) when the file exists or cannot be created */
  static async create(file: string): Promise<ArchiveWriter> {
    if (await exists(file)) throw taken(file);
    const temporary = `${file}.part`;
    const handle = await open(temporary, 'wx', 0o600).catch((error: unknown) => {
      throw (error as NodeJS.ErrnoException).code === 'EEXIST'
        ? refusal(file, `another backup is writing it, or was interrupted: if none is running, remove ${temporary}`)
        : refusal(file, (error as Error).message);
    });
    const tar = pack();
    // `flush` syncs the file before it is closed.
    const output = createWriteStream(temporary, { fd: handle, flush: true });
    const written = pipeline(tar, output);
    // Destroying the archive fails the entry that is being written.
    written.catch((error: unknown) => {
      tar.destroy(error as Error);
    });
    const archive = new ArchiveWriter(file, temporary, tar, written);
    // When the content of an entry fails, the pipeline destroys the output with another error.
    output.once('error', (error: NodeJS.ErrnoException) => {
      if (error.syscall !== undefined) archive.failure = refusal(file, error.message, 69);
    });
    return archive;
  }

  /**
   * Adds an entry.
   *
   * @throws StartupError (exit code 69) when the archive cannot be written
   */
  async add(name: string, content: Buffer): Promise<void> {
    await this.addStream(name, content.length, Readable.from([content]));
  }

  /**
   * Adds an entry whose content is read while it is written.
   *
   * @param size the number of bytes of the content
   * @throws StartupError (exit code 69) when the archive cannot be written
   * @throws Error when the content fails or has another size
   */
  async addStream(name: string, size: number, content: Readable): Promise<void> {
    try {
      await this.pack(name, size, content);
    } catch (error) {
      throw this.failure ?? error;
    }
  }

  private async pack(name: string, size: number, content: Readable): Promise<void> {
    const hash = createHash('sha256');
    const entry = this.tar.entry({ name, size, mode: 0o600 });
    await pipeline(
      content,
      async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
        for await (const chunk of chunks) {
          hash.update(chunk);
          yield chunk;
        }
      },
      entry,
    );
    this.sums.push(`${hash.digest('hex')}  ${name}\n`);
  }

  /**
   * Adds the hashes, and gives the file its name. Returns the size of the archive in bytes.
   *
   * @throws StartupError (exit code 69) when the archive cannot be written
   */
  async finish(): Promise<number> {
    await this.add(SUMS, Buffer.from(this.sums.join('')));
    this.tar.finalize();
    await this.written.catch((error: unknown) => {
      throw this.failure ?? error;
    });
    await this.moveIntoPlace();
    return (await stat(this.file)).size;
  }

  /** Removes the incomplete archive. */
  async abandon(): Promise<void> {
    this.tar.destroy();
    await this.written.catch(() => undefined);
    await rm(this.temporary, { force: true });
  }

  /** Gives the archive its name, and syncs the directory. */
  private async moveIntoPlace(): Promise<void> {
    try {
      // Unlike a rename, a link does not replace a file that has this name by now.
      await link(this.temporary, this.file);
      await rm(this.temporary);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw taken(this.file);
      // Some file systems have no links.
      await rename(this.temporary, this.file);
    }
    await syncDirectory(path.dirname(this.file));
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function taken(file: string): StartupError {
  return refusal(file, 'it exists already, and is not overwritten: choose another name');
}

function refusal(file: string, why: string, exitCode: 69 | 78 = 78): StartupError {
  return new StartupError(`The archive ${file} cannot be written: ${why}`, exitCode);
}
