// JavaScript, because Jest loads it before anything can compile TypeScript.
const path = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

const tests = path.resolve(__dirname, '../..');

/** Where a suite that takes long would otherwise begin when the other workers have nothing left to do. Longest first. */
const LONG = [
  'studio/studio.browser.test.ts',
  'studio/editors.browser.test.ts',
  'core/access/reachability.test.ts',
  'studio/editor-tasks.browser.test.ts',
  'startup.slow.test.ts',
  'modules/publishing/odd-inputs.slow.test.ts',
  'modules/catalogue/activity/random-queries.slow.test.ts',
  'core/access/reachability-further.slow.unit.test.ts',
  'cli/commands/seed.slow.test.ts',
  'cli/commands/import.slow.test.ts',
  'modules/events/webhook/webhook-sending.slow.test.ts',
  'core/access/access-table.test.ts',
];

/** Runs the longest test files first, also on a clean clone, where Jest knows no times and would go by the size of files. */
class LongestFirst extends Sequencer {
  time(test) {
    const place = LONG.indexOf(path.relative(tests, test.path).split(path.sep).join('/'));
    return super.time(test) ?? (place === -1 ? 0 : LONG.length - place) * 1_000;
  }
}

module.exports = LongestFirst;
