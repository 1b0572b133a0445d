import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Config, loadConfig } from '../../src/config';

/**
 * The configuration of a measured server on this database. Its files are in a temporary directory, which is removed when
 * the process exits.
 */
export function benchConfig(databaseUrl: string | undefined, more: NodeJS.ProcessEnv = {}): Config {
  const directory = mkdtempSync(path.join(tmpdir(), 'entente-bench-'));
  process.once('exit', () => {
    rmSync(directory, { recursive: true, force: true });
  });
  return loadConfig({
    DATABASE_URL: databaseUrl,
    FILES_DIR: path.join(directory, 'files'),
    DOCUMENT_KEY_FILE: path.join(directory, 'document.key'),
    PORT: '0',
    EXPLORER: 'none',
    SITE: 'off',
    LOG_LEVEL: 'warn',
    DEMO_DATA: 'false',
    LOCALES: 'en,fr,ru',
    // The requests of a benchmark are charged, but not refused.
    RATE_LIMIT_ADDRESS: '1000000000000',
    ...more,
  });
}
