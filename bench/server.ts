import '../src/production';
import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createApp } from '../src/app';
import { loadConfig } from '../src/config';
import { reportToParent } from './measured-process';

/**
 * Runs the real server on the database of the first argument, and counts its statements. The second argument, if there
 * is one, is the size of its answer cache.
 */
async function main(): Promise<void> {
  const directory = mkdtempSync(path.join(tmpdir(), 'entente-bench-'));
  process.once('exit', () => {
    rmSync(directory, { recursive: true, force: true });
  });
  const config = loadConfig({
    DATABASE_URL: process.argv[2],
    ANSWER_CACHE_BYTES: process.argv[3],
    FILES_DIR: path.join(directory, 'files'),
    DOCUMENT_KEY_FILE: path.join(directory, 'document.key'),
    PORT: '0',
    EXPLORER: 'none',
    SITE: 'off',
    LOG_LEVEL: 'warn',
    DEMO_DATA: 'false',
  });
  const app = await createApp({ config });
  let statements = 0;
  app.database.read.onStatement(() => (statements += 1));
  reportToParent(
    await app.listen(),
    () => statements,
    () => app.close(),
  );
}

void main();
