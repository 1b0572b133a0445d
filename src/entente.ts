#!/usr/bin/env node
import './production';
import { runCommandLine } from './cli/main';

/** The program `entente`: `entente start` is the server, and every other command administers it. */
runCommandLine(async () => {
  await import('./main.js');
});
