import type { EntityManager } from 'typeorm';
import type { TestServer } from './test-server';
import type { TestViewer } from './viewers';

/**
 * How a plan reads a table: by seeking in an index (`seek`), along an index until it has enough rows (`walk`), a
 * complete index (`index`), or all rows (`table`).
 */
export interface TableRead {
  readonly table: string;
  readonly how: 'seek' | 'walk' | 'index' | 'table';
}

/** A statement with its plan. */
export interface QueryPlan {
  readonly statement: string;
  readonly reads: readonly TableRead[];
  /** True if it sorts rows before a limit has been applied. */
  readonly sorts: boolean;
  /** The database's own description, for messages. */
  readonly text: string;
}

interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

/** The plans of an operation's read statements. */
export async function plansOf(
  server: TestServer,
  document: string,
  variables: Record<string, unknown> = {},
  asker?: TestViewer,
): Promise<QueryPlan[]> {
  const { answers, database } = server.app;
  answers?.clear();
  const statements: Statement[] = [];
  const stop = database.read.onStatement((text, values) => statements.push({ text, values: [...values] }));
  try {
    await server.data(document, variables, asker);
  } finally {
    stop();
  }
  const explain = database.dialect === 'sqlite' ? explainSqlite : explainPostgres;
  // In a unit of work, so that the settings and all statements use one connection.
  return database.write(async (manager) => {
    const plans: QueryPlan[] = [];
    for (const statement of statements) plans.push(await explain(manager, statement));
    return plans;
  });
}

interface SqliteStep {
  readonly id: number;
  readonly parent: number;
  readonly detail: string;
}

async function explainSqlite(manager: EntityManager, { text, values }: Statement): Promise<QueryPlan> {
  const steps = await manager.query<SqliteStep[]>(`EXPLAIN QUERY PLAN ${text}`, values);
  // Plans contain table aliases.
  const tables = new Map(
    [...text.matchAll(/\b(?:FROM|JOIN)\s+(\w+)(?:\s+(?!JOIN|LEFT|WHERE|ON|ORDER|GROUP)(\w+))?/gi)].map(
      ([, table, alias]) => [alias ?? table, table],
    ),
  );
  const isCompound = steps.some(({ detail }) => detail === 'COMPOUND QUERY');
  const sorts = steps.some(
    // The parts of a compound query are limited before they are sorted together.
    ({ detail, parent }) => detail.startsWith('USE TEMP B-TREE FOR ORDER BY') && !(isCompound && parent === 0),
  );
  const isCut = text.includes(' LIMIT ') && !sorts && !text.includes('GROUP BY');
  return {
    statement: text,
    reads: steps.flatMap(({ detail }) => {
      const [, verb, alias, by = ''] = /^(SCAN|SEARCH) (\w+)(.*)/.exec(detail) ?? [];
      const table = tables.get(alias);
      if (table === undefined || by.includes('VIRTUAL TABLE')) return [];
      return [{ table, how: sqliteRead(verb === 'SEARCH', by, isCut) }];
    }),
    sorts,
    text: steps.map(({ detail }) => detail).join('\n'),
  };
}

function sqliteRead(isSearch: boolean, by: string, isCut: boolean): TableRead['how'] {
  if (isSearch) return 'seek';
  if (by.includes('USING') && isCut) return 'walk';
  return by.includes('COVERING INDEX') ? 'index' : 'table';
}

interface PostgresNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PostgresNode[];
}

/** Makes PostgreSQL use indexes wherever it can. In the tests' small tables, reading all rows would be cheaper. */
const INDEX_SETTINGS = [
  ...['seqscan', 'bitmapscan', 'hashjoin', 'mergejoin'].map((way) => `enable_${way} = off`),
  // Too little memory for a hash table of an EXISTS subquery.
  "work_mem = '64kB'",
];

/** Nodes that read all of their input before they return a row. */
const BLOCKING_NODES = /^(Sort|Hash|Aggregate|WindowAgg)$/;

async function explainPostgres(manager: EntityManager, { text, values }: Statement): Promise<QueryPlan> {
  for (const setting of INDEX_SETTINGS) await manager.query(`SET LOCAL ${setting}`);
  await manager.query(`SET LOCAL enable_sort = ${text.includes(' LIMIT ') ? 'off' : 'on'}`);
  const [row] = await manager.query<[{ 'QUERY PLAN': [{ Plan: PostgresNode }] }]>(
    `EXPLAIN (FORMAT JSON, COSTS FALSE) ${text}`,
    values,
  );
  const root = row['QUERY PLAN'][0].Plan;
  const nodes = descendants(root);
  return {
    statement: text,
    reads: postgresReads(root, false),
    sorts: nodes.some(
      (node) => node['Node Type'] === 'Sort' && !descendants(node).some((below) => below['Node Type'] === 'Limit'),
    ),
    text: describe(root),
  };
}

function postgresReads(node: PostgresNode, isCut: boolean): TableRead[] {
  const { 'Node Type': type, 'Relation Name': table, Plans: inputs = [] } = node;
  const isInputCut = type === 'Limit' || (isCut && !BLOCKING_NODES.test(type));
  return [
    ...(table === undefined ? [] : [{ table, how: postgresRead(node, isCut) }]),
    ...inputs.flatMap((input) => postgresReads(input, isInputCut)),
  ];
}

function postgresRead(node: PostgresNode, isCut: boolean): TableRead['how'] {
  const type = node['Node Type'];
  const condition = node['Index Cond'] ?? '';
  // Nearly all rows are published and have a value, so these conditions alone select too little. IS NULL does select.
  if (/[<=>]|IS NULL/.test(condition.replaceAll(/\(?publication_state[^)]*\)?(::text)? = '\w+'::text/g, '')))
    return 'seek';
  if (type.startsWith('Index') && isCut) return 'walk';
  return type === 'Index Only Scan' ? 'index' : 'table';
}

function descendants(node: PostgresNode): PostgresNode[] {
  return [node, ...(node.Plans ?? []).flatMap(descendants)];
}

function describe(node: PostgresNode, depth = 0): string {
  const { Plans: inputs = [], 'Node Type': type, ...rest } = node;
  const shown = Object.entries(rest).filter(([key]) => /Relation Name|Index|Cond|Filter|Sort Key/.test(key));
  const line = `${'  '.repeat(depth)}${type} ${shown.map(([key, value]) => `${key}: ${value}`).join('; ')}`;
  return [line, ...inputs.map((input) => describe(input, depth + 1))].join('\n');
}
