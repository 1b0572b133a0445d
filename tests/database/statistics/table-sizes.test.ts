import type { DataSource } from 'typeorm';
import type { ReadDatabase } from '../../../src/database/reading/read-database';
import { ListLengths } from '../../../src/database/statistics/list-lengths';
import { TableSizes } from '../../../src/database/statistics/table-sizes';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { until } from '../../support/contents';
import { make, publication } from '../../support/factories';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

test('rounds the number of rows up, so that it does not show a single draft', async () => {
  const { sizes } = server.app.database;
  await sizes.refresh();
  expect(sizes.rowsOf('activity')).toBe(8);

  await make(server.app, async (create) => {
    const draft = publication(PublicationState.DRAFT);
    for (let number = 1; number <= 9; number += 1) await create.activity({ publication: draft });
  });
  await sizes.refresh();

  expect(sizes.rowsOf('activity')).toBe(16);
});

test('gives the size of a table without public content as an order of magnitude', async () => {
  const { sizes } = server.app.database;
  const codes = { table: 'document_access_code', parent: 'document_id' };
  sizes.watch([codes]);
  await sizes.refresh();
  await sizes.refreshLengths();

  expect([sizes.rowsOf('account'), sizes.rowsOf('webhook'), sizes.longestOf(codes)]).toEqual([4096, 4096, 16]);
});

test('counts the rows that a table has gained as if one list had them all, until lists are measured again', async () => {
  const { sizes } = server.app.database;
  const objectives = { table: 'objective', parent: 'activity_id' };
  sizes.watch([objectives]);
  await sizes.refreshLengths();
  expect(sizes.longestOf(objectives)).toBe(4);

  await make(server.app, async (create) => {
    for (let number = 1; number <= 5; number += 1) {
      const { id } = await create.activity({});
      await create.objective({ activityId: id });
    }
  });
  await sizes.refreshIfOld();
  expect(sizes.longestOf(objectives)).toBe(8);

  await sizes.refreshLengths();
  expect(sizes.longestOf(objectives)).toBe(4);
});

test('waits for the lengths of lists that were never measured, or that may have become much longer', async () => {
  const { sizes } = server.app.database;
  const neverMeasured = { table: 'activity', parent: 'component_id' };
  sizes.watch([neverMeasured]);
  expect(sizes.longestOf(neverMeasured)).toBe(Infinity);
  await sizes.refreshIfOld();
  expect(sizes.longestOf(neverMeasured)).toBeLessThan(Infinity);

  await make(server.app, async (create) => {
    for (let number = 1; number <= 80; number += 1) {
      const { id } = await create.activity({});
      await create.objective({ activityId: id });
    }
  });
  // The numbers of rows may be ten seconds old, and the lists as old as twenty measurements take.
  const isMeasured = async (): Promise<boolean> => {
    await sizes.refreshIfOld();
    return sizes.longestOf({ table: 'objective', parent: 'activity_id' }) === 4;
  };
  await until(isMeasured, 'lists are measured again');
});

test('measures again when the first measurement fails, while an operation waits', async () => {
  const { read } = server.app.database;
  let failures = 2;
  const failing: Pick<ReadDatabase, 'query'> = {
    query: (...args) => {
      failures -= 1;
      return failures >= 0 ? Promise.reject(new Error('No connection')) : read.query(...args);
    },
  };
  const lengths = new ListLengths(failing as ReadDatabase, () => 1);
  const objectives = { table: 'objective', parent: 'activity_id' };
  lengths.watch([objectives]);

  await lengths.refreshIfNeeded(() => undefined);

  expect(lengths.longestOf(objectives)).toBeLessThan(Infinity);
});

test('refuses to guess the length of a list that no field declares', () => {
  const { sizes } = server.app.database;

  expect(() => sizes.longestOf({ table: 'programme', parent: 'id' })).toThrow(/No field declares .* programme\.id/);
});

test('measures only the lists that have grown, while operations wait', async () => {
  const { read } = server.app.database;
  const measured: string[] = [];
  const observed: Pick<ReadDatabase, 'query'> = {
    query: (statement) => {
      measured.push(statement.text);
      return read.query(statement);
    },
  };
  const rows = new Map([
    ['objective', 0],
    ['activity', 0],
  ]);
  const lengths = new ListLengths(observed as ReadDatabase, (table) => rows.get(table)!);
  lengths.watch([
    { table: 'objective', parent: 'activity_id' },
    { table: 'activity', parent: 'component_id' },
  ]);
  await lengths.refreshIfNeeded(() => undefined);
  measured.length = 0;
  rows.set('objective', 1_000_000);

  await lengths.refreshIfNeeded(() => undefined);

  expect(measured.length).toBeGreaterThan(0);
  expect(measured.filter((text) => !text.includes('objective'))).toEqual([]);
  expect(lengths.refreshIfNeeded(() => undefined)).toBeNull();
});

test('old sizes are used while they are measured, and after that has failed', async () => {
  const { database } = server.app;
  let [measurements, isBroken] = [0, false];
  const observed: Partial<ReadDatabase> = {
    forOperation: (operation) => {
      measurements += 1;
      if (isBroken) throw new Error('The database does not answer');
      return database.read.forOperation(operation);
    },
  };
  const entityMetadatas = [{ tableName: 'activity', primaryColumns: [{ propertyName: 'id' }] }];
  const sizes = new TableSizes(observed as ReadDatabase, { entityMetadatas } as DataSource);
  const elapsed = jest.spyOn(performance, 'now');
  const later = (ms: number): unknown => elapsed.mockReturnValue(start + ms);
  const start = performance.now();
  later(0);
  await sizes.refreshIfOld();

  later(6_000);
  expect(sizes.refreshIfOld()).toBeNull();
  await until(async () => measurements === 2, 'sizes are measured while they are used');
  await sizes.refresh();
  isBroken = true;
  later(20_000);
  await sizes.refreshIfOld();
  expect(sizes.refreshIfOld()).toBeNull();
  expect(measurements).toBe(3);
  later(21_001);
  await sizes.refreshIfOld();
  expect(measurements).toBe(4);
  later(21_002);
  sizes.expire();
  await sizes.refreshIfOld();
  expect(measurements).toBe(5);
  elapsed.mockRestore();
});

test('each operation measures sizes that are not known yet, also after that has failed', async () => {
  let measurements = 0;
  const broken: Partial<ReadDatabase> = {
    forOperation: () => {
      measurements += 1;
      throw new Error('The database does not answer');
    },
  };
  const sizes = new TableSizes(broken as ReadDatabase, { entityMetadatas: [] as unknown[] } as DataSource);

  await sizes.refreshIfOld();
  await sizes.refreshIfOld();

  expect(measurements).toBe(2);
});

test('measures again only when the sizes are old', async () => {
  const { sizes } = server.app.database;
  await sizes.refresh();

  expect(sizes.refreshIfOld()).toBeNull();
});

test('measures again when the sizes have expired during a measurement', async () => {
  const { sizes } = server.app.database;
  await sizes.refresh();
  await sizes.refreshLengths();
  const measured = sizes.refresh();
  sizes.expire();
  await measured;

  expect(sizes.refreshIfOld()).not.toBeNull();
});

test('measures the characters of the longest text that any parent has', async () => {
  const { sizes } = server.app.database;
  const texts = { table: 'activity', parent: 'component_id', charactersOf: 'title' };
  await make(server.app, async (create) => {
    const { id: programmeId } = await create.programme({});
    const { id: componentId } = await create.component({ programmeId });
    for (const length of [600, 500]) {
      await create.activity({ title: 'a'.repeat(length), operativeDimension: { componentId } });
    }
  });
  sizes.watch([texts]);
  await sizes.refresh();
  await sizes.refreshLengths();

  expect(sizes.longestOf(texts)).toBe(1_024);
});

test('measures the rows below a parent further up, of all its lists together', async () => {
  const { sizes } = server.app.database;
  const ofProgramme = {
    ...{ table: 'activity', parent: 'component_id' },
    through: [{ table: 'component', parent: 'programme_id' }],
  };
  const ofComponent = { table: 'activity', parent: 'component_id' };
  await make(server.app, async (create) => {
    const { id: programmeId } = await create.programme({});
    for (let component = 1; component <= 3; component += 1) {
      const { id: componentId } = await create.component({ programmeId });
      for (let number = 1; number <= 5; number += 1) await create.activity({ operativeDimension: { componentId } });
    }
  });
  sizes.watch([ofProgramme, ofComponent]);
  await sizes.refresh();
  await sizes.refreshLengths();

  expect([sizes.longestOf(ofComponent), sizes.longestOf(ofProgramme)]).toEqual([8, 16]);
});
