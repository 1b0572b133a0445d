const config = require('./jest.config.js');

const [sqlite, postgres] = config.projects;

/** What `npm test` leaves out: the tests that take long, and on PostgreSQL every test that has not run there. */
module.exports = {
  ...config,
  projects: [
    { ...sqlite, testRegex: '\\.(slow|browser)\\.([^/]*\\.)?test\\.ts$', testPathIgnorePatterns: ['/node_modules/'] },
    {
      ...postgres,
      testRegex: postgres.testRegex.replace('\\.dialect\\.', '\\.'),
      testPathIgnorePatterns: ['/node_modules/', '\\.dialect\\.', '\\.unit\\.', '\\.browser\\.', '\\.journey\\.'],
    },
  ],
};
