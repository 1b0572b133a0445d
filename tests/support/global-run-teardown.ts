import { rm } from 'node:fs/promises';
import path from 'node:path';

export default async function tearDownRun(): Promise<void> {
  if (!globalThis.runDirectory) return;
  await rm(globalThis.runDirectory, { recursive: true, force: true });
  // In watch mode the next run makes a directory of its own, beside this one.
  process.env.TMPDIR = path.dirname(globalThis.runDirectory);
  globalThis.runDirectory = undefined;
}
