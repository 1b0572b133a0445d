import { always } from '../../../database/sql/conditions';
import { join, raw, type Sql, sql } from '../../../database/sql/sql';
import { ActivityStatus } from '../classification/activity-status';
import { MoneyKind } from '../money/money-kind';

/*
 * What a complete activity has. Each element is a test of a row of `activity` under the alias `a` and of what editors have
 * entered for it. Everyone who sees an activity sees all that the tests read, so that the score is the same for all of them.
 */

/** A condition on the activity, on a day in UTC: an expression with its text. */
type Test = (today: Sql) => Sql;

export interface CompletenessElement {
  readonly name: string;
  /** What the activity must have, as the API says it. */
  readonly requirement: string;
  /** When the element counts, in words and as a condition. */
  readonly when: string;
  readonly applies: Test;
  readonly isGiven: Test;
}

interface When {
  readonly when: string;
  readonly applies: Test;
}

const { PIPELINE, IMPLEMENTATION, FINALISATION, CLOSED, CANCELLED, SUSPENDED } = ActivityStatus;

/** The status of an unknown activity is the empty text: none of these. */
function isIn(...statuses: ActivityStatus[]): Sql {
  return sql`coalesce(a.status, '') IN (${join(statuses)})`;
}

const inEveryStatus: When = { when: 'always', applies: () => always };
const unlessPlannedOrCancelled: When = {
  when: 'unless the status is PIPELINE or CANCELLED',
  applies: () => sql`NOT ${isIn(PIPELINE, CANCELLED)}`,
};
const unlessOver: When = {
  when: 'unless the status is FINALISATION, CLOSED or CANCELLED',
  applies: () => sql`NOT ${isIn(FINALISATION, CLOSED, CANCELLED)}`,
};
const onceBegun: When = {
  when: 'the status is IMPLEMENTATION, FINALISATION, CLOSED or SUSPENDED',
  applies: () => isIn(IMPLEMENTATION, FINALISATION, CLOSED, SUSPENDED),
};
const onceEnded: When = {
  when: 'the status is FINALISATION or CLOSED',
  applies: () => isIn(FINALISATION, CLOSED),
};

/** The condition that a table has a row of the activity, under the alias `x`, that meets another condition. */
function has(table: string, condition: Sql = always): Sql {
  return sql`EXISTS (SELECT 1 FROM ${raw(table)} x WHERE x.activity_id = a.id AND ${condition})`;
}

/** The condition that a list has one entry, or several with percentages, which then add up to 100. */
function isShared(table: string): Sql {
  return sql`(SELECT CASE WHEN count(*) = 1 OR count(x.percentage) > 0 THEN 1 ELSE 0 END
    FROM ${raw(table)} x WHERE x.activity_id = a.id) = 1`;
}

function hasTransaction(kinds: readonly MoneyKind[], condition: Sql = always): Sql {
  return has('money_transaction', sql`x.kind IN (${join(kinds)}) AND x.amount <> '0' AND ${condition}`);
}

/** The year of a day, as text. */
function yearOf(day: Sql): Sql {
  return sql`substr(${day}, 1, 4)`;
}

/** The day one year before, as text. Only order matters: 29 February becomes a day that does not exist. */
function yearBefore(day: Sql): Sql {
  return sql`CAST(CAST(${yearOf(day)} AS integer) - 1 AS text) || substr(${day}, 5)`;
}

/** The fields of an activity that the tests read. */
export const SCORED_FIELDS = [
  'title',
  'description',
  'objectives',
  'status',
  'plannedStart',
  'plannedEnd',
  'actualStart',
  'actualEnd',
  'iatiIdentifier',
  'organisations',
  'recipients',
  'sectors',
  'locations',
  'budgets',
  'transactions',
  'results',
  'attachments',
] as const;

/** In the order in which they are reported. docs/completeness.md has the same table. */
export const completenessElements: readonly CompletenessElement[] = [
  {
    name: 'title',
    requirement: 'Title of at least 10 characters that is not the IATI identifier',
    ...inEveryStatus,
    isGiven: () => raw(`length(a.title) >= 10 AND a.title <> coalesce(a.iati_identifier, '')`),
  },
  {
    name: 'description',
    requirement: 'Description of at least 80 characters',
    ...inEveryStatus,
    isGiven: () => raw('length(a.description) >= 80'),
  },
  { name: 'objectives', requirement: 'At least one objective', ...inEveryStatus, isGiven: () => has('objective') },
  { name: 'status', requirement: 'Status', ...inEveryStatus, isGiven: () => raw('a.status IS NOT NULL') },
  {
    name: 'plannedDates',
    requirement: 'Planned start and planned end',
    ...inEveryStatus,
    isGiven: () => raw('a.planned_start IS NOT NULL AND a.planned_end IS NOT NULL'),
  },
  {
    name: 'actualStart',
    requirement: 'Actual start that is not in the future',
    ...onceBegun,
    isGiven: (today) => sql`a.actual_start <= ${today}`,
  },
  {
    name: 'actualEnd',
    requirement: 'Actual end that is not in the future',
    ...onceEnded,
    isGiven: (today) => sql`a.actual_end <= ${today}`,
  },
  {
    name: 'identifier',
    requirement: 'IATI identifier',
    ...inEveryStatus,
    isGiven: () => raw('a.iati_identifier IS NOT NULL'),
  },
  {
    name: 'implementer',
    requirement: 'Organisation in the role IMPLEMENTING',
    ...inEveryStatus,
    isGiven: () => has('activity_organisation', raw(`x.role = 'IMPLEMENTING'`)),
  },
  {
    name: 'recipients',
    requirement: 'Recipient country or region; several with percentages',
    ...inEveryStatus,
    isGiven: () => isShared('activity_recipient'),
  },
  {
    name: 'sectors',
    requirement: 'Sector; several with percentages',
    ...inEveryStatus,
    isGiven: () => isShared('activity_sector'),
  },
  {
    name: 'location',
    requirement: 'Location with coordinates',
    ...inEveryStatus,
    // Quotes within names are escaped.
    isGiven: () => raw(`a.locations LIKE '%"point":{%'`),
  },
  {
    name: 'budget',
    requirement: 'Budget of the current year or a later one',
    ...unlessOver,
    isGiven: (today) => has('activity_budget', sql`x.period_end >= ${yearOf(today)} || '-01-01'`),
  },
  {
    name: 'commitment',
    requirement: 'Outgoing commitment',
    ...unlessPlannedOrCancelled,
    isGiven: () => hasTransaction([MoneyKind.OUTGOING_COMMITMENT]),
  },
  {
    name: 'disbursement',
    requirement: 'Disbursement or expenditure; of the last twelve months while the status is IMPLEMENTATION',
    ...unlessPlannedOrCancelled,
    isGiven: (today) =>
      hasTransaction(
        [MoneyKind.DISBURSEMENT, MoneyKind.EXPENDITURE],
        sql`(NOT ${isIn(IMPLEMENTATION)} OR x.day >= ${yearBefore(today)})`,
      ),
  },
  {
    name: 'results',
    requirement: 'Result with an actual value',
    ...onceEnded,
    isGiven: () => sql`EXISTS (
      SELECT 1 FROM activity_result r JOIN indicator i ON i.result_id = r.id JOIN measurement m ON m.indicator_id = i.id
      WHERE r.activity_id = a.id AND m.kind = 'ACTUAL')`,
  },
  {
    name: 'documents',
    requirement: 'At least one attachment',
    ...inEveryStatus,
    isGiven: () => has('activity_attachment'),
  },
];

/** Selects for each element 1 if it is given, 0 if it is missing, and null if it does not count. */
export function selectElements(day: string): Sql {
  const today = sql`CAST(${day} AS text)`;
  return join(
    completenessElements.map(
      ({ applies, isGiven }, index) =>
        sql`CASE WHEN ${applies(today)} THEN CASE WHEN ${isGiven(today)} THEN 1 ELSE 0 END END AS ${raw(`e${index}`)}`,
    ),
  );
}

/** The score on a day, which is the text of an expression: the same as `scoreOf`. It is never null. */
export function selectScore(today: Sql): Sql {
  const count = (condition: (element: CompletenessElement) => Sql): Sql =>
    join(
      completenessElements.map((element) => sql`CASE WHEN ${condition(element)} THEN 1 ELSE 0 END`),
      ' + ',
      '(',
      ')',
    );
  const applying = count(({ applies }) => applies(today));
  const given = count(({ applies, isGiven }) => sql`${applies(today)} AND ${isGiven(today)}`);
  return sql`((200 * ${given} + ${applying}) / (2 * ${applying}))`;
}

/** The elements that are given, in percent of those that count, rounded to the nearest integer. Some always count. */
export function scoreOf(given: number, applying: number): number {
  return Math.floor((200 * given + applying) / (2 * applying));
}
