import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { doctorCommand } from '../../src/cli/doctor.command';
import { runInProcess } from '../support/command-in-process';
import { createDocumentWith, storedFiles, textOf } from '../support/contents';
import { startTestServer, type TestServer } from '../support/test-server';

jest.setTimeout(60_000);

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  await createDocumentWith(server, textOf(100_000));
});

afterAll(async () => {
  await server.close();
});

function examine(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  return runInProcess(doctorCommand(), args, {
    DATABASE_URL: server.databaseUrl,
    FILES_DIR: path.join(server.directory, 'files'),
    DOCUMENT_KEY_FILE: path.join(server.directory, 'document.key'),
    ...env,
  });
}

/** The lines that the tests' PostgreSQL causes, which does not sync to disk. */
const expected = /^PROBLEM {2}database +(fsync|full_page_writes|synchronous_commit) = off/;

const problemsIn = (output: string): string[] =>
  output.split('\n').filter((line) => line.startsWith('PROBLEM') && !expected.test(line));

test('finds nothing wrong with a server that works', async () => {
  const { output, errors } = await examine();

  expect(problemsIn(output)).toEqual([]);
  expect(output).toMatch(/^ok +migrations +complete$/m);
  expect(output).toMatch(/^ok +files +3 match their hashes$/m);
  expect(output).toMatch(/^ok +access log +\d+ entries$/m);
  expect(errors).toBe('');
});

test('reports a damaged and a missing file by document and version, unless files are left out', async () => {
  const [damaged, missing] = await storedFiles(server);
  const bytes = await readFile(damaged!);
  await writeFile(damaged!, bytes.subarray(0, -1));
  await rename(missing!, `${missing}.away`);
  try {
    const { code, output } = await examine();

    expect(code).toBe(1);
    expect(problemsIn(output)).toHaveLength(2);
    expect(output).toMatch(/^PROBLEM +files +version 1 of document \d+: .*cannot be decrypted/m);
    expect(output).toMatch(/^PROBLEM +files +version 1 of document \d+: .*does not exist/m);
    expect(problemsIn((await examine(['--without-files'])).output)).toEqual([]);
  } finally {
    await writeFile(damaged!, bytes);
    await rename(`${missing}.away`, missing!);
  }
});

test('reports a search index without its triggers', async () => {
  await server.app.database.write((manager) =>
    manager.query(
      __DATABASE__ === 'sqlite'
        ? 'DROP TRIGGER activity_search_update'
        : 'DROP TRIGGER search_activity_changed ON activity',
    ),
  );

  expect(problemsIn((await examine()).output)).toEqual([
    expect.stringMatching(/search +triggers are missing: run search reindex/),
  ]);
});

test('reports a missing key file, and creates neither that nor a database', async () => {
  const other = path.join(server.directory, 'other');

  expect((await examine([], { DOCUMENT_KEY_FILE: `${other}.key` })).output).toContain(
    `there is no key file ${other}.key`,
  );
  expect(await examine([], { DATABASE_URL: `sqlite:${other}.sqlite` })).toMatchObject({
    code: 69,
    errors: expect.stringContaining('does not exist'),
  });
  expect((await readdir(server.directory)).filter((name) => name.startsWith('other'))).toEqual([]);
});
