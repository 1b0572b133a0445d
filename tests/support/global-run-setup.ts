import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

declare global {
  var runDirectory: string | undefined;
}

/** Gives the run one directory for all temporary files, which its teardown removes. */
export default async function setUpRun(): Promise<void> {
  globalThis.runDirectory = await mkdtemp(path.join(tmpdir(), 'entente-tests-'));
  // A test starts the server as another user, who must reach what is below.
  await chmod(globalThis.runDirectory, 0o755);
  process.env.TMPDIR = globalThis.runDirectory;
}
