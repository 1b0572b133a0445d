import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Stats } from 'node:fs';
import { StartupError } from '../errors';

/**
 * A small secret text in a file that nobody else may read, and that other processes may replace at any time.
 * All of its errors are StartupErrors, with exit code 78.
 */
export class KeyFile {
  constructor(readonly path: string) {}

  /**
   * Puts the text there if nothing is. Whoever comes first wins, whole: the file never appears without its content.
   */
  async createIfMissing(text: string): Promise<void> {
    if ((await this.version()) !== null) return;
    const temporary = `${this.path}.${randomBytes(8).toString('hex')}.new`;
    try {
      await mkdir(path.dirname(this.path), { recursive: true, mode: 0o700 });
      await writeDurably(temporary, text);
      await link(temporary, this.path);
      await this.syncDirectory();
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw this.startupError('cannot be created', error);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /**
   * Changes whenever the file does; null when there is none. Ask for it before reading: should the file change in
   * between, the next comparison tells.
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
   * Replaces the text by what `change` makes of it. Only one process can be in the middle of this: the file that
   * holds the new text until it takes the old one's place is also the lock.
   */
  async replace(update: (text: string) => string): Promise<void> {
    const temporary = `${this.path}.new`;
    const handle = await open(temporary, 'wx', 0o600).catch((error: unknown) => {
      const why =
        codeOf(error) === 'EEXIST' ? `is being changed by another process. If none is, remove ${temporary}` : '';
      throw this.startupError(why || 'cannot be changed', error);
    });
    try {
      await handle.writeFile(update(await this.read()));
      await handle.sync();
      await rename(temporary, this.path);
      await this.syncDirectory();
    } catch (error) {
      await rm(temporary, { force: true });
      throw error instanceof StartupError ? error : this.startupError('cannot be changed', error);
    } finally {
      await handle.close();
    }
  }

  /**
   * PostgreSQL's rule for the key of its certificate: nobody else may read it, except that the group may when the file
   * belongs to root, which is how keys are handed to services and containers.
   */
  private assertPrivate({ mode, uid }: Stats): void {
    // Windows has other means, which a mode does not show.
    if (process.getuid === undefined) return;
    const others = uid === 0 ? 0o037 : 0o077;
    if ((mode & others) !== 0) {
      throw this.startupError(
        `can be read or changed by others: run chmod 600 ${this.path}, or give it to root with mode 640`,
      );
    }
  }

  private async syncDirectory(): Promise<void> {
    const handle = await open(path.dirname(this.path));
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  private startupError(what: string, cause?: unknown): StartupError {
    const code = codeOf(cause);
    const reason = code === undefined || code === 'EEXIST' ? '' : ` (${code})`;
    return new StartupError(`The key file ${this.path} ${what}${reason}.`, 78);
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
