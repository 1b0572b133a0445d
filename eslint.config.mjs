import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import prettier from 'eslint-config-prettier';
import reactHooks from 'eslint-plugin-react-hooks';
import regexp from 'eslint-plugin-regexp';
import imports from 'eslint-plugin-simple-import-sort';
import tseslint from 'typescript-eslint';

const useExecuteSql = 'SQL in a unit of work is a tagged template for executeSql of src/database/sql/write-sql.ts.';
const nameTheDifference =
  'Only src/database knows the dialects: name what differs in write-sql.ts or read-database.ts there.';
const shareTheStorage = 'Tests share the storage of the test that runs: see docs/adr/0019-tests-share-packages.md.';
const runEveryTest = 'With it, the other tests of the file do not run.';
const useTheClock = "Time comes from the request's context or the unit of work (`now`), or from a Clock.";

/** What only src/database may do. */
const databaseRules = [
  { selector: 'Identifier[name=/^(dialect|isPostgres)$/]', message: nameTheDifference },
  { selector: 'Literal[value=/^(postgres|sqlite|better-sqlite3)$/]', message: nameTheDifference },
  { selector: 'MemberExpression[property.name="type"][object.name="options"]', message: nameTheDifference },
  { selector: 'MemberExpression[property.name="type"][object.property.name="options"]', message: nameTheDifference },
  { selector: 'CallExpression[callee.property.name="query"][callee.object.name="manager"]', message: useExecuteSql },
  {
    selector: 'CallExpression[callee.property.name="query"][callee.object.property.name="manager"]',
    message: useExecuteSql,
  },
  { selector: 'TaggedTemplateExpression[tag.property.name="sql"]', message: useExecuteSql },
  { selector: 'Identifier[name=/^(createQueryBuilder|queryRunner)$/]', message: useExecuteSql },
];

/** Rows have camelCase keys. The compiler does not know this, and a key in snake case would be undefined. */
const rowRules = ['MemberExpression > .property', 'ObjectPattern > Property > .key', 'TSPropertySignature > .key'].map(
  (position) => ({
    selector: `${position}:matches(Identifier[name=/^[a-z0-9]+(_[a-z0-9]+)+$/], Literal[value=/^[a-z0-9]+(_[a-z0-9]+)+$/])`,
    message: 'Rows have camelCase keys: the column starts_on is startsOn.',
  }),
);

/** What only the places that create a Clock may do. performance.now measures elapsed time. */
const clockRules = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: useTheClock },
  { selector: 'CallExpression[callee.name="Date"]', message: useTheClock },
  { selector: 'CallExpression[callee.object.name="Date"][callee.property.name="now"]', message: useTheClock },
];

export default defineConfig(
  globalIgnores(['coverage/', 'data/', '**/dist/', 'clients/typescript/src/generated/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: ['src/**/*.ts'],
    plugins: { regexp },
    rules: {
      // Texts of 260,000 characters come from anyone. A pattern that takes time with the square of their length would stop the server.
      'regexp/no-super-linear-backtracking': 'error',
      'regexp/no-super-linear-move': 'error',
    },
  },

  {
    // These two load modules for what they do, in the order in which it must happen.
    ignores: ['src/main.ts', 'src/entente.ts'],
    plugins: { imports },
    rules: {
      // Node's modules, packages, our own from the farthest to the nearest, and styles, which may override those of what is imported.
      'imports/imports': ['error', { groups: [['^\\u0000', '^node:', '^@?\\w', '^', '^\\.', '^\\u0000.+[.]css$']] }],
    },
  },

  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          'tsconfig.json',
          'tsconfig.browser.json',
          'tsconfig.web.json',
          'clients/typescript/tsconfig.json',
          'clients/typescript/examples/site/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
      // The configuration is read once, so that one message names every invalid value.
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only src/config.ts reads the environment.' },
        { object: 'URL', property: 'canParse', message: 'Node 20 compiles it wrongly. Use parseUrl of src/url.ts.' },
      ],

      // The rule ignores files with decorators, where types are read at run time as decorator metadata.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_', ignoreRestSiblings: true },
      ],

      // noUncheckedIndexedAccess requires it wherever an index is known to be in range.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A GraphQL type is a class for its decorators and a shape for all other code.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Brackets show that the key comes from a record instead of a declaration.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // Entities, inputs and resolvers may consist of decorators only.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A function may be asynchronous because its interface is.
      '@typescript-eslint/require-await': 'off',
      // `() => list.push(x)` is a clear statement in the form of an expression.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // The rule takes the keys of a type parameter for an enum.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // Both forms are meaningful: a record of strings is not an object with one string index.
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      // In class hierarchies and in tests, an empty function means "nothing to do".
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  {
    files: ['web/**'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      // A ref that a rendering writes or reads may be of another rendering, which React has dropped.
      'react-hooks/refs': 'error',
      'react-hooks/set-state-in-effect': 'error',
    },
  },
  {
    files: ['src/config.ts', 'src/main.ts', 'src/cli/**', 'ormconfig.ts', 'tests/**', 'bench/**', 'scripts/**'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['src/main.ts', 'src/cli/**', 'bench/**', 'scripts/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['src/**'],
    ignores: ['src/database/**'],
    rules: { 'no-restricted-syntax': ['error', ...databaseRules] },
  },
  {
    files: ['src/core/**', 'src/modules/**', 'src/graphql/**', 'src/http/**'],
    rules: { 'no-restricted-syntax': ['error', ...databaseRules, ...rowRules, ...clockRules] },
  },
  {
    files: ['tests/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['it', 'test'].map((object) => ({ object, property: 'concurrent', message: shareTheStorage })),
        ...['it', 'test', 'describe'].map((object) => ({ object, property: 'only', message: runEveryTest })),
      ],
      'no-restricted-globals': ['error', ...['fit', 'fdescribe'].map((name) => ({ name, message: runEveryTest }))],
    },
  },
  {
    files: ['tests/**', 'bench/**'],
    rules: {
      // Responses of the server are JSON. A test that reads them incorrectly fails by itself.
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // Jest uses the default export.
    files: ['tests/support/global-*.ts'],
    rules: { 'no-restricted-exports': 'off' },
  },

  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly', fetch: 'readonly' } },
  },
  {
    files: ['**/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { module: 'writable', require: 'readonly', __dirname: 'readonly' },
    },
  },
  prettier,
);
