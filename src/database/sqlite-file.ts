import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';

/** Creates a missing SQLite file that only its owner can read. SQLite gives its log and index files the same mode. */
export function createPrivateFile(file: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
  } catch {
    // SQLite fails in the same way, with a better message.
  }
}
