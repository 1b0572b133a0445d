import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { useCodelists } from '../../../src/modules/figures/codelists/codelist';
import { runCommand } from '../../support/command-in-process';
import type { EndedProcess } from '../../support/processes';
import { startTestServer, type TestServer } from '../../support/test-server';

let directory: string;
let server: TestServer;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'entente-codelists-'));
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true });
  // Other test files of the worker use the lists that come with Entente.
  useCodelists(environment().CODELISTS_DIR);
});

const environment = () => ({ CODELISTS_DIR: path.join(directory, 'lists') });

async function update(xml: string): Promise<EndedProcess> {
  const file = path.join(directory, 'list.xml');
  await writeFile(file, xml);
  return runCommand(['codelists', 'update', file], { env: environment() });
}

async function codesOf(name: string, locale = 'en'): Promise<Record<string, any>[]> {
  const document = `query ($name: String!) @inLocales(preferred: ["${locale}"]) {
    codelist(name: $name) { list code name isListed isWithdrawn vocabulary vocabularyUri } }`;
  const { codelist } = await server.data(document, { name });
  return codelist;
}

test('reads a codelist in the language of the operation where the list has it, else in English', async () => {
  const sectors = await codesOf('Sector', 'fr');
  expect(sectors).toHaveLength(325);
  expect(sectors.filter(({ isWithdrawn }) => isWithdrawn)).toHaveLength(30);
  expect(sectors[0]).toEqual({
    list: 'Sector',
    code: '11110',
    name: "Politique de l'éducation et gestion administrative",
    isListed: true,
    isWithdrawn: false,
    vocabulary: '1',
    vocabularyUri: 'http://www.oecd.org/dac/stats/dacandcrscodelists.htm',
  });
  expect((await codesOf('GeographicExactness', 'ru')).map(({ code, name }) => [code, name])).toEqual([
    ['1', 'Exact'],
    ['2', 'Approximate'],
  ]);
  expect((await codesOf('UNSDG-Targets')).slice(0, 2).map(({ code }) => code)).toEqual(['1.1', '1.2']);
});

test('lists the codelists with their versions and licences', async () => {
  const { codelists } = await server.data(
    '{ codelists { name source attribution date url codeCount withdrawnCount } }',
  );
  expect(codelists).toHaveLength(8);
  expect(codelists.find(({ name }: { name: string }) => name === 'Sector')).toEqual({
    name: 'Sector',
    source: 'IATI/IATI-Codelists-NonEmbedded, xml/Sector.xml at 7aeece773c60',
    attribution: 'IATI Standard (http://iatistandard.org/), CC-BY-4.0',
    date: '2026-06-22',
    url: 'http://www.oecd.org/dac/stats/dacandcrscodelists.htm',
    codeCount: 325,
    withdrawnCount: 30,
  });
});

test('refuses a codelist that Entente does not use', async () => {
  for (const name of ['Sectors', '__proto__', '']) {
    const { errors } = await server.query('query ($name: String!) { codelist(name: $name) { code } }', { name });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'name' } }]);
  }
});

const markers = (items: string): string => `<?xml version="1.0" encoding="UTF-8"?>
  <codelist name="PolicyMarker" xml:lang="en"><metadata><name><narrative>Policy Marker</narrative></name></metadata>
  <codelist-items>${items}</codelist-items></codelist>`;

const item = (code: string, name: string, status = 'active'): string =>
  `<codelist-item status="${status}"><code>${code}</code><name><narrative>${name}</narrative>` +
  `<narrative xml:lang="fr">${name} (fr)</narrative></name><description><narrative>No</narrative></description></codelist-item>`;

test('update replaces a list, says what changed, and imports and a server that starts use it', async () => {
  const done = await update(
    markers(item('1', 'Equality &amp; more') + item('2', 'Environment', 'withdrawn') + item('13', 'New')),
  );
  expect(done).toMatchObject({
    code: 0,
    errors: '',
    output: 'PolicyMarker: 3 codes\nAdded: 13\nRemoved: 3, 4, 5, 6, 7, 8, 9, 10, 11, 12\nWithdrawn: 2\n',
  });
  expect(await readdir(environment().CODELISTS_DIR)).toEqual(['PolicyMarker.json']);

  const rows = path.join(directory, 'rows.json');
  await writeFile(rows, JSON.stringify([{ code: 'A-1', title: 'One', summary: 'One', policyMarkers: ['13'] }]));
  const env = { ...environment(), DATABASE_URL: server.databaseUrl };
  expect((await runCommand(['import', 'activities', rows, '--dry-run'], { env })).output).toContain('created 1');

  await server.close();
  server = await startTestServer({ DEMO_DATA: 'false', ...environment() });
  expect((await codesOf('PolicyMarker', 'fr')).map(({ code, name, isWithdrawn }) => [code, name, isWithdrawn])).toEqual(
    [
      ['1', 'Equality & more (fr)', false],
      ['2', 'Environment (fr)', true],
      ['13', 'New (fr)', false],
    ],
  );
  const { codelists } = await server.data('{ codelists { name date codeCount } }');
  expect(codelists).toContainEqual({
    name: 'PolicyMarker',
    date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    codeCount: 3,
  });
});

test('update prints no control characters of the file', async () => {
  const { output } = await update(markers(item('\u009b2J', 'Clears the terminal')));

  expect(output).toContain('\nAdded: \\u009b2J\n');
});

test('update refuses what is no codelist that Entente uses, and a server does not start with a damaged one', async () => {
  const bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]>';
  const refused: readonly (readonly [string, string])[] = [
    ['not XML', 'The file must be XML without a DOCTYPE'],
    [bomb + markers(item('1', '&a;')), 'The file must be XML without a DOCTYPE'],
    ['<a/>', 'The file must be a codelist in the XML that IATI publishes'],
    [markers(item('1', 'One')).replace('PolicyMarker', 'Unused'), 'The codelist must be one of '],
  ];
  for (const [xml, message] of refused) {
    const { code, errors } = await update(xml);
    expect({ code, errors }).toEqual({ code: 2, errors: expect.stringContaining(message) });
  }
  await writeFile(path.join(environment().CODELISTS_DIR, 'Region.json'), '{}');
  await expect(startTestServer(environment())).rejects.toThrow('Region.json cannot be used');
});
