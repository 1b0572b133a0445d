import { enumValuesIn, type FieldCall } from '../../../../core/cost/field-cost';
import { facetOfParentsCost, groupCost, WALK_COST } from '../../../../core/cost/walk-cost';
import { costOfLink, type ParentLink } from '../../../../core/listing/list';
import type { RowsOfParent, Sizes } from '../../../../database/reading/sizes';
import { MAX_CODES } from '../../../figures/codelists/codelist';
import { ActivityDimension, type CountedDimension, dimensions } from './activity-dimension';

/** The number of values in a dimension, besides that for activities without one. */
const VALUES: Readonly<Record<ActivityDimension, (sizes: Sizes) => number>> = {
  PROGRAMME: (sizes) => sizes.rowsOf('programme'),
  YEAR: () => 301,
  COMPONENT: (sizes) => sizes.rowsOf('component'),
  REGION: (sizes) => sizes.rowsOf('region'),
  COUNTRY: () => 250,
  PARTICIPATING_COUNTRY: () => 250,
  ACTIVITY_TYPE: () => 12,
  NETWORK: (sizes) => sizes.rowsOf('network'),
  TOPIC: (sizes) => sizes.rowsOf('activity_topic'),
  ORGANISATION: (sizes) => sizes.rowsOf('organisation'),
  STATUS: () => 6,
  SECTOR: () => MAX_CODES,
  SECTOR_CATEGORY: () => MAX_CODES,
  SDG: () => 17,
  RECIPIENT_COUNTRY: () => 250,
  PARTICIPANT_ORGANISATION: (sizes) => sizes.rowsOf('organisation'),
};

/** The rows of an activity in a table of values. */
function rowsOfOneActivity(table: string): RowsOfParent {
  return { table, parent: 'activity_id' };
}

/** The lists whose lengths `groupsAtMost` uses. */
export const GROUPED_LISTS: readonly RowsOfParent[] = Object.values(dimensions)
  .map(({ links }) => links)
  .filter((table) => table !== undefined)
  .map(rowsOfOneActivity);

/** The most groups of activities that there can be. Countries that only rows of participation have are groups, too. */
export function groupsAtMost({ args, sizes }: FieldCall): number {
  const by = enumValuesIn(args['groupBy'], ActivityDimension);
  const combinations = by.reduce((product, dimension) => product * (VALUES[dimension](sizes) + 1), 1);
  const links = by.map((dimension) => dimensions[dimension].links).filter((table) => table !== undefined);
  const ofPeople = links.map((table) =>
    table === dimensions.PARTICIPATING_COUNTRY.links ? 'published_participation' : table,
  );
  const ofOnlyPeople = by.includes(ActivityDimension.PARTICIPATING_COUNTRY) ? groupsByLinks(ofPeople, sizes) : 0;
  return Math.min(combinations, groupsByLinks(links, sizes) + ofOnlyPeople);
}

/** The most groups of activities by values in these tables: an activity is counted for each combination of its values. */
function groupsByLinks(links: readonly string[], sizes: Sizes): number {
  const valuesIn = (tables: readonly string[]): number =>
    tables.reduce((product, table) => product * sizes.longestOf(rowsOfOneActivity(table)), 1);
  return Math.min(
    sizes.rowsOf('activity') * valuesIn(links),
    ...links.map((table) => sizes.rowsOf(table) * valuesIn(links.filter((other) => other !== table))),
  );
}

/** The cost of the activities that are counted, each with all combinations of its values. */
export function scannedForGroups({ args, sizes, conditions }: FieldCall): number {
  const by = enumValuesIn(args['groupBy'], ActivityDimension).map((dimension) => dimensions[dimension]);
  return sizes.rowsOf('activity') * (conditions + costOfCounting(by, sizes));
}

type Rows = Pick<Sizes, 'rowsOf'>;

/** Cost of counting an activity by these dimensions together. */
export function costOfCounting(by: readonly CountedDimension[], sizes: Rows): number {
  const isMultiValued = by.some(({ links }) => links !== undefined);
  return groupCost(by.length, isMultiValued ? valuesOfActivity(by, sizes) : null);
}

/** The same for an activity in the list of a parent. */
export function costOfCountingList(link: ParentLink, by: readonly CountedDimension[], sizes: Rows): number {
  const isMultiValued = by.some(({ links }) => links !== undefined);
  const values = isMultiValued ? valuesOfActivity(by, sizes) : 0;
  return facetOfParentsCost(values) + costOfLink(link);
}

/** How many combinations of values an activity has on average; at least one. */
function valuesOfActivity(by: readonly CountedDimension[], sizes: Rows): number {
  return by.reduce((product, { links }) => (links === undefined ? product : product * rowsOfActivity(links, sizes)), 1);
}

function rowsOfActivity(table: string, sizes: Rows): number {
  return Math.max(1, sizes.rowsOf(table) / Math.max(1, sizes.rowsOf('activity')));
}

/** The cost of the activities whose people are added up, each with its rows of participation. */
export function scannedForPeople(call: FieldCall): number {
  return scannedForGroups(call) + call.sizes.rowsOf('published_participation') * WALK_COST.furtherValue;
}
