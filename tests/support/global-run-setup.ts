import { chmod, mkdtemp, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

declare global {
  var runDirectory: string | undefined;
}

/** Where Linux keeps files in memory. SQLite waits for the disk at each commit, which takes milliseconds on a disk. */
const MEMORY_DIRECTORY = '/dev/shm';

/** Containers often limit it to 64 MB, which is too little. */
const MIN_FREE_BYTES = 2 ** 31;

/** Creates one directory for all temporary files of the run, which the teardown removes. */
export default async function setUpRun(): Promise<void> {
  const parent = (await freeBytes(MEMORY_DIRECTORY)) >= MIN_FREE_BYTES ? MEMORY_DIRECTORY : tmpdir();
  globalThis.runDirectory = await mkdtemp(path.join(parent, 'entente-tests-'));
  // One test starts the server as another user, who must be able to reach its files.
  await chmod(globalThis.runDirectory, 0o755);
  process.env.TMPDIR = globalThis.runDirectory;
}

async function freeBytes(directory: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize;
  } catch {
    return 0;
  }
}
