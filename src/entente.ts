#!/usr/bin/env node
import './production';
import './stop';
import { runCommandLine } from './cli/command-line';

/** The program `entente`: `entente start` is the server, and every other command administers it. */
void runCommandLine(process.argv.slice(2), async () => {
  await import('./main.js');
});
