import { readFileSync } from 'node:fs';
import path from 'node:path';
import { getNamedType, isUnionType } from 'graphql';
import type { EntityMetadata } from 'typeorm';
import { Role } from '../../../src/core/access/role';
import { raw } from '../../../src/database/sql/sql';
import { createSchema } from '../../../src/graphql/schema/schema';
import type { Account } from '../../../src/modules/identity/account/account.entity';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { resolverClasses } from '../../../src/modules/resolver-classes';
import { make, publication } from '../../support/factories';
import { headersFor, mutationInputs, type Scene } from '../../support/mutation-inputs';
import { halfOf } from '../../support/random';
import { expectListed } from '../../support/second-list';
import { accountWithPassword } from '../../support/sign-in';
import { startTestServer, type TestServer } from '../../support/test-server';
import { viewerOf } from '../../support/viewers';

const mutations = createSchema(resolverClasses).getMutationType()!.getFields();

/** The viewers in the order of the table's columns: their role, and the network that it is bound to. */
const askers: readonly (readonly [who: string, role: Role | null, boundTo: 'nothing' | 'another' | 'the network'])[] = [
  ['nobody', null, 'nothing'],
  ['VIEWER', Role.VIEWER, 'nothing'],
  ['MEMBER of the network', Role.MEMBER, 'the network'],
  ['EDITOR of another network', Role.EDITOR, 'another'],
  ['EDITOR of the network', Role.EDITOR, 'the network'],
  ['EDITOR', Role.EDITOR, 'nothing'],
  ['ADMIN', Role.ADMIN, 'nothing'],
];

type Who = (typeof askers)[number];

/**
 * The viewers who try each mutation. On PostgreSQL, these are those who are bound to a network, and nobody: the conditions for the
 * others are a part of theirs, and are tested on SQLite.
 */
const tried =
  __DATABASE__ === 'sqlite' ? askers : askers.filter(([, role, boundTo]) => role === null || boundTo !== 'nothing');

/** The outcomes of a mutation for public content, and for hidden content. */
interface Outcome {
  readonly public: string;
  readonly hidden: string;
}

interface Row {
  readonly mutation: string;
  /** Outcomes by viewer. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

const table = readTable(readFileSync(path.resolve(__dirname, '../../../docs/access.md'), 'utf8'));

/** Reads the only table of the document: viewers are in its first row, and mutations in its first column. */
function readTable(text: string): { readonly who: string[]; readonly rows: Row[] } {
  const [head, , ...lines] = text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
  const who = head!.slice(1);
  const rows = lines.map(([mutation, ...cells]) => ({
    mutation: mutation!,
    outcomes: new Map(
      cells.map((cell, column) => {
        const [seen, hidden = seen] = cell.split(' / ') as [string, string?];
        return [who[column]!, { public: seen, hidden: hidden }];
      }),
    ),
  }));
  return { who, rows };
}

let server: TestServer;
let tables: readonly EntityMetadata[];

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  tables = await server.app.database.write((manager) => Promise.resolve(manager.dataSource.entityMetadatas));
});

afterAll(() => server.close());

async function makeScene([, role, boundTo]: Who, state: PublicationState): Promise<Scene> {
  const [network, another] = await make(server.app, async (create) => [
    await create.network({ publication: publication(state) }),
    await create.network(),
  ]);
  const networkId = { nothing: null, another: another.id, 'the network': network.id }[boundTo];
  const asker: Account | null = role && (await accountWithPassword(server, { role, networkId }));
  return { server, network, asker, state };
}

/** A mutation that one viewer tries. */
interface Attempt {
  readonly operation: string;
  readonly input: object | null;
  readonly headers: Record<string, string>;
}

async function prepare(mutation: string, who: Who, state: PublicationState): Promise<Attempt> {
  const scene = await makeScene(who, state);
  const input = await mutationInputs[mutation]!(scene);
  const { args, type } = mutations[mutation]!;
  // A wrong document password is not an error.
  const selection = isUnionType(getNamedType(type)) ? '__typename ... on UnlockRefused { reason }' : '__typename';
  const operation =
    input === null
      ? `mutation { answer: ${mutation} { ${selection} } }`
      : `mutation ($input: ${String(args[0]!.type)}) { answer: ${mutation}(input: $input) { ${selection} } }`;
  const { asker } = scene;
  const viewer = asker === null ? undefined : viewerOf(asker.role, { accountId: asker.id, networkId: asker.networkId });
  const token = viewer && (await server.tokenOf(viewer));
  const headers = headersFor(mutation, scene) ?? (token ? { authorization: `Bearer ${token}` } : {});
  return { operation, input, headers };
}

/** Returns `yes`, or the reason for a refusal. */
async function tryOnce({ operation, input, headers }: Attempt): Promise<string> {
  const before = await fingerprint();

  const { data, errors } = await server.query(operation, input === null ? {} : { input }, { headers });

  const outcome = errors?.[0]?.extensions.code ?? data?.['answer'].reason ?? 'yes';
  if (errors !== undefined) expect({ outcome, left: await fingerprint() }).toEqual({ outcome, left: before });
  return outcome;
}

/** Tables that the server writes in the background. */
const background = /^outbox|delivery|^(changed_money|counted_share|money_total)$/;

/** The number of rows and the sum of versions of each table. Nearly every change changes one of them. */
async function fingerprint(): Promise<unknown> {
  const counts = tables
    .filter(({ tableName }) => !background.test(tableName))
    .map(({ tableName, columns }) => {
      const versions = columns.some(({ databaseName }) => databaseName === 'version') ? 'sum(version)' : '0';
      return `SELECT '${tableName}' AS name, count(*) AS n, ${versions} AS versions FROM ${tableName}`;
    });
  return server.app.database.read.query(raw(counts.join(' UNION ALL ')));
}

test('the table contains every mutation of the schema once, and nothing else', () => {
  const listed = table.rows.map(({ mutation }) => mutation);

  expectListed(Object.keys(mutations), listed, {
    unlisted:
      'have no row in docs/access.md: add one that says what each viewer gets, as for a mutation with the same policy',
    unknown: 'have a row in docs/access.md, but are no mutations: delete it',
  });
  expect(listed).toEqual([...new Set(listed)].sort());
});

test('there is a test input for every mutation, and no other', () => {
  expectListed(Object.keys(mutations), Object.keys(mutationInputs), {
    unlisted:
      'have no input in tests/support/mutation-inputs.ts: add one that succeeds for a viewer who may run the mutation',
    unknown: 'have an input in tests/support/mutation-inputs.ts, but are no mutations: delete it',
  });
});

test('every viewer has a column', () => {
  expect(table.who).toEqual(askers.map(([who]) => who));
});

/** On PostgreSQL, every second mutation: the conditions are the same as on SQLite, where all are tried. */
const triedRows = __DATABASE__ === 'sqlite' ? table.rows : halfOf(table.rows);

test.each(triedRows)('$mutation has the outcome in the table for every viewer', async ({ mutation, outcomes }) => {
  const found = new Map<string, Outcome>();
  // Together, since some wait for a mail.
  const attempts = await Promise.all(
    tried.map(async (who) => ({
      who: who[0],
      public: await prepare(mutation, who, PublicationState.PUBLISHED),
      hidden: await prepare(mutation, who, PublicationState.DRAFT),
    })),
  );
  for (const attempt of attempts) {
    found.set(attempt.who, { public: await tryOnce(attempt.public), hidden: await tryOnce(attempt.hidden) });
  }

  expect(found).toEqual(new Map(tried.map(([who]) => [who, outcomes.get(who)])));
});
