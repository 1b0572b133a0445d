import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { buildSchema, parse, validate } from 'graphql';
import { loadConfig } from '../src/config';
import { transferredFields } from '../src/modules/catalogue/activity-transfer/activity-transfer';
import { expectListed } from './support/second-list';

const root = path.resolve(__dirname, '..');

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** All matches of the pattern's first group, in order. */
function allMatches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1]!);
}

function markdownFiles(): string[] {
  const inDocs = readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' });
  const files = [...readdirSync(root), ...inDocs.map((file) => path.join('docs', file))];
  return [...files.filter((file) => file.endsWith('.md')), 'clients/typescript/README.md'];
}

function codeBlocks(text: string, language: string): string[] {
  return allMatches(text, new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'));
}

/** The heading's anchor on GitHub. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** The broken links of a Markdown file. */
function deadLinks(file: string): string[] {
  const prose = read(file).replaceAll(/^```.*?^```/gms, '');
  return allMatches(prose, /\]\(([^)\s]+)\)/g).filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [target = '', anchor] = link.split('#');
    const linked = target === '' ? file : path.join(path.dirname(file), target);
    if (!existsSync(path.join(root, linked))) return true;
    return (
      anchor !== undefined &&
      !allMatches(read(linked), /^#+ (.+)$/gm)
        .map(anchorOf)
        .includes(anchor)
    );
  });
}

const configVariables = allMatches(read('src/environment.ts'), /^ {2}([A-Z][A-Z0-9_]*): /gm);
const example = parseEnv(read('.env.example'));

describe('the configuration', () => {
  const rows = [...read('docs/configuration.md').matchAll(/^\| `([A-Z0-9_]+)` +\| (?:`([^`]*)`)? *\|/gm)];

  test('has each of its variables in .env.example, and no other', () => {
    expect(configVariables).toContain('DATABASE_URL');
    expect(Object.keys(example).sort()).toEqual([...configVariables].sort());
  });

  test('is the same with .env.example as without any variable', () => {
    expect(loadConfig(example)).toEqual(loadConfig({}));
  });

  test('has each of its variables in docs/configuration.md with its default, and no other', () => {
    expect(Object.fromEntries(rows.map(([, name, value]) => [name!, value ?? '']))).toEqual({ ...example });
  });
});

test('docs/import.md explains each column of the files of activities, and no other', () => {
  const [, columns] = /^## Columns$([^]*?)^#/m.exec(read('docs/import.md'))!;
  const explained = [...columns!.matchAll(/^\| (`[^|]*`) *\|/gm)].flatMap(([, names]) => names!.match(/\w+/g)!);

  expectListed(transferredFields, explained, {
    unlisted: 'are columns of the files, but not of the table in docs/import.md: add them there',
    unknown: 'are in the table of docs/import.md, but in no file: delete them there',
  });
});

test('docs/errors.md explains each error code, and no other', () => {
  const codes = allMatches(read('src/errors.ts'), /^ {2}\| '([A-Z_]+)'/gm);

  expect(codes).toContain('BAD_USER_INPUT');
  expect(allMatches(read('docs/errors.md'), /^### ([A-Z_]+)$/gm)).toEqual(codes);
});

test('docs/adr/README.md lists every decision', () => {
  const files = readdirSync(path.join(root, 'docs/adr')).filter((file) => file !== 'README.md');

  expect(allMatches(read('docs/adr/README.md'), /\]\((\d{4}-[^)]+)\)/g)).toEqual(files.sort());
});

describe('the Markdown files', () => {
  const files = markdownFiles().map((name) => ({ name, text: read(name) }));

  test('link to files and headings that exist', () => {
    expect(files.map(({ name }) => name)).toContain('docs/adr/0001-the-stack.md');
    expect(files.flatMap(({ name }) => deadLinks(name).map((link) => `${name}: ${link}`))).toEqual([]);
  });

  test('are short enough to be read', () => {
    const wordsOf = (isCounted: (name: string) => boolean): number =>
      files.filter(({ name }) => isCounted(name)).flatMap(({ text }) => text.match(/\S*[\p{L}\p{N}]\S*/gu) ?? [])
        .length;

    expect(wordsOf((name) => name === 'README.md')).toBeLessThanOrEqual(900);
    expect(wordsOf((name) => name.startsWith('docs/'))).toBeLessThanOrEqual(60_000);
    expect(wordsOf((name) => name.startsWith('docs/adr/'))).toBeLessThanOrEqual(15_000);
  });

  test('are those that comments of the code name', () => {
    const sources = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const named = sources.flatMap((file) => allMatches(read(path.join('src', file)), /\b(docs\/[a-z0-9/-]+\.md)\b/g));

    expect(named).toContain('docs/figures.md');
    expect(named.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  test('name scripts that package.json has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = files.flatMap(({ text }) => allMatches(text, /\bnpm run (?:--silent )?([a-z][a-z:-]*)/g));

    expect(named).toContain('check');
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  test('contain only operations that are valid in the schema', () => {
    const schema = buildSchema(read('schema.graphql'));
    const operations = files.flatMap(({ text }) => codeBlocks(text, 'graphql'));

    expect(operations.length).toBeGreaterThan(10);
    expect(operations.flatMap((operation) => validate(schema, parse(operation))).map(String)).toEqual([]);
  });
});
