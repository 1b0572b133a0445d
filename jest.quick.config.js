const config = require('./jest.config.js');

/** Tests that start processes or browsers, or that take long. `npm test` runs them. */
const long = [
  '\\.browser\\.test',
  '(crash|instances)\\.test',
  'tests/(cli|clients|site)/',
  'tests/core/access/(access-table|naming|reachability)',
  'tests/core/listing/(nested-lists|query-plans|translated-plans)',
  'tests/core/markdown/',
  'tests/database/(migrations/|postgres/(pooler|replicas)|sql/write-sql|write)',
  'tests/graphql/(cost/operation-fuzz|documents/document-memory)',
  'tests/http/(files/|graphql/trusted-documents|requests/traces|subscriptions/subscriptions)',
  'tests/http/graphql/answer-cache/',
  'tests/modules/catalogue/activity/random-queries',
  'tests/modules/(demonstration|localization|media|open-data|search)/',
  'tests/modules/documents/(access-log|unlocking)/',
  'tests/modules/editorial/(trash|unpublished)',
  'tests/modules/events/(content-mirror|scheduling|webhook/webhook-(instances|sending))',
  'tests/modules/figures/(kept-totals|money-sums)',
  'tests/modules/identity/(account-links/password-reset|password|session/open-sessions|throttle/guessing)',
  'tests/modules/publishing/(concurrency|kill|odd-inputs|visible-references)',
  'tests/seeds/demonstration-files',
  'tests/startup',
];

const [sqlite] = config.projects;

/** The tests on SQLite, except those that take long. */
module.exports = {
  ...config,
  projects: [{ ...sqlite, testPathIgnorePatterns: ['/node_modules/', ...long] }],
};
