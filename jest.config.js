const { availableParallelism } = require('node:os');
const { isPostgresAvailable } = require('./tests/support/postgres-binaries.js');

/** @type {import('jest').Config} */
const shared = {
  rootDir: __dirname,
  roots: ['<rootDir>/tests'],
  runtime: '<rootDir>/tests/support/jest/runtime.js',
  testEnvironment: '<rootDir>/tests/support/jest/environment.js',
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
};

/**
 * What `npm test` runs: every test on SQLite, and on PostgreSQL those named `.dialect`, whose results depend on the
 * database. jest.rest.config.js has the others.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  // On a busy machine, tests and hooks take ten times as long as alone. This only ends what would never end.
  testTimeout: 180_000,
  globalSetup: '<rootDir>/tests/support/global-run-setup.ts',
  globalTeardown: '<rootDir>/tests/support/global-run-teardown.ts',
  testSequencer: '<rootDir>/tests/support/jest/sequencer.js',
  // More workers than processors: for almost half of their time, tests wait for processes, disks and timers.
  maxWorkers: availableParallelism() + 2,
  projects: [
    {
      ...shared,
      displayName: 'sqlite',
      globals: { __DATABASE__: 'sqlite' },
      testRegex: '\\.test\\.ts$',
      testPathIgnorePatterns: ['/node_modules/', '\\.slow\\.', '\\.browser\\.'],
    },
    {
      ...shared,
      displayName: 'postgres',
      globals: { __DATABASE__: 'postgres' },
      globalSetup: '<rootDir>/tests/support/global-setup.ts',
      globalTeardown: '<rootDir>/tests/support/global-teardown.ts',
      testRegex: isPostgresAvailable() ? '\\.dialect\\.test\\.ts$' : 'tests/support/postgres-not-covered\\.ts$',
    },
  ],
};
