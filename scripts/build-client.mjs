// Builds the client package in clients/typescript/dist: generates typed documents from schema.graphql and the operations of
// docs/operations, web and the package, and compiles them with the sources of the package. The generated code is not
// committed, so that it always follows the schema. Does nothing if the inputs have not changed and all outputs exist.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSchema, isScalarType, isSpecifiedScalarType, parse } from 'graphql';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const client = join(root, 'clients/typescript');
const generated = join(client, 'src/generated');
const documents = join(generated, 'documents.ts');
/** The entries of the package, each with the generated names that it adds. */
const entries = ['examples', 'site', 'studio'];
const target = join(client, 'dist');
const inputsFile = join(target, 'inputs.sha256');

const schemaText = await readFile(join(root, 'schema.graphql'), 'utf8');
const scalars = JSON.parse(await readFile(join(client, 'scalars.json'), 'utf8'));
const operations = [
  ...(await readOperations('docs/operations')),
  ...(await readOperations('docs/operations/figures')),
  ...(await readOperations('web/site/operations')),
  ...(await readOperations('web/studio/operations')),
  ...(await readOperations('clients/typescript/operations')),
];

const inputs = await hashOfInputs();
if ((await readFile(inputsFile, 'utf8').catch(() => '')) === inputs && areOutputsPresent()) process.exit();

assertScalarsAreMapped();
await Promise.all([generated, target].map((directory) => rm(directory, { recursive: true, force: true })));
await mkdir(generated, { recursive: true });
const code = await generate();
await writeFile(documents, code);
for (const [entry, text] of Object.entries(entriesOf(code))) await writeFile(join(generated, `${entry}.ts`), text);
compile();
await writeFile(inputsFile, inputs);

async function readOperations(directory) {
  const names = (await readdir(join(root, directory))).filter((name) => name.endsWith('.graphql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const location = join(directory, name);
      const rawSDL = await readFile(join(root, location), 'utf8');
      return { location, rawSDL, document: parse(rawSDL) };
    }),
  );
}

async function hashOfInputs() {
  const sources = (await readdir(join(client, 'src'))).filter((name) => name.endsWith('.ts')).sort();
  const files = [
    ...sources.map((name) => join(client, 'src', name)),
    join(client, 'tsconfig.json'),
    join(root, 'package-lock.json'),
    fileURLToPath(import.meta.url),
  ];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const all = [schemaText, JSON.stringify(scalars), ...operations.map(({ rawSDL }) => rawSDL), ...texts];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}

/** Users give scalars.json to their own generator, so it maps every scalar, also those of no operation here. */
function assertScalarsAreMapped() {
  const types = Object.values(buildSchema(schemaText).getTypeMap());
  const names = types.filter((type) => isScalarType(type) && !isSpecifiedScalarType(type)).map(({ name }) => name);
  const [expected, mapped] = [names, Object.keys(scalars)].map((list) => list.sort().join(', '));
  if (mapped !== expected) throw new Error(`clients/typescript/scalars.json must map ${expected}, but maps ${mapped}`);
}

/** The types and documents of the client preset, without what front ends with operations of their own would need. */
async function generate() {
  // Loaded only now: most starts of the server generate nothing.
  const { preset } = await import('@graphql-codegen/client-preset');
  const { codegen } = await import('@graphql-codegen/core');
  const sections = await preset.buildGeneratesSection({
    baseOutputDir: `${generated}/`,
    schema: parse(schemaText),
    documents: operations,
    config: {
      documentMode: 'string',
      enumsAsTypes: true,
      immutableTypes: true,
      scalars,
      strictScalars: true,
      useTypeImports: true,
    },
    presetConfig: { fragmentMasking: false },
    plugins: [],
    pluginMap: {},
    pluginContext: {},
    profiler: { run: (work) => Promise.resolve(work()) },
  });
  return codegen(sections.find(({ filename }) => filename.endsWith('/graphql.ts')));
}

/** The files that export the generated names of each entry of the package: those of the server's own pages by their prefix. */
function entriesOf(code) {
  const names = [...code.matchAll(/^export (type|const|class) (\w+)/gm)].map(([, kind, name]) => ({ kind, name }));
  const entryOf = ({ name }) => /^(Site|Studio)(?=[A-Z])/.exec(name)?.[1].toLowerCase() ?? 'examples';
  const lineOf = ({ kind, name }) => `export ${kind === 'type' ? 'type ' : ''}{ ${name} } from './documents.js';\n`;
  const inEntry = (entry) =>
    names
      .filter((one) => entryOf(one) === entry)
      .map(lineOf)
      .join('');
  return Object.fromEntries(entries.map((entry) => [entry, inEntry(entry)]));
}

/** True if the generated code exists, and what each source is compiled to. */
function areOutputsPresent() {
  const configuration = readConfiguration();
  const outputs = configuration.fileNames.flatMap((source) => ts.getOutputFileNames(configuration, source, false));
  const sources = [documents, ...entries.map((entry) => join(generated, `${entry}.ts`))];
  return [...sources, ...outputs].every((file) => existsSync(file));
}

function readConfiguration() {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail };
  return ts.getParsedCommandLineOfConfigFile(join(client, 'tsconfig.json'), {}, host);
}

function compile() {
  const { fileNames, options, errors } = readConfiguration();
  const program = ts.createProgram(fileNames, options);
  const { diagnostics } = program.emit();
  const all = [...errors, ...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (all.length > 0) fail(...all);
}

function fail(...diagnostics) {
  const format = {
    getCanonicalFileName: (name) => relative(root, name),
    getCurrentDirectory: () => root,
    getNewLine: () => '\n',
  };
  process.stderr.write(ts.formatDiagnostics(diagnostics, format));
  process.exit(1);
}
