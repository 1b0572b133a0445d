import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { StartupError } from '../errors';
import { syncDirectory, writeDurably } from './durable-writing';

/**
 * A small file with a secret that only its owner may read. Other processes may replace it at any time. All errors are
 * StartupErrors with exit code 78.
 */
export class KeyFile {
  constructor(readonly path: string) {}

  /**
   * Creates the file with this text unless it exists. Of concurrent processes, the first one wins; the file never
   * appears without its content. Returns true if this call has created it.
   */
  async createIfMissing(text: string): Promise<boolean> {
    if ((await this.version()) !== null) return false;
    const temporary = `${this.path}.${randomBytes(8).toString('hex')}.new`;
    try {
      await mkdir(path.dirname(this.path), { recursive: true, mode: 0o700 });
      await writeDurably(temporary, text);
      await link(temporary, this.path);
      await syncDirectory(path.dirname(this.path)).catch(async (error: unknown) => {
        await this.remove();
        throw error;
      });
      return true;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw this.startupError('cannot be created', error);
      return false;
    } finally {
      await rm(temporary, { force: true });
    }
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }

  /**
   * A text that changes whenever the file does; null when the file does not exist. Ask for it before reading, so that a
   * change in between is noticed the next time.
   */
  async version(): Promise<string | null> {
    try {
      const { dev, ino, size, mtimeNs } = await stat(this.path, { bigint: true });
      return [dev, ino, size, mtimeNs].join(':');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      throw this.startupError('cannot be found', error);
    }
  }

  async read(): Promise<string> {
    try {
      const handle = await open(this.path);
      try {
        this.assertPrivate(await handle.stat());
        return await handle.readFile('utf8');
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw error instanceof StartupError ? error : this.startupError('cannot be read', error);
    }
  }

  /**
   * Replaces the text by the result of `update`. Only one process can do this at a time: the temporary file with the
   * new text is also the lock.
   */
  async replace(update: (text: string) => string): Promise<void> {
    const temporary = `${this.path}.new`;
    const handle = await open(temporary, 'wx', 0o600).catch((error: unknown) => {
      const why =
        codeOf(error) === 'EEXIST'
          ? `is being changed by another process: if none is running, remove ${temporary}`
          : '';
      throw this.startupError(why || 'cannot be changed', error);
    });
    try {
      await handle.writeFile(update(await this.read()));
      await handle.sync();
      await rename(temporary, this.path);
      await syncDirectory(path.dirname(this.path));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error instanceof StartupError ? error : this.startupError('cannot be changed', error);
    } finally {
      await handle.close();
    }
  }

  /**
   * PostgreSQL's rule for the key of its certificate: only the owner may read the file, except that the group may read
   * it when root owns it, as services and containers receive keys.
   */
  private assertPrivate({ mode, uid }: Stats): void {
    // Windows controls access by other means, which a mode does not show.
    if (process.getuid === undefined) return;
    const others = uid === 0 ? 0o037 : 0o077;
    if ((mode & others) !== 0) {
      throw this.startupError(
        `must not be readable or writable by others: run chmod 600 ${this.path}, or let root own it with mode 640`,
      );
    }
  }

  private startupError(what: string, cause?: unknown): StartupError {
    const code = codeOf(cause);
    const reason = code === undefined || code === 'EEXIST' ? '' : ` (${code})`;
    return new StartupError(`The key file ${this.path} ${what}${reason}`, 78);
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
