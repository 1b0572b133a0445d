// JavaScript, because Jest loads it before anything can compile TypeScript.
const path = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

const tests = path.resolve(__dirname, '../..');

/** Where a suite that takes long would otherwise begin when the other workers have nothing left to do. Longest first. */
const LONG = [
  'modules/publishing/odd-inputs.test.ts',
  'core/access/reachability.test.ts',
  'startup.test.ts',
  'core/access/access-table.test.ts',
  'modules/publishing/kill.test.ts',
  'cli/seed.test.ts',
  'studio/editors.browser.test.ts',
  'modules/catalogue/activity/random-queries.test.ts',
  'database/migrations.test.ts',
  'http/answer-cache/exactness.test.ts',
  'studio/editor-tasks.browser.test.ts',
  'studio/studio.browser.test.ts',
  'modules/events/webhook/webhook-sending.test.ts',
  'cli/import.test.ts',
  'core/access/naming.test.ts',
  'site/site.browser.test.ts',
  'seeds/demonstration-files.test.ts',
  'database/write.test.ts',
  'modules/search/search-words.test.ts',
  'cli/backup.test.ts',
  'http/downloads.test.ts',
  'studio/members.browser.test.ts',
  'core/listing/query-plans.test.ts',
  'http/documents.s3.unit.test.ts',
  'core/listing/translated-plans.test.ts',
  'modules/figures/kept-totals.test.ts',
  'studio/publishing.browser.test.ts',
  'cli/documents.test.ts',
  'studio/people.browser.test.ts',
  'database/pooler.test.ts',
  'modules/open-data/iati.test.ts',
  'studio/interruptions.browser.test.ts',
  'cli/trash.crash.test.ts',
  'modules/events/webhook/webhook-instances.test.ts',
  'modules/events/scheduling.test.ts',
  'modules/publishing/concurrency.test.ts',
  'cli/export.test.ts',
  'database/replicas.test.ts',
  'modules/events/content-mirror.test.ts',
  'modules/open-data/limits.test.ts',
  'modules/documents/unlocking/unlock.test.ts',
];

/** Runs the longest test files first, also on a clean clone, where Jest knows no times and would go by the size of files. */
class LongestFirst extends Sequencer {
  time(test) {
    const place = LONG.indexOf(path.relative(tests, test.path).split(path.sep).join('/'));
    return super.time(test) ?? (place === -1 ? 0 : LONG.length - place) * 1_000;
  }
}

module.exports = LongestFirst;
