// JavaScript, because Jest loads it before anything can compile TypeScript.
const path = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

const tests = path.resolve(__dirname, '../..');

/** Where a suite that takes long would otherwise begin when the other workers have nothing left to do. Longest first. */
const LONG = [
  'startup.test.ts',
  'studio/editor-tasks.browser.test.ts',
  'studio/studio.browser.test.ts',
  'cli/commands/seed.test.ts',
  'modules/catalogue/activity/random-queries.test.ts',
  'modules/publishing/odd-inputs.test.ts',
  'studio/editors.browser.test.ts',
  'modules/publishing/kill.test.ts',
  'core/access/reachability.test.ts',
  'modules/documents/unlocking/unlock.test.ts',
  'seeds/demonstration-files.test.ts',
  'core/access/access-table.test.ts',
  'modules/events/webhook/webhook-sending.test.ts',
  'site/site.browser.test.ts',
  'cli/commands/backup.test.ts',
  'cli/commands/documents.test.ts',
  'http/files/downloads.test.ts',
  'studio/people.browser.test.ts',
  'core/listing/query-plans.test.ts',
  'database/migrations/migrations.test.ts',
  'http/graphql/answer-cache/exactness.test.ts',
  'studio/members.browser.test.ts',
  'graphql/cost/mutation-statements.test.ts',
  'cli/commands/import.test.ts',
  'studio/publishing.browser.test.ts',
  'core/access/naming.test.ts',
  'modules/figures/kept-totals.test.ts',
  'site/hidden-texts.test.ts',
  'database/postgres/replicas.test.ts',
  'cli/commands/trash.crash.test.ts',
  'core/listing/translated-plans.test.ts',
  'modules/events/webhook/webhook-instances.test.ts',
  'http/files/documents.s3.unit.test.ts',
  'modules/events/content-mirror.test.ts',
  'modules/open-data/iati.test.ts',
  'studio/interruptions.browser.test.ts',
  'graphql/cost/operation-fuzz.test.ts',
  'database/write.test.ts',
  'modules/publishing/concurrency.test.ts',
  'cli/commands/restore-failures.test.ts',
  'modules/localization/translated-orders.test.ts',
  'modules/figures/participation-adversary.test.ts',
  'studio/documents.browser.test.ts',
  'modules/search/search-words.test.ts',
  'http/graphql/operation-end.test.ts',
  'modules/events/scheduling.test.ts',
  'modules/identity/throttle/guessing.test.ts',
  'clients/example-site.browser.test.ts',
  'studio/translations.browser.test.ts',
  'modules/media/attachment/attachments.test.ts',
  'modules/figures/money-sums.test.ts',
  'http/subscriptions/subscriptions.test.ts',
  'site/layout.browser.test.ts',
  'http/files/uploads.crash.test.ts',
  'modules/editorial/trash.test.ts',
  'modules/media/image/images.test.ts',
  'modules/publishing/history.test.ts',
  'database/postgres/pooler.test.ts',
  'modules/localization/translated-filters.test.ts',
  'http/subscriptions/subscriptions.instances.test.ts',
  'modules/documents/access-log/access-log.test.ts',
  'modules/editorial/unpublished.test.ts',
  'modules/localization/random-languages.test.ts',
  'modules/open-data/limits.test.ts',
  'http/files/uploads.test.ts',
  'cli/commands/export.test.ts',
];

/** Runs the longest test files first, also on a clean clone, where Jest knows no times and would go by the size of files. */
class LongestFirst extends Sequencer {
  time(test) {
    const place = LONG.indexOf(path.relative(tests, test.path).split(path.sep).join('/'));
    return super.time(test) ?? (place === -1 ? 0 : LONG.length - place) * 1_000;
  }
}

module.exports = LongestFirst;
