import '../../src/production';
import '../../src/heap';
import 'reflect-metadata';
import { createApp } from '../../src/app';
import { benchConfig } from './bench-config';
import { reportToParent } from './measured-process';

/**
 * Runs the real server on the database of the first argument, and counts its statements. The second argument, if there
 * is one, is the size of its answer cache.
 */
async function main(): Promise<void> {
  const [, , databaseUrl, cacheBytes] = process.argv;
  const config = benchConfig(databaseUrl, { ANSWER_CACHE_BYTES: cacheBytes });
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
