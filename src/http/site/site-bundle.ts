import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The output of scripts/build-site.mjs, relative to dist/src/http/site and to src/http/site. */
const DIRECTORIES = [join(__dirname, '../../../site'), join(__dirname, '../../../dist/site')];

const directory = DIRECTORIES.find((candidate) => existsSync(join(candidate, 'server.js')));

/** The built site: the program of its thread, and the directory with what browsers load. Null if it has not been built. */
export const siteBundle =
  directory === undefined ? null : { program: join(directory, 'server.js'), assets: join(directory, 'assets') };
