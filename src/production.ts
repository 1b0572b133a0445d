import { existsSync, readFileSync } from 'node:fs';
import { env } from 'node:process';

if (existsSync('.env')) {
  try {
    // For the reason: if Node.js cannot load the file, its own message is always that there is none.
    const text = readFileSync('.env', 'utf8');
    // Node.js would not know the variable of the first line, which may be NODE_ENV=production.
    if (text.startsWith('\uFEFF')) throw new Error('it begins with a byte order mark: save it as UTF-8 without one');
  } catch (error) {
    process.stderr.write(`The file .env in ${process.cwd()} cannot be read: ${(error as Error).message}\n`);
    process.exit(78);
  }
  process.loadEnvFile('.env');
}

/** NODE_ENV as the operator has set it, in the environment or in `.env`. */
export const operatorNodeEnv = env['NODE_ENV'];

/**
 * Import this file before anything else. graphql-js reads NODE_ENV once, when it is loaded. Outside production, each of
 * its many type checks also tests for a second copy of graphql: measured, 6 to 9 % of a list.
 */
env['NODE_ENV'] ??= 'production';
