import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type FragmentDefinitionNode, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { loadConfig } from '../../../src/config';
import type { Sizes } from '../../../src/database/reading/sizes';
import { costOfOperation } from '../../../src/graphql/cost/operation-cost';
import { RawValues } from '../../../src/graphql/operations/raw-values';
import { createSchema } from '../../../src/graphql/schema/schema';
import { resolverClasses } from '../../../src/modules/resolver-classes';

/* Whether a large programme answers the operations of the documentation, of its site and of the studio, without a larger limit. */

const ACTIVITIES = 100_000;

/** Rows for each activity: as many as generated activities have. */
const rowsPerActivity: Readonly<Record<string, number>> = {
  activity: 1,
  activity_budget: 1,
  activity_country: 4,
  activity_network: 1.2,
  activity_organisation: 3.4,
  activity_recipient: 2,
  activity_result: 1,
  activity_sdg: 1,
  activity_sector: 1.7,
  activity_topic: 2,
  activity_topic_text: 4,
  indicator: 2,
  indicator_period: 4,
  measurement: 8,
  money_share: 9.7,
  money_transaction: 2,
  news_activity: 0.9,
  news_item: 0.8,
  objective: 3,
  published_participation: 2,
  restricted_document: 0.6,
};

/** Reference data, networks and what belongs to them. */
const OTHER_ROWS = 1_000;

/** The longest list below an activity or another item, and below an entry of reference data. */
const LIST_LENGTH = 8;
const SHARED_LIST_LENGTH = 65_536;

/** The characters of the longest translated texts. */
const TEXT_LENGTH = 4_096;

const large: Sizes = {
  rowsOf: (table) => ACTIVITIES * (rowsPerActivity[table] ?? 0) || OTHER_ROWS,
  longestOf: ({ table, parent, charactersOf }) => {
    if (charactersOf !== undefined) return TEXT_LENGTH;
    const isShared = /^(network|programme|organisation|country)/.test(parent) && !table.endsWith('_translation');
    return isShared ? SHARED_LIST_LENGTH : LIST_LENGTH;
  },
};

interface Documented {
  readonly name: string;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** The operations of a directory. Those of the site and of the studio share fragments; the others are documents of their own. */
function operationsOf(folder: string): Documented[] {
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'));
  const isShared = folder.startsWith('web/');
  const documents = (isShared ? [texts.join('\n')] : texts).map((text) => parse(text).definitions);
  return documents.flatMap((definitions) => {
    const fragments = definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
    const byName = new Map(fragments.map((one) => [one.name.value, one]));
    return definitions
      .filter((one) => one.kind === Kind.OPERATION_DEFINITION)
      .map((operation) => ({ name: operation.name!.value, operation, fragments: byName }));
  });
}

const schema = createSchema(resolverClasses);
const documented = [
  'docs/operations',
  'docs/operations/figures',
  'web/site/operations',
  'web/studio/operations',
].flatMap(operationsOf);

const { maxOperationCost } = loadConfig({});

/** As the site sends them: 24 activities, with a snippet of each. */
const page = { first: 24, text: 'training on money laundering', hasText: true };

/** The cost of each operation by its name. */
function costsWith(variables: Record<string, unknown>): Record<string, number> {
  const costs = documented.map(({ name, operation, fragments }) => {
    const values = new RawValues(variables, new Map());
    return [name, costOfOperation({ schema, operation, fragments, values, sizes: large, grants: 0 }).total] as const;
  });
  return Object.fromEntries(costs);
}

test(`every operation of the documentation, the site and the studio is within the limit with ${ACTIVITIES} activities`, () => {
  const costs = costsWith(page);

  expect(Object.keys(costs).length).toBeGreaterThan(200);
  expect(Object.entries(costs).filter(([, cost]) => cost > maxOperationCost)).toEqual([]);
  // The sizes count: people of all activities are summed.
  expect(costs['SitePeopleFigures']).toBeGreaterThan(ACTIVITIES);
});

test('so are their lists of activities under several conditions', () => {
  const conditions = [
    { text: page.text },
    { participatingCountry: ['KG'] },
    { network: ['casc'] },
    { sector: ['15210'] },
  ];
  const costs = costsWith({ ...page, filter: { and: conditions } });
  const lists = ['SiteActivities', 'SiteActivityCounts', 'StudioActivities'].map((name) => costs[name]);

  // Each condition is charged for each activity that is examined.
  expect(Math.min(...(lists as number[]))).toBeGreaterThan(ACTIVITIES);
  expect(Math.max(...(lists as number[]))).toBeLessThanOrEqual(maxOperationCost);
});
