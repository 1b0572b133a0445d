import type { Repository } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source';
import { Database } from '../../../src/database/database';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import { insertMany } from '../../../src/database/sql/bulk-insert';
import { appendOnly } from '../../../src/database/triggers/append-only';
import { hashOf } from '../../../src/modules/documents/access-log/access-chain';
import { appendToLog } from '../../../src/modules/documents/access-log/audit-log';
import {
  DocumentAccessAction,
  DocumentAccessEvent,
} from '../../../src/modules/documents/access-log/document-access-event.entity';
import { entities } from '../../../src/modules/entities';
import { runCommand } from '../../support/command-in-process';
import { type EndedProcess, killProcesses, startCommand } from '../../support/processes';
import { createMigratedDatabase, type TestDatabase } from '../../support/test-database';

let database: TestDatabase;

beforeEach(async () => {
  database = await createMigratedDatabase();
});

afterEach(async () => {
  await killProcesses();
  await database.drop();
});

const verify = (...args: string[]): Promise<EndedProcess> =>
  runCommand(['audit', 'verify', ...args], { env: { DATABASE_URL: database.url } });

/** Writes this many entries to the log. Returns their hashes. */
async function fill(count: number): Promise<string[]> {
  const opened = await Database.open(parseDatabaseUrl(database.url)!, entities);
  const events = Array.from({ length: count }, (_, number) => ({
    action: DocumentAccessAction.DOWNLOADED,
    at: '2026-11-24T12:00:00.000Z',
    by: `Recipient ${number + 1}`,
    address: null,
    documentId: 1,
  }));
  try {
    for (let from = 0; from < count; from += 1_000) {
      await opened.write((manager) => appendToLog(manager, ...events.slice(from, from + 1_000)));
    }
  } finally {
    await opened.close();
  }
  return change(async (repository) => (await repository.find({ order: { id: 'ASC' } })).map(({ hash }) => hash));
}

/** Changes entries as an attacker with access to the database could: the triggers are dropped first. */
async function change<T>(work: (entries: Repository<DocumentAccessEvent>) => Promise<T>): Promise<T> {
  const dataSource = await createDataSource(parseDatabaseUrl(database.url)!, entities, 'write').initialize();
  const runner = dataSource.createQueryRunner();
  const triggers = appendOnly(runner, 'document_access_event', ['id', 'previous_hash', 'hash']);
  try {
    for (const statement of triggers.drop) await runner.query(statement);
    const result = await work(runner.manager.getRepository(DocumentAccessEvent));
    for (const statement of triggers.create) await runner.query(statement);
    return result;
  } finally {
    await runner.release();
    await dataSource.destroy();
  }
}

test('prints the number of entries of an intact log, and the hash of the last one', async () => {
  expect(await verify()).toMatchObject({ code: 0, errors: '', output: `entries 0\nhead    ${'0'.repeat(64)}\n` });
  const hashes = await fill(3);

  expect(await verify()).toMatchObject({ code: 0, errors: '', output: `entries 3\nhead    ${hashes[2]}\n` });
});

describe('names the first entry that breaks the chain', () => {
  const broken = (id: number) => ({
    code: 1,
    output: '',
    errors: `The log is broken at entry ${id}: its hash does not follow from the previous entry\n`,
  });

  let hashes: string[];

  beforeEach(async () => {
    hashes = await fill(6);
  });

  test('when one was changed', async () => {
    await change((entries) => entries.update({ id: 3 }, { by: 'Somebody else' }));

    expect(await verify()).toMatchObject(broken(3));
  });

  test('when one was changed together with its hash', async () => {
    await change(async (entries) => {
      const entry = await entries.findOneByOrFail({ id: 3 });
      const changed = Object.assign(entry, { by: 'Somebody else' });
      await entries.update({ id: 3 }, { by: changed.by, hash: hashOf(changed) });
    });

    expect(await verify()).toMatchObject(broken(4));
  });

  test('when one was deleted, in the middle or at the beginning', async () => {
    await change((entries) => entries.delete({ id: 4 }));
    expect(await verify()).toMatchObject(broken(5));
    await change((entries) => entries.delete({ id: 1 }));
    expect(await verify()).toMatchObject(broken(2));
  });

  test.each<[string, number, () => string]>([
    ['below the first', 0, () => 'f'.repeat(64)],
    ['far below the first, and sealed', -2_000_000_000, () => 'f'.repeat(64)],
    ['after the last, beyond a gap, and sealed', 8, () => hashes[5]!],
  ])('when one was added %s', async (_where, id, previousHash) => {
    const address = null;
    const entry = {
      id,
      action: DocumentAccessAction.DOWNLOADED,
      at: '2026-11-24T12:00:00.000Z',
      by: 'Nobody',
      address,
    };
    const sealed = { ...entry, documentId: 1, previousHash: previousHash() };
    await change(({ manager }) =>
      insertMany(manager, DocumentAccessEvent, [
        manager.create(DocumentAccessEvent, { ...sealed, hash: hashOf(sealed) }),
      ]),
    );

    expect(await verify()).toMatchObject(broken(id));
  });

  test('when two were swapped', async () => {
    await change(async (entries) => {
      await entries.update({ id: 2 }, { id: 99 });
      await entries.update({ id: 3 }, { id: 2 });
      await entries.update({ id: 99 }, { id: 3 });
    });

    expect(await verify()).toMatchObject(broken(2));
  });
});

test('detects missing newest entries by a hash that was noted earlier', async () => {
  const hashes = await fill(4);
  expect(await verify('--head', hashes[3]!)).toMatchObject({ code: 0 });
  expect(await verify('--head', hashes[1]!.toUpperCase())).toMatchObject({ code: 0 });
  await change((entries) => entries.delete({ id: 4 }));

  expect(await verify()).toMatchObject({ code: 0, output: `entries 3\nhead    ${hashes[2]}\n` });
  expect(await verify('--head', hashes[3]!)).toMatchObject({
    code: 1,
    output: '',
    errors: `The log has lost entries: none has the hash ${hashes[3]}\n`,
  });
  expect(await verify('--head', 'x')).toMatchObject({
    code: 2,
    errors: expect.stringMatching(/64 hexadecimal digits/),
  });
});

test('shows its progress in a long log', async () => {
  const hashes = await fill(20_001);
  const { code, output, errors } = await startCommand(['audit', 'verify'], { env: { DATABASE_URL: database.url } })
    .ended;

  expect({ code, output }).toEqual({ code: 0, output: `entries 20001\nhead    ${hashes.at(-1)}\n` });
  expect(errors).toMatch(/Entries .*20001\/20001/);
});
