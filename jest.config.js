const { isPostgresAvailable } = require('./tests/support/postgres-binaries.js');

/** Packages published as ES modules only: Jest's own module loader needs them compiled. */
const esModules = [
  'any-ascii',
  '@sindresorhus',
  'escape-string-regexp',
  '@noble',
  '@scure',
  'age-encryption',
  'auto-bind',
  'p-limit',
  'sql-template-tag',
  'yocto-queue',
];

/** @type {import('jest').Config} */
const shared = {
  rootDir: __dirname,
  roots: ['<rootDir>/tests'],
  testEnvironment: 'node',
  setupFiles: ['reflect-metadata'],
  transform: {
    '^.+\\.(?:ts|js|mjs)$': [
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
  transformIgnorePatterns: [`/node_modules/(?!(?:${esModules.join('|')})/)`],
};

/** @type {import('jest').Config} */
module.exports = {
  testTimeout: 30_000,
  ...(process.env.CI ? { maxWorkers: 2 } : {}),
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
