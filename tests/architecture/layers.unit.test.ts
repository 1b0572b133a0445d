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
    // Otherwise, a check that examined nothing would pass.
    expect(summary.totalCruised).toBeGreaterThanOrEqual(Object.keys(files).length);
    return summary.violations;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A valid source tree. Each file imports the layers below it. */
const house: Record<string, string> = {
  'src/main.ts': "import { app } from './app';\nimport { config } from './config';\nexport const main = [app, config];",
  'src/app.ts': [
    "import { route } from './http/route';",
    "import { schema } from './graphql/schema';",
    "import { seed } from './database/seeds/seed';",
    "import { entities } from './domain/entities';",
    "import { config } from './config';",
    'export const app = [route, schema, seed, entities, config];',
  ].join('\n'),
  'src/cli/seed.ts': "import { seed } from '../database/seeds/seed';\nexport const command = seed;",
  'src/http/route.ts': [
    "import type { Config } from '../config';",
    "import { schema } from '../graphql/schema';",
    'export const route = (config: Config) => [config, schema];',
  ].join('\n'),
  'src/graphql/schema.ts': [
    "import { type Config } from '../config';",
    "import { resolvers } from '../domain/resolvers';",
    'export const schema = (config: Config) => [config, resolvers];',
  ].join('\n'),
  'src/domain/entities.ts':
    "import { activity } from './activity/activity.entity';\nexport const entities = [activity];",
  'src/domain/resolvers.ts':
    "import { activity } from './activity/activity.entity';\nexport const resolvers = [activity];",
  'src/domain/network/network.entity.ts':
    "import { scalar } from '../../graphql/types/scalar';\nexport const network = scalar;",
  'src/domain/activity/activity.entity.ts': [
    "import { network } from '../network/network.entity';",
    "import { database } from '../../database/database';",
    'export const activity = [network, database];',
  ].join('\n'),
  'src/domain/news/news.entity.ts':
    "import { activity } from '../activity/activity.entity';\nexport const news = activity;",
  'src/graphql/types/scalar.ts': "import { error } from '../../errors';\nexport const scalar = error;",
  'src/database/database.ts': "import { error } from '../errors';\nexport const database = error;",
  'src/database/seeds/seed.ts': "import { news } from '../../domain/news/news.entity';\nexport const seed = news;",
  'src/config.ts': 'export interface Config { port: number }\nexport const config: Config = { port: 4000 };',
  'src/errors.ts': 'export const error = new Error();',
};

function houseWith(files: Record<string, string>): Record<string, string> {
  return { ...house, ...files };
}

describe('the layering check', () => {
  it('accepts a tree whose imports all run downwards', () => {
    expect(checkLayers(house)).toEqual([]);
  });

  describe('reports an import that runs upwards:', () => {
    const wrongArrows = [
      ['the domain imports http', 'src/domain/country/a.ts', 'src/http/b.ts'],
      ['the domain imports the GraphQL assembly', 'src/domain/country/c.ts', 'src/graphql/d.ts'],
      ['the domain reads the configuration', 'src/domain/country/e.ts', 'src/config.ts'],
      ['the domain imports seeds', 'src/domain/country/f.ts', 'src/database/seeds/g.ts'],
      ['a network knows activities', 'src/domain/network/h.ts', 'src/domain/activity/i.ts'],
      ['an activity knows news', 'src/domain/activity/j.ts', 'src/domain/news/k.ts'],
      ['a concept imports the list of resolvers', 'src/domain/activity/aa.ts', 'src/domain/resolvers.ts'],
      ['a concept imports the list of entities', 'src/domain/news/l.ts', 'src/domain/entities.ts'],
      ['a schema building block imports the domain', 'src/graphql/types/m.ts', 'src/domain/country/n.ts'],
      ['the GraphQL assembly imports http', 'src/graphql/o.ts', 'src/http/p.ts'],
      ['the database imports the domain', 'src/database/q.ts', 'src/domain/country/r.ts'],
      ['a migration imports an entity', 'src/database/migrations/s.ts', 'src/domain/country/t.ts'],
      ['http starts the app', 'src/http/u.ts', 'src/app.ts'],
      ['a command is imported by http', 'src/http/v.ts', 'src/cli/w.ts'],
      ['http imports a value of the configuration', 'src/http/x.ts', 'src/config.ts'],
      ['the errors import a file', 'src/errors.ts', 'src/config.ts'],
      ['the errors import a package', 'src/errors.ts', 'node:fs'],
      ['a file of no layer is imported', 'src/http/y.ts', 'src/helpers/z.ts'],
      ['a concept has no place in the order', 'src/domain/novelty/a.ts', 'src/errors.ts'],
    ] as const;

    // The files above are distinct, so one check covers all imports at once.
    let violations: Violation[];

    beforeAll(() => {
      const files: Record<string, string> = {};
      for (const [, from, to] of wrongArrows) {
        const specifier = to.startsWith('src/') ? importPath(from, to) : to;
        files[from] =
          `${files[from] ?? house[from] ?? ''}\nimport * as wrong${specifier.length} from '${specifier}';\n`;
        if (to.startsWith('src/')) files[to] ??= house[to] ?? 'export {};';
      }
      violations = checkLayers(houseWith(files));
    });

    it.each(wrongArrows)('%s', (_, from, to) => {
      const target = to.replace(/^node:/, '');
      const layering = violations.filter(({ rule }) => rule.name !== 'no-circular');
      expect(layering.map((violation) => [violation.from, violation.to])).toContainEqual([from, target]);
    });
  });

  it('reports a cycle, even of types only', () => {
    const violations = checkLayers(
      houseWith({
        'src/domain/country/a.ts': "import type { B } from './b';\nexport interface A { b: B }",
        'src/domain/country/b.ts': "import type { A } from './a';\nexport interface B { a: A }",
      }),
    );

    expect(violations.map(({ rule }) => rule.name)).toContain('no-circular');
  });
});

function importPath(from: string, to: string): string {
  const relative = path.posix.relative(path.posix.dirname(from), to).replace(/\.ts$/, '');
  return relative.startsWith('.') ? relative : `./${relative}`;
}
