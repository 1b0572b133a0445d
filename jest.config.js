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

/** @type {import('jest').Config} */
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
      testMatch: ['<rootDir>/tests/**/*.test.ts'],
    },
    {
      ...shared,
      displayName: 'postgres',
      globals: { __DATABASE__: 'postgres' },
      globalSetup: '<rootDir>/tests/support/global-setup.ts',
      globalTeardown: '<rootDir>/tests/support/global-teardown.ts',
      testMatch: isPostgresAvailable()
        ? ['<rootDir>/tests/**/*.test.ts']
        : ['<rootDir>/tests/support/postgres-not-covered.ts'],
      // What no database can change need not run twice.
      testPathIgnorePatterns: ['/node_modules/', '\\.unit\\.test\\.ts$', '\\.browser\\.test\\.ts$'],
    },
  ],
};
