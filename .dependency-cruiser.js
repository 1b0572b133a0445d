/**
 * The direction of imports. The rules are generated from the tables below: a layer imports only the layers that it
 * names, and within src/modules, src/modules/documents, src/core, src/database, src/seeds, src/graphql, src/http and src/cli, each
 * entry imports only entries before it. Everything else is a violation. A new folder needs a place in one of the tables.
 */

/**
 * Entries of src/modules in the order of their dependencies: modules, and the lists of what modules contribute. The concepts
 * of the catalogue and of the figures are entries of their own: an activity declares its figures as fields, and other figures
 * are about activities. The later of two concepts contributes the fields in both directions.
 */
const modulesInOrder = [
  'localization',
  'publishing',
  'reference-data',
  'files',
  'media',
  'catalogue/country',
  'catalogue/organisation',
  'catalogue/region',
  'catalogue/network',
  'catalogue/programme',
  'figures/codelists',
  'figures/classification',
  'figures/people',
  'figures/money',
  'figures/rates',
  'figures/results',
  'figures/completeness',
  'catalogue/activity',
  'catalogue/activity-transfer',
  'catalogue/objective',
  'catalogue/news',
  'figures/activity-classification',
  'figures/activity-people',
  'figures/activity-money',
  'figures/transaction-transfer',
  'figures/activity-results',
  'figures/activity-completeness',
  'catalogue/catalogue.module',
  'figures/figures.module',
  'mail',
  'identity',
  'documents',
  'publishables',
  'media-owners',
  'editorial',
  'demonstration',
  'search',
  'events',
  'node',
  'open-data',
  'entities',
  'resolver-classes',
];

/** The parts of the documents module. */
const documentsInOrder = ['document', 'access-log', 'unlocking', 'files', 'documents.module'];

/** Entries of src/core. `module` is what a module is built from and what it contributes to the server. */
const coreInOrder = [
  'limits',
  'time',
  'tally',
  'memoize',
  'group-by',
  'in-batches',
  'csv-cells',
  'html-text',
  'concurrency-limit',
  'cost',
  'types',
  'languages',
  'access',
  'background',
  'markdown',
  'listing',
  'mutations',
  'fields',
  'module',
];

/** Entries of src/database, from what others need to what needs them. */
const databaseInOrder = [
  'dialect',
  'database-url',
  'database-errors',
  'sql',
  'text',
  'operations',
  'sqlite',
  'postgres',
  'reading',
  'triggers',
  'revisions',
  'statistics',
  'full-text',
  'migrations',
  'data-source',
  'migrate',
  'units-of-work',
  'database',
  'maintenance',
  'backup',
];

/** Entries of src/seeds, likewise. */
const seedsInOrder = [
  'random',
  'writing',
  'drawing',
  'demonstration',
  'generated',
  'load-demonstration',
  'load-generated',
  'announce-passwords',
];

/** Entries of src/graphql, likewise. */
const graphqlInOrder = [
  'object-fields',
  'responses',
  'documents',
  'operations',
  'cost',
  'admission',
  'subscriptions',
  'schema',
  'public-queries',
  'apollo-server',
];

/** Entries of src/http, likewise. */
const httpInOrder = [
  'responses',
  'connections',
  'requests',
  'pages',
  'graphql',
  'subscriptions',
  'files',
  'site',
  'health.route',
  'http-app',
];

/** Entries of src/cli, likewise. */
const cliInOrder = ['terminal', 'files', 'with-database', 'public-file', 'commands', 'command-line'];

/** The layers from top to bottom. `importsTypes`: layers of which only types may be imported. */
const layers = {
  entente: { path: '^src/entente\\.ts$', imports: ['production', 'stop', 'main', 'cli'] },
  main: { path: '^src/main\\.ts$', imports: ['production', 'stop', 'heap', 'app', 'seeds', 'config', 'errors'] },
  production: { path: '^src/production\\.ts$', imports: [] },
  stop: { path: '^src/stop\\.ts$', imports: [], importsTypes: ['database'] },
  heap: { path: '^src/heap\\.ts$', imports: [] },
  app: {
    path: '^src/app(\\.ts$|/)',
    imports: [
      'http',
      'graphql',
      'metrics',
      'tracing',
      'seeds',
      'modules',
      'core',
      'storage',
      'database',
      'config',
      'errors',
    ],
  },
  cli: {
    path: '^src/cli/',
    imports: ['graphql', 'seeds', 'backup', 'modules', 'core', 'storage', 'database', 'config', 'errors'],
  },
  graphiql: { path: '^src/http/pages/graphiql/', imports: [] },
  http: {
    path: '^src/http/(?!pages/graphiql/)',
    imports: ['graphql', 'modules', 'core', 'storage', 'database', 'errors', 'event-loop', 'url'],
    importsTypes: ['config', 'metrics', 'tracing'],
  },
  graphql: { path: '^src/graphql/', imports: ['modules', 'core', 'database', 'errors', 'event-loop'] },
  seeds: { path: '^src/seeds/', imports: ['modules', 'core', 'database', 'errors'] },
  backup: { path: '^src/backup/', imports: ['storage', 'database', 'errors'] },
  metrics: { path: '^src/metrics/', imports: ['errors'] },
  tracing: { path: '^src/tracing/', imports: [], importsTypes: ['core'] },
  modules: { path: '^src/modules/', imports: ['core', 'storage', 'database', 'errors', 'rotation', 'url'] },
  core: { path: '^src/core/', imports: ['database', 'errors', 'event-loop', 'url'] },
  storage: { path: '^src/storage/', imports: ['errors'] },
  database: { path: '^src/database/(?!migrations/)', imports: ['migrations', 'errors', 'event-loop', 'url'] },
  migrations: { path: '^src/database/migrations/', imports: ['database', 'errors'] },
  config: {
    path: '^src/(config|environment)\\.ts$',
    imports: ['core', 'database', 'errors', 'url'],
    importsTypes: ['graphql', 'modules', 'storage', 'metrics', 'tracing'],
  },
  errors: { path: '^src/errors\\.ts$', imports: [] },
  'event-loop': { path: '^src/event-loop\\.ts$', imports: ['rotation'] },
  rotation: { path: '^src/rotation\\.ts$', imports: [] },
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

/** The rules by which each entry of `folder`, a subfolder or a file, imports only the entries before it. */
function orderRules(folder, entries) {
  const pathOf = (entry) => `^${folder}/${entry.replace('.', '\\.')}(/|\\.ts$)`;
  return [
    ...entries.map((entry, position) => ({
      name: `order-${entry}`,
      comment: `${folder}: ${entry} may import ${entries.slice(0, position).join(', ') || 'no other entry'}.`,
      severity: 'error',
      from: { path: pathOf(entry) },
      to: { path: `^${folder}/`, pathNot: entries.slice(0, position + 1).map(pathOf) },
    })),
    {
      name: 'order-unknown',
      comment: `Every file and folder of ${folder} has a place in the order: add this one to .dependency-cruiser.js.`,
      severity: 'error',
      from: { path: `^${folder}/`, pathNot: entries.map(pathOf) },
      to: {},
    },
  ];
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layerRules,
    ...orderRules('src/modules', modulesInOrder),
    ...orderRules('src/modules/documents', documentsInOrder),
    ...orderRules('src/core', coreInOrder),
    ...orderRules('src/database', databaseInOrder),
    ...orderRules('src/seeds', seedsInOrder),
    ...orderRules('src/graphql', graphqlInOrder),
    ...orderRules('src/http', httpInOrder),
    ...orderRules('src/cli', cliInOrder),
    {
      name: 'layers-unknown',
      comment: 'Every file of src belongs to a layer: add this one to .dependency-cruiser.js.',
      severity: 'error',
      from: { path: '^src/', pathNot: Object.values(layers).map(({ path }) => path) },
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
      to: { path: '^src/', pathNot: [...pathsOf(['config', 'database']), '^src/modules/entities\\.ts$'] },
    },
    {
      name: 'src-stands-alone',
      comment: 'The server imports neither tests nor tools, and loads the site as a bundle.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(tests|bench|scripts|dist|web|ormconfig\\.ts$)' },
    },
    {
      name: 'web-is-a-client',
      comment: 'The site knows the API by the client package, and of the server only what it is told about it.',
      severity: 'error',
      from: { path: '^web/' },
      to: {
        path: '^(src|tests|bench|scripts)/',
        pathNot:
          '^src/((http/site/site(-channel)?|event-loop|core/(limits|csv-cells)|database/text/folding|core/languages/(date-locale|language-name|page-address|text-direction))\\.ts|core/languages/labels/[a-z]+\\.json)$',
      },
    },
    {
      name: 'no-circular',
      comment: 'A cycle, even of types only, means that a file is in the wrong place.',
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
      comment: 'The server runs without the development dependencies.',
      severity: 'error',
      from: { path: '^(src/|ormconfig\\.ts$)', pathNot: layers.graphiql.path },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: '(^|/)node_modules/|^clients/' },
    exclude: { path: '^dist/' },
    // Imports of types count: they tie two files together as well.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
