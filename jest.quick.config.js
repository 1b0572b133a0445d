const config = require('./jest.config.js');

/** Test files that start processes or browsers, or whose tests take longer than ten seconds. `npm test` runs them. */
const long = [
  '\\.browser\\.test',
  'tests/cli/',
  'tests/core/access/(access-table|naming|reachability)',
  'tests/core/listing/(query-plans|translated-plans)',
  'tests/database/(migrations|pooler|replicas|write)',
  'tests/graphql/(document-memory|operation-fuzz)',
  'tests/http/(documents.s3|downloads|subscriptions|traces|trusted-documents|uploads)',
  'tests/http/answer-cache/exactness',
  'tests/modules/catalogue/activity/random-queries',
  'tests/modules/documents/access-log/audit-log',
  'tests/modules/editorial/(trash|unpublished)',
  'tests/modules/events/(content-mirror|scheduling|webhook/webhook-(instances|sending))',
  'tests/modules/identity/(guessing|open-sessions)',
  'tests/modules/localization/translated-orders',
  'tests/modules/media/(hostile-images|images)',
  'tests/modules/open-data/limits',
  'tests/modules/publishing/(concurrency|kill|odd-inputs)',
  'tests/modules/search/search-words',
  'tests/seeds/demonstration-files',
  'tests/site/hidden-texts',
  'tests/startup',
  '(crash|instances)\\.test',
];

const [sqlite] = config.projects;

/** The tests on SQLite, except those that take long. */
module.exports = {
  ...config,
  projects: [{ ...sqlite, testPathIgnorePatterns: ['/node_modules/', ...long] }],
};
