import { Kind, parse } from 'graphql';
import { encodeGlobalId } from '../../../src/core/types/global-id';
import type { Sizes } from '../../../src/database/reading/sizes';
import { Admission } from '../../../src/graphql/admission/admission';
import { costOfOperation } from '../../../src/graphql/cost/operation-cost';
import { fragmentsOf } from '../../../src/graphql/documents/fragments';
import { RawValues } from '../../../src/graphql/operations/raw-values';
import { createSchema } from '../../../src/graphql/schema/schema';
import type { PublicFile } from '../../../src/modules/open-data/public-file';
import { publicFiles } from '../../../src/modules/open-data/public-files';
import { resolverClasses } from '../../../src/modules/resolver-classes';

const MIB = 2 ** 20;

/** The memory of a machine that has enough. */
const limits = { maxBytes: 256 * MIB, maxWork: 1_000_000_000, maxWaitMs: 1 };

/** Beyond a sixteenth of the memory, an operation is large. */
const LARGE = limits.maxBytes / 16;

/** A large programme. An activity has few entries in each list, but may have many transactions. */
const sizes: Sizes = {
  rowsOf: () => 1_000_000,
  longestOf: ({ table }) => (table === 'money_transaction' ? 65_536 : 8),
};

const schema = createSchema(resolverClasses);
const filesOfParts = publicFiles.filter(({ query }) => query.includes('$after'));

function costOfPart({ query, defaults, variables, partSize = 100 }: PublicFile<unknown>, more: object = {}) {
  const document = parse(query);
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)!;
  const start = { first: partSize, after: null, isStart: true };
  const values = RawValues.of(operation, { ...defaults, ...variables, ...start, ...more });
  return costOfOperation({ schema, operation, fragments: fragmentsOf(document), values, sizes, grants: 0 });
}

test.each(filesOfParts.map((file) => [file.path, file] as const))(
  'two clients of an address can download %s at a time, and leave room for others',
  async (_path, file) => {
    const admission = new Admission(limits);
    const { fields } = costOfPart(file);
    for (const requestId of ['first', 'second']) {
      admission.open(requestId, 'address', 0);
      await admission.enter(requestId, { cost: 0, fields });
    }

    expect(admission.counts).toMatchObject({ running: 2, waiting: 0 });
    expect(admission.counts.bytes).toBeLessThan(2 * (2 * LARGE));
  },
);

test.each(['/exports/results.csv', '/exports/transactions.csv'])(
  'the parts of %s behind the first one list a hundred activities under a filter at a time',
  (path) => {
    const file = publicFiles.find((one) => one.path === path)!;
    const [activities, perList] = [10_000, 100];
    const node = { id: encodeGlobalId('Activity', 1), transactions: { pageInfo: { hasNextPage: false } } };
    const { further } = file.partOf(
      {
        activities: {
          nodes: Array.from({ length: 5 }, () => node),
          pageInfo: { hasNextPage: true, endCursor: 'cursor' },
          totalCount: activities,
        },
        moneyStatistics: { totals: [] },
      },
      null,
    );
    const costs = further!.map(({ count, variables }) => {
      const [filtered, whole] = [{ country: ['KG'] }, {}].map((filter) => costOfPart(file, { filter, ...variables }));
      return { count, isFound: variables['isFound'] === true, filtered: filtered!.scanned, whole: whole!.scanned };
    });
    const listed = costs.filter(({ isFound }) => !isFound);
    const found = costs.filter(({ isFound }) => isFound);

    // Conditions cost up to 0.5 for each activity, besides the 2.5 of a page under a filter.
    const scannedForList = 3 * sizes.rowsOf('activity');
    const scanned = listed.reduce((sum, { count, filtered }) => sum + count * filtered, 0);
    expect(scanned).toBeLessThan((activities / perList) * scannedForList);
    expect(found.map(({ filtered }) => filtered)).toEqual(found.map(({ whole }) => whole));
    expect(found[0]!.count).toBe(activities / 5 - 1);
  },
);
