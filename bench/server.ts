import 'reflect-metadata';
import { createApp } from '../src/app';
import { loadConfig } from '../src/config';
import { reportToParent } from './measured-process';

/** The server as it is served, on the database that the first argument names, counting its statements. */
async function main(): Promise<void> {
  const config = loadConfig({
    DATABASE_URL: process.argv[2],
    PORT: '0',
    EXPLORER: 'none',
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
