import { join } from 'node:path';
import { findBuiltDirectory } from '../pages/built-files';

/** The output of scripts/build-site.mjs. */
const directory = findBuiltDirectory('site', 'server.js');

/** The built site: the program of its thread, and the directory with what browsers load. Null if it has not been built. */
export const siteBundle =
  directory === null ? null : { program: join(directory, 'server.js'), assets: join(directory, 'assets') };
