import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(__dirname, '../..');

test.each([
  ['guide for front ends', 'docs/front-end.md', ''],
  [
    'README of the client package',
    'clients/typescript/README.md',
    'declare const url: string, email: string, password: string, documentId: string;\n',
  ],
])('the code of the %s compiles in strict mode with the client package', async (_, name, given) => {
  const text = readFileSync(path.join(root, name), 'utf8');
  // The configuration of GraphQL Code Generator is a file of its own.
  const blocks = [...text.matchAll(/^```ts\n(?!\/\/ codegen\.ts)(.*?)^```/gms)].map(([, code]) => code!);
  const directory = await mkdtemp(path.join(tmpdir(), 'entente-front-end-'));
  const file = path.join(directory, 'front-end.ts');
  await writeFile(file, given + blocks.join('\n'));
  try {
    const program = ts.createProgram([file], {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
      types: [],
      paths: {
        'entente-client': [path.join(root, 'clients/typescript/dist/index.d.ts')],
        'entente-client/*': [path.join(root, 'clients/typescript/dist/*.d.ts')],
      },
    });
    const problems = ts.getPreEmitDiagnostics(program);

    expect(blocks.length).toBeGreaterThan(3);
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  } finally {
    await rm(directory, { recursive: true });
  }
});
