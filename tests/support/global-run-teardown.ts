import { rm } from 'node:fs/promises';

export default async function tearDownRun(): Promise<void> {
  if (!globalThis.runDirectory) return;
  await rm(globalThis.runDirectory, { recursive: true, force: true });
  globalThis.runDirectory = undefined;
  // In watch mode, the next run creates another directory.
  delete process.env.TMPDIR;
}
