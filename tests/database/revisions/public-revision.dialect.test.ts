import { Database } from '../../../src/database/database';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import {
  publicRevisionOf,
  withoutPublicRevision,
  withPublicRevision,
} from '../../../src/database/revisions/public-revision';
import { MERGE_REVISIONS } from '../../../src/database/revisions/table-revisions.postgres';
import { entities } from '../../../src/modules/entities';
import { createMigratedDatabase, type TestDatabase } from '../../support/test-database';

let storage: TestDatabase;
let database: Database;

beforeAll(async () => {
  storage = await createMigratedDatabase();
  database = await Database.open(parseDatabaseUrl(storage.url)!, entities);
});

afterAll(async () => {
  await database.close();
  await storage.drop();
});

let made = 0;

type Work = Parameters<Database['write']>[0];
type Manager = Parameters<Work>[0];

const addRegion = (manager: Manager): Promise<unknown> =>
  manager.query(`INSERT INTO region (code, name) VALUES ('R${++made}', 'Name')`);

const change = (manager: Manager, isPublicChange: boolean): Promise<unknown> =>
  withPublicRevision(manager, async () => {
    await addRegion(manager);
    return { isPublicChange };
  });

/** Whether the revision of the table changes, and the public one. */
async function changes(work: Work): Promise<{ ofTable: boolean; public: boolean }> {
  const before = await database.revisions.current();
  await database.write(work);
  const after = await database.revisions.current();
  return {
    ofTable: before.get('region') !== after.get('region'),
    public: publicRevisionOf(before) !== publicRevisionOf(after),
  };
}

test('a change that the public does not see keeps the public revision, and every other write changes it', async () => {
  expect(await changes((manager) => change(manager, false))).toEqual({ ofTable: true, public: false });
  expect(await changes((manager) => change(manager, true))).toEqual({ ofTable: true, public: true });
  expect(await changes(addRegion)).toEqual({ ofTable: true, public: true });
});

test.each([
  ['a change before it', [true, false]],
  ['a change after it', [false, true]],
  ['changes around it', [false, true, false, false]],
])('in one transaction, a change that the public does not see hides none of %s', async (_name, seen) => {
  const work: Work = async (manager) => {
    for (const isPublicChange of seen) await change(manager, isPublicChange);
  };
  expect(await changes(work)).toEqual({ ofTable: true, public: true });
});

test('several changes that the public does not see keep the public revision, as does a failed change', async () => {
  const unseen: Work = async (manager) => {
    await change(manager, false);
    await withoutPublicRevision(manager, () => change(manager, false));
  };
  expect(await changes(unseen)).toEqual({ ofTable: true, public: false });
  const before = publicRevisionOf(await database.revisions.current());
  const failing: Work = (manager) =>
    withPublicRevision(manager, async () => {
      await addRegion(manager);
      throw new Error('Rolled back');
    });
  await expect(database.write(failing)).rejects.toThrow('Rolled back');
  expect(publicRevisionOf(await database.revisions.current())).toBe(before);
});

if (__DATABASE__ === 'postgres') {
  test('a change that makes no difference writes no row', async () => {
    const rows = (): Promise<unknown> => database.write((manager) => manager.query('SELECT * FROM table_revision'));
    const before = await rows();
    await database.write((manager) => withoutPublicRevision(manager, () => Promise.resolve()));
    expect(await rows()).toEqual(before);
  });

  test('merging the rows of revisions keeps the public revision', async () => {
    await database.write((manager) => change(manager, false));
    expect(await changes((manager) => manager.query(MERGE_REVISIONS))).toEqual({ ofTable: false, public: false });
  });
}
