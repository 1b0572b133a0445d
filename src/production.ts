import { env } from 'node:process';

/**
 * Import this file before anything else. graphql-js reads NODE_ENV once, when it is loaded. Outside production, each of
 * its many type checks also tests for a second copy of graphql: measured, 6 to 9 % of a list.
 */
env['NODE_ENV'] ??= 'production';
