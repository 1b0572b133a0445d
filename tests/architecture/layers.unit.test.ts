import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

interface Violation {
  from: string;
  to: string;
  rule: { name: string };
}

/** The violations that the layering check reports for a source tree of these files. */
function checkLayers(files: Record<string, string>): Violation[] {
  const directory = mkdtempSync(path.join(tmpdir(), 'entente-layers-'));
  try {
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
      writeFileSync(path.join(directory, file), content);
    }
    const cruise = spawnSync(
      process.execPath,
      [
        path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
        '--config',
        path.join(root, '.dependency-cruiser.js'),
        '--output-type',
        'json',
        'src',
      ],
      { cwd: directory, encoding: 'utf8' },
    );
    if (cruise.stdout === '') throw new Error(cruise.stderr);
    const { summary } = JSON.parse(cruise.stdout) as { summary: { violations: Violation[]; totalCruised: number } };
    // Otherwise, a check that looked at nothing would pass.
    expect(summary.totalCruised).toBeGreaterThanOrEqual(Object.keys(files).length);
    return summary.violations;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A tree in which every import runs in an allowed direction. */
const tree: Record<string, string> = {
  'src/main.ts': "import { app } from './app';\nimport { config } from './config';\nexport const main = [app, config];",
  'src/app.ts': [
    "import { route } from './http/http-app';",
    "import { schema } from './graphql/schema';",
    "import { seed } from './seeds/load-generated';",
    "import { catalogueModule } from './modules/catalogue/catalogue.module';",
    "import { entities } from './modules/entities';",
    "import { resolverClasses } from './modules/resolver-classes';",
    "import { viewer } from './core/access/viewer';",
    "import { config } from './config';",
    'export const app = [route, schema, seed, catalogueModule, entities, resolverClasses, viewer, config];',
  ].join('\n'),
  'src/cli/commands/seed.command.ts': [
    "import { seed } from '../../seeds/load-generated';",
    "import { schema } from '../../graphql/schema';",
    "import { resolverClasses } from '../../modules/resolver-classes';",
    'export const command = [seed, schema, resolverClasses];',
  ].join('\n'),
  'src/http/http-app.ts': [
    "import type { Config } from '../config';",
    "import { schema } from '../graphql/schema';",
    "import { download } from '../modules/documents/files/download';",
    'export const route = (config: Config) => [config, schema, download];',
  ].join('\n'),
  'src/http/site.ts': "import { type Config } from '../config';\nexport const uploads = (config: Config) => config;",
  'src/graphql/schema.ts': "import { viewer } from '../core/access/viewer';\nexport const schema = viewer;",
  'src/seeds/load-generated.ts':
    "import { news } from '../modules/catalogue/news/news.entity';\nexport const seed = news;",
  'src/modules/entities.ts': [
    "import { activity } from './catalogue/activity/activity.entity';",
    "import { publishables } from './publishables';",
    'export const entities = [activity, publishables];',
  ].join('\n'),
  'src/modules/resolver-classes.ts':
    "import { catalogueModule } from './catalogue/catalogue.module';\nexport const resolverClasses = [catalogueModule];",
  'src/modules/editorial/trash.ts':
    "import { publishables } from '../publishables';\nexport const trash = publishables;",
  'src/modules/publishables.ts': [
    "import { news } from './catalogue/news/news.entity';",
    "import { download } from './documents/files/download';",
    'export const publishables = [news, download];',
  ].join('\n'),
  'src/modules/documents/files/download.ts': [
    "import { account } from '../../identity/account';",
    "import { store } from '../../../storage/store';",
    'export const download = [account, store];',
  ].join('\n'),
  'src/modules/identity/account.ts':
    "import { network } from '../catalogue/network/network.entity';\nexport const account = network;",
  'src/modules/catalogue/catalogue.module.ts':
    "import { news } from './news/news.entity';\nexport const catalogueModule = news;",
  'src/modules/catalogue/news/news.entity.ts':
    "import { activity } from '../activity/activity.entity';\nexport const news = activity;",
  'src/modules/catalogue/activity/activity.entity.ts': [
    "import { network } from '../network/network.entity';",
    "import { database } from '../../../database/database';",
    'export const activity = [network, database];',
  ].join('\n'),
  'src/modules/catalogue/network/network.entity.ts':
    "import { publishing } from '../../publishing/publishing';\nexport const network = publishing;",
  'src/modules/publishing/publishing.ts':
    "import { mutation } from '../../core/mutations/mutation';\nexport const publishing = mutation;",
  'src/core/module.ts': "import { mutation } from './mutations/mutation';\nexport const module_ = mutation;",
  'src/core/mutations/mutation.ts': "import { viewer } from '../access/viewer';\nexport const mutation = viewer;",
  'src/core/access/viewer.ts': "import { scalar } from '../types/scalar';\nexport const viewer = scalar;",
  'src/core/types/scalar.ts': "import { error } from '../../errors';\nexport const scalar = error;",
  'src/storage/store.ts': "import { error } from '../errors';\nexport const store = error;",
  'src/database/database.ts': "import { error } from '../errors';\nexport const database = error;",
  'src/config.ts': [
    "import type { Store } from './storage/options';",
    'export interface Config { port: number; store: Store }',
    "export const config: Config = { port: 4000, store: 'local' };",
  ].join('\n'),
  'src/storage/options.ts': "export type Store = 'local';",
  'src/errors.ts': 'export const error = new Error();',
};

function treeWith(files: Record<string, string>): Record<string, string> {
  return { ...tree, ...files };
}

describe('the layering check', () => {
  it('accepts a tree in which every import runs downwards', () => {
    expect(checkLayers(tree)).toEqual([]);
  });

  describe('reports an import in the wrong direction:', () => {
    const wrongImports = [
      // Layers.
      ['a module imports http', 'src/modules/catalogue/country/a.ts', 'src/http/site/b.ts'],
      ['a module imports the GraphQL assembly', 'src/modules/catalogue/country/c.ts', 'src/graphql/cost/d.ts'],
      ['a module imports the configuration', 'src/modules/catalogue/country/e.ts', 'src/config.ts'],
      ['a module imports seeds', 'src/modules/catalogue/country/f.ts', 'src/seeds/writing/g.ts'],
      ['a module imports the app', 'src/modules/documents/documents.module.ts', 'src/app.ts'],
      ['core imports a module', 'src/core/mutations/h.ts', 'src/modules/publishing/i.ts'],
      ['core imports a list of the modules', 'src/core/listing/j.ts', 'src/modules/publishables.ts'],
      ['core imports the file store', 'src/core/access/k.ts', 'src/storage/l.ts'],
      ['core imports the configuration', 'src/core/background/m.ts', 'src/config.ts'],
      ['a building block of the schema imports a module', 'src/core/types/n.ts', 'src/modules/catalogue/country/o.ts'],
      ['the GraphQL assembly imports http', 'src/graphql/cost/p.ts', 'src/http/site/q.ts'],
      ['the GraphQL assembly imports a command', 'src/graphql/cost/r.ts', 'src/cli/commands/s.ts'],
      ['the database imports a module', 'src/database/sql/t.ts', 'src/modules/catalogue/country/u.ts'],
      ['the database imports core', 'src/database/reading/v.ts', 'src/core/access/w.ts'],
      ['a migration imports an entity', 'src/database/migrations/x.ts', 'src/modules/catalogue/country/y.ts'],
      ['the file store imports the database', 'src/storage/z.ts', 'src/database/sql/aa.ts'],
      ['the file store imports core', 'src/storage/ab.ts', 'src/core/types/ac.ts'],
      ['seeds import http', 'src/seeds/writing/ad.ts', 'src/http/site/ae.ts'],
      ['http imports the app', 'src/http/site/af.ts', 'src/app.ts'],
      ['http imports a command', 'src/http/site/ag.ts', 'src/cli/commands/ah.ts'],
      ['http imports seeds', 'src/http/site/ai.ts', 'src/seeds/writing/aj.ts'],
      ['http imports a value of the configuration', 'src/http/site/ak.ts', 'src/config.ts'],
      ['a command imports http', 'src/cli/commands/al.ts', 'src/http/site/am.ts'],
      ['a command imports the app', 'src/cli/commands/an.ts', 'src/app.ts'],
      ['the app imports a command', 'src/app.ts', 'src/cli/commands/ao.ts'],
      ['the configuration imports a value of the file store', 'src/config.ts', 'src/storage/ap.ts'],
      ['the errors import a file', 'src/errors.ts', 'src/config.ts'],
      ['the errors import a package', 'src/errors.ts', 'node:fs'],
      ['a file of no layer is imported', 'src/http/site/aq.ts', 'src/helpers/ar.ts'],
      ['a file of no layer imports', 'src/helpers/as.ts', 'src/errors.ts'],
      ['the server imports a test', 'src/modules/search/at.ts', 'tests/support/au.ts'],
      // Modules.
      ['publishing imports reference data', 'src/modules/publishing/ba.ts', 'src/modules/reference-data/bb.ts'],
      ['publishing imports a publishable type', 'src/modules/publishing/bc.ts', 'src/modules/catalogue/news/bd.ts'],
      ['the catalogue imports identity', 'src/modules/catalogue/activity/be.ts', 'src/modules/identity/bf.ts'],
      [
        'the catalogue imports the factory of documents',
        'src/modules/catalogue/news/bg.ts',
        'src/modules/documents/documents.module.ts',
      ],
      ['identity imports documents', 'src/modules/identity/bi.ts', 'src/modules/documents/files/bj.ts'],
      ['documents import the publishable types', 'src/modules/documents/files/bk.ts', 'src/modules/publishables.ts'],
      ['documents import the editorial module', 'src/modules/documents/document/bl.ts', 'src/modules/editorial/bm.ts'],
      ['the editorial module imports search', 'src/modules/editorial/bn.ts', 'src/modules/search/bo.ts'],
      ['search imports events', 'src/modules/search/bp.ts', 'src/modules/events/bq.ts'],
      ['events import nodes', 'src/modules/events/br.ts', 'src/modules/node/bs.ts'],
      ['a module imports the list of entities', 'src/modules/node/bt.ts', 'src/modules/entities.ts'],
      ['a module imports the list of resolvers', 'src/modules/node/bu.ts', 'src/modules/resolver-classes.ts'],
      ['the publishable types import entities', 'src/modules/publishables.ts', 'src/modules/entities.ts'],
      ['a module has no place in the order', 'src/modules/novelties/bv.ts', 'src/errors.ts'],
      ['a file beside the modules has no place in the order', 'src/modules/registry.ts', 'src/errors.ts'],
      // The catalogue.
      [
        'a country knows organisations',
        'src/modules/catalogue/country/ca.ts',
        'src/modules/catalogue/organisation/cb.ts',
      ],
      ['a network knows activities', 'src/modules/catalogue/network/cc.ts', 'src/modules/catalogue/activity/cd.ts'],
      ['a programme knows activities', 'src/modules/catalogue/programme/ce.ts', 'src/modules/catalogue/activity/cf.ts'],
      ['an activity knows news', 'src/modules/catalogue/activity/cg.ts', 'src/modules/catalogue/news/ch.ts'],
      ['an activity knows objectives', 'src/modules/catalogue/activity/ci.ts', 'src/modules/catalogue/objective/cj.ts'],
      ['a concept imports its module', 'src/modules/catalogue/news/ck.ts', 'src/modules/catalogue/catalogue.module.ts'],
      ['a concept has no place in the order', 'src/modules/catalogue/novelty/cl.ts', 'src/errors.ts'],
      // Documents.
      [
        'a document knows how it is unlocked',
        'src/modules/documents/document/ea.ts',
        'src/modules/documents/unlocking/eb.ts',
      ],
      ['the access log knows files', 'src/modules/documents/access-log/ec.ts', 'src/modules/documents/files/ed.ts'],
      ['unlocking knows files', 'src/modules/documents/unlocking/ee.ts', 'src/modules/documents/files/ef.ts'],
      ['a part of documents has no place in the order', 'src/modules/documents/novelty/eg.ts', 'src/errors.ts'],
      // Core.
      ['schema types import access', 'src/core/types/da.ts', 'src/core/access/db.ts'],
      ['access imports lists', 'src/core/access/dc.ts', 'src/core/listing/dd.ts'],
      ['lists import mutations', 'src/core/listing/de.ts', 'src/core/mutations/df.ts'],
      ['mutations import fields', 'src/core/mutations/dg.ts', 'src/core/fields/dh.ts'],
      ['fields import what a module is', 'src/core/fields/di.ts', 'src/core/module.ts'],
      ['a folder of core has no place in the order', 'src/core/utilities/dj.ts', 'src/errors.ts'],
      // The database.
      ['SQL imports connections', 'src/database/sql/ga.ts', 'src/database/postgres/gb.ts'],
      ['SQLite imports PostgreSQL', 'src/database/sqlite/gc.ts', 'src/database/postgres/gd.ts'],
      ['the search imports a migration', 'src/database/full-text/ge.ts', 'src/database/migrations/gf.ts'],
      ['the search imports units of work', 'src/database/full-text/gg.ts', 'src/database/database.ts'],
      ['a part of the database has no place in the order', 'src/database/novelty/gh.ts', 'src/errors.ts'],
      // Seeds.
      ['writing seeds imports the demonstration', 'src/seeds/writing/ha.ts', 'src/seeds/demonstration/hb.ts'],
      ['the demonstration imports generated activities', 'src/seeds/demonstration/hc.ts', 'src/seeds/generated/hd.ts'],
      ['a part of the seeds has no place in the order', 'src/seeds/novelty/he.ts', 'src/errors.ts'],
      // The GraphQL assembly and http.
      ['documents import operations', 'src/graphql/documents/fa.ts', 'src/graphql/operations/fb.ts'],
      ['operations import the cost', 'src/graphql/operations/fc.ts', 'src/graphql/cost/fd.ts'],
      ['a part of the GraphQL assembly has no place in the order', 'src/graphql/novelty/fe.ts', 'src/errors.ts'],
      ['responses import requests', 'src/http/responses/ff.ts', 'src/http/requests/fg.ts'],
      ['files import the site', 'src/http/files/fh.ts', 'src/http/site/fi.ts'],
      ['a part of http has no place in the order', 'src/http/novelty/fj.ts', 'src/errors.ts'],
      // The commands.
      ['the terminal imports files', 'src/cli/terminal/ia.ts', 'src/cli/files/ib.ts'],
      ['files import a command', 'src/cli/files/ic.ts', 'src/cli/commands/id.ts'],
      ['a part of the commands has no place in the order', 'src/cli/novelty/ie.ts', 'src/errors.ts'],
    ] as const;

    // The files above are distinct, so one cruise looks for all imports at once.
    let violations: Violation[];

    beforeAll(() => {
      const files: Record<string, string> = {};
      for (const [, from, to] of wrongImports) {
        const specifier = to.startsWith('node:') ? to : importPath(from, to);
        files[from] = `${files[from] ?? tree[from] ?? ''}\nimport * as wrong${specifier.length} from '${specifier}';\n`;
        if (!to.startsWith('node:')) files[to] ??= tree[to] ?? 'export {};';
      }
      violations = checkLayers(treeWith(files));
    });

    it.each(wrongImports)('%s', (_, from, to) => {
      const target = to.replace(/^node:/, '');
      const layering = violations.filter(({ rule }) => rule.name !== 'no-circular');
      expect(layering.map((violation) => [violation.from, violation.to])).toContainEqual([from, target]);
    });
  });

  it('reports a cycle, even of types only', () => {
    const violations = checkLayers(
      treeWith({
        'src/modules/catalogue/country/a.ts': "import type { B } from './b';\nexport interface A { b: B }",
        'src/modules/catalogue/country/b.ts': "import type { A } from './a';\nexport interface B { a: A }",
      }),
    );

    expect(violations.map(({ rule }) => rule.name)).toContain('no-circular');
  });
});

function importPath(from: string, to: string): string {
  const relative = path.posix.relative(path.posix.dirname(from), to).replace(/\.ts$/, '');
  return relative.startsWith('.') ? relative : `./${relative}`;
}
