import { open, writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';

/** Creates a file that only its owner can read, with this content. It survives a power failure once its directory is synced. */
export async function writeDurably(file: string, content: Readable | string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await writeFile(handle, content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A new name in a directory survives a power failure only after this. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
