// JavaScript, because Jest loads it before anything can compile TypeScript.
const path = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

const tests = path.resolve(__dirname, '../..');

/** Where a suite that takes long would otherwise begin when the other workers have nothing left to do. Longest first. */
const LONG = [
  'core/access/reachability.test.ts',
  'modules/publishing/odd-inputs.test.ts',
  'core/access/access-table.test.ts',
  'http/answer-cache/exactness.test.ts',
  'studio/editor-tasks.browser.test.ts',
  'startup.test.ts',
  'cli/export.test.ts',
  'cli/seed.test.ts',
  'modules/events/webhook/webhook-sending.test.ts',
  'database/migrations.test.ts',
  'modules/publishing/kill.test.ts',
  'studio/editors.browser.test.ts',
  'studio/studio.browser.test.ts',
  'site/site.unit.test.ts',
  'site/site.browser.test.ts',
  'seeds/demonstration-files.test.ts',
  'modules/publishing/concurrency.test.ts',
];

/** Runs the longest test files first, also on a clean clone, where Jest knows no times and would go by the size of files. */
class LongestFirst extends Sequencer {
  time(test) {
    const place = LONG.indexOf(path.relative(tests, test.path).split(path.sep).join('/'));
    return super.time(test) ?? (place === -1 ? 0 : LONG.length - place) * 1_000;
  }
}

module.exports = LongestFirst;
