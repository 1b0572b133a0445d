import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { parse } from 'graphql';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { printSchema } from '../../src/cli/schema.command';
import { startTestServer } from '../support/test-server';

const run = promisify(execFile);

const operationsDirectory = path.join(__dirname, '../../docs/operations');

const compilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  target: 'es2022',
  module: 'node20',
  types: ['node'],
};

/** What a front-end developer writes. The errors that it expects prove that the generated types say anything at all. */
const application = `
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { ActivityPageDocument, ActivitySearchDocument } from './operations';

const client = new ApolloClient({ link: new HttpLink({ uri: process.argv[2]! }), cache: new InMemoryCache() });

async function main(): Promise<void> {
  const variables = { filter: { network: ['casc'], title: { startsWith: 'International workshop' } } };
  const list = await client.query({ query: ActivitySearchDocument, variables });
  const activity = list.data!.activities.nodes[0]!;
  // @ts-expect-error: a title is text
  const title: number = activity.title;
  // @ts-expect-error: a network is filtered by its slug
  await client.query({ query: ActivitySearchDocument, variables: { filter: { network: [1] } } }).catch(() => undefined);

  const slug = 'cooperation-in-prosecution-of-countering-drugs-and-organized-crime';
  const page = await client.query({ query: ActivityPageDocument, variables: { slug } });
  // @ts-expect-error: the year may be unknown
  const year: number = page.data!.activity!.operativeDimension.year;
  const kinds: ('ACTIVE' | 'PARTICIPATING' | 'OBSERVER')[] | undefined =
    page.data?.activity?.networks[0]?.memberCountries.map(({ kind }) => kind);
  console.log(JSON.stringify({ title, year, members: kinds?.length, objectives: page.data?.activity?.objectives.length }));
}

void main();
`;

/** The TypeScript that graphql-codegen makes of these operations. */
function generate(operations: Record<string, string>): Promise<string> {
  return codegen({
    schema: parse(printSchema()),
    documents: Object.entries(operations).map(([location, text]) => ({ location, document: parse(text) })),
    filename: 'operations.ts',
    config: {
      strictScalars: true,
      scalars: {
        CountryCode: 'string',
        Date: 'string',
        DateTime: 'string',
        PartialDate: 'string',
        SafeInt: 'number',
        URL: 'string',
      },
    },
    plugins: [{ typescriptOperations: {} }, { typedDocumentNode: {} }],
    pluginMap: { typescriptOperations, typedDocumentNode },
  });
}

/** What the TypeScript compiler has to say about the project. */
async function compile(directory: string): Promise<string> {
  const compiler = [require.resolve('typescript/bin/tsc'), '-p', directory];
  const { stdout } = await run(process.execPath, compiler).catch((failure: unknown) => failure as { stdout: string });
  return stdout;
}

async function readOperations(): Promise<Record<string, string>> {
  const names = (await readdir(operationsDirectory)).filter((name) => name.endsWith('.graphql'));
  const read = async (name: string) => [name, await readFile(path.join(operationsDirectory, name), 'utf8')] as const;
  return Object.fromEntries(await Promise.all(names.map(read)));
}

describe('a typed client made by graphql-codegen', () => {
  it('compiles in strict mode and runs against the server', async () => {
    const [server, directory] = await Promise.all([
      startTestServer(),
      mkdtemp(path.join(tmpdir(), 'entente-typed-client-')),
    ]);
    try {
      await Promise.all([
        writeFile(path.join(directory, 'operations.ts'), await generate(await readOperations())),
        writeFile(path.join(directory, 'application.ts'), application),
        writeFile(path.join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions })),
        symlink(path.join(__dirname, '../../node_modules'), path.join(directory, 'node_modules'), 'junction'),
      ]);
      expect(await compile(directory)).toBe('');

      const { stdout } = await run(process.execPath, [
        path.join(directory, 'application.js'),
        `${server.address}/graphql`,
      ]);

      expect(JSON.parse(stdout)).toMatchObject({
        title: expect.stringMatching(/^International workshop/),
        year: null,
        members: 8,
        objectives: 8,
      });
    } finally {
      await Promise.all([server.close(), rm(directory, { recursive: true })]);
    }
  });

  it('is not generated from an operation on a field that the schema lacks', async () => {
    const operations = { 'misspelt.graphql': 'query Misspelt { activities { nodes { titel } } }' };

    await expect(generate(operations)).rejects.toThrow(/Cannot query field "titel" on type "Activity"/);
  });
});
