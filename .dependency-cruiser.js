/**
 * Which way imports may run. The rules are generated from the two tables below: a layer imports only the layers it
 * names, and a concept only the concepts before it. Whatever is not allowed here is a violation.
 */

/** A concept may import the concepts before it, never one after it. A new folder under src/domain takes its place here. */
const conceptsInOrder = [
  'access',
  'listing',
  'markdown',
  'publication',
  'throttle',
  'audit',
  'country',
  'authoring',
  'organisation',
  'region',
  'network',
  'account',
  'programme',
  'activity',
  'objective',
  'news',
  'document',
  'unlocking',
  'content',
  'access-log',
  'things',
  'trash',
  'unpublished',
  'search',
  'live',
  'webhook',
  'node',
];

/** From the top of the house to its ground. */
const layers = {
  main: { path: '^src/main\\.ts$', imports: ['production', 'app', 'config', 'errors'] },
  production: { path: '^src/production\\.ts$', imports: [] },
  app: {
    path: '^src/app(\\.ts$|/)',
    imports: [
      'housekeeping',
      'http',
      'graphql',
      'cli',
      'seeds',
      'entities',
      'resolvers',
      'domain',
      'graphql-types',
      'storage',
      'database',
      'config',
      'errors',
    ],
  },
  housekeeping: { path: '^src/housekeeping\\.ts$', imports: [] },
  cli: {
    path: '^src/cli/',
    imports: [
      'graphql',
      'seeds',
      'entities',
      'domain',
      'graphql-types',
      'storage',
      'database',
      'migrations',
      'config',
      'errors',
    ],
  },
  graphiql: { path: '^src/http/graphiql/', imports: [] },
  http: {
    path: '^src/http/[^/]+\\.ts$',
    imports: ['graphql', 'domain', 'graphql-types', 'storage', 'database', 'errors', 'url'],
    importsTypes: ['config'],
  },
  graphql: {
    path: '^src/graphql/[^/]+\\.ts$',
    imports: ['resolvers', 'domain', 'graphql-types', 'database', 'errors'],
    importsTypes: ['config'],
  },
  seeds: { path: '^src/seeds/', imports: ['domain', 'graphql-types', 'database', 'errors'] },
  /** The lists of what every concept contributes: the data source is given the one, the schema the other. */
  entities: { path: '^src/domain/entities\\.ts$', imports: ['domain', 'database'] },
  resolvers: { path: '^src/domain/resolvers\\.ts$', imports: ['domain'] },
  domain: { path: '^src/domain/[^/]+/', imports: ['graphql-types', 'storage', 'database', 'errors', 'url'] },
  'graphql-types': { path: '^src/core/types/', imports: ['database', 'errors'] },
  storage: { path: '^src/storage/', imports: ['errors'] },
  database: { path: '^src/database/[^/]+\\.ts$', imports: ['migrations', 'config', 'errors', 'url'] },
  migrations: { path: '^src/database/migrations/', imports: ['database', 'errors'] },
  config: { path: '^src/config\\.ts$', imports: ['database', 'errors', 'url'], importsTypes: ['storage'] },
  errors: { path: '^src/errors\\.ts$', imports: [] },
  url: { path: '^src/url\\.ts$', imports: [] },
};

function pathsOf(names) {
  return names.map((name) => layers[name].path);
}

const layerRules = Object.entries(layers).flatMap(([name, { path, imports, importsTypes = [] }]) => [
  {
    name: `layers-${name}`,
    comment: `src: ${name} may import ${[...imports, ...importsTypes].join(', ') || 'nothing else'}.`,
    severity: 'error',
    from: { path },
    to: { path: '^src/', pathNot: [path, ...pathsOf([...imports, ...importsTypes])] },
  },
  ...importsTypes.map((typesOf) => ({
    name: `layers-${name}-types-of-${typesOf}`,
    comment: `src: ${name} may import types of ${typesOf}, but no values.`,
    severity: 'error',
    from: { path },
    to: { path: layers[typesOf].path, dependencyTypesNot: ['type-only'] },
  })),
]);

function conceptPath(concept) {
  return `^src/domain/${concept}/`;
}

const conceptRules = conceptsInOrder.map((concept, position) => ({
  name: `concepts-${concept}`,
  comment: `${concept} may import ${conceptsInOrder.slice(0, position).join(', ') || 'no other concept'}.`,
  severity: 'error',
  from: { path: conceptPath(concept) },
  to: { path: '^src/domain/', pathNot: conceptsInOrder.slice(0, position + 1).map(conceptPath) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layerRules,
    ...conceptRules,
    {
      name: 'layers-unknown',
      comment: 'Every file of src belongs to a layer: give this one its place in .dependency-cruiser.js.',
      severity: 'error',
      from: { path: '^src/', pathNot: Object.values(layers).map(({ path }) => path) },
      to: {},
    },
    {
      name: 'concepts-unknown',
      comment: 'Every concept has a place in the order: give this one its own in .dependency-cruiser.js.',
      severity: 'error',
      from: { path: '^src/domain/[^/]+/', pathNot: conceptsInOrder.map(conceptPath) },
      to: {},
    },
    {
      name: 'errors-import-nothing',
      comment: 'Everything imports src/errors.ts, so it imports nothing, packages included.',
      severity: 'error',
      from: { path: layers.errors.path },
      to: {},
    },
    {
      name: 'ormconfig',
      comment: "The TypeORM CLI's configuration needs the configuration, the data source and the entities.",
      severity: 'error',
      from: { path: '^ormconfig\\.ts$' },
      to: { path: '^src/', pathNot: pathsOf(['config', 'database', 'entities']) },
    },
    {
      name: 'src-stands-alone',
      comment: 'What is served imports neither tests nor tools.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(tests|bench|scripts|dist|ormconfig\\.ts$)' },
    },
    {
      name: 'no-circular',
      comment: 'A circle, even of types alone, means that a file is in the wrong place.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'The import names a file or a package that does not exist.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-development-dependencies',
      comment: 'What is served runs without the development dependencies.',
      severity: 'error',
      from: { path: '^(src/|ormconfig\\.ts$)', pathNot: layers.graphiql.path },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    // Types too: an import that compiles to nothing still ties its file to the other.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
