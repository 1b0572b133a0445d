import { z } from 'zod';
import { normalizeInput } from '../../../core/fields/content';
import type { Field } from '../../../core/fields/field';
import { optionJson, scalarJson } from '../../../core/fields/field-kinds';
import { DateTimeScalar } from '../../../core/types/scalars';
import { type InputProblem, problemOf } from '../../../errors';
import { PublicationState } from '../../publishing/publication.entity';
import { type ActivityContent, publishableActivity } from '../activity/activity.fields';

/**
 * An activity in files: its content, and its publication state. Related activities are left out, because a row could name an
 * activity that only a later row creates. Transactions have files of their own.
 */
export interface TransferredActivity extends Omit<ActivityContent, 'relatedActivities' | 'transactions'> {
  readonly state: PublicationState;
  readonly publishAt: string | null;
}

/** The values that a row gives. An absent field does not change; null clears a field. */
export type GivenActivity = {
  readonly [Name in keyof TransferredActivity]?: TransferredActivity[Name] | null | undefined;
};

/** The format of a field in files: its type in JSON, and its form in a CSV cell. */
export type TransferredField = Pick<Field<unknown>, 'empty' | 'json' | 'parseCell' | 'cellEntry'>;

const { content } = publishableActivity;
const { relatedActivities: _relatedActivities, transactions: _transactions, ...transferred } = content.fields;

/** The fields of a file, in the order of its columns. */
export const fieldFormats: Readonly<Record<keyof TransferredActivity, TransferredField>> = {
  ...transferred,
  state: { empty: null, json: optionJson(PublicationState) },
  publishAt: { empty: null, json: scalarJson(DateTimeScalar) },
};

export const transferredFields = Object.keys(fieldFormats) as (keyof TransferredActivity)[];

const row = z.strictObject(
  Object.fromEntries(Object.entries(fieldFormats).map(([name, { json }]) => [name, json.nullish()])),
);

/** A row that has been parsed. */
export interface ParsedRow {
  /** The values that have the right type. */
  readonly given: GivenActivity;
  /** The problems of the other values. */
  readonly problems: readonly InputProblem[];
  /** The names of the fields with such problems. */
  readonly wrong: ReadonlySet<string>;
}

export function parseActivity(values: Readonly<Record<string, unknown>>): ParsedRow {
  const parsed = row.safeParse(values, { error: messageOf });
  const issues = parsed.error?.issues ?? [];
  const wrong = new Set(issues.flatMap(fieldsOf));
  const rest = Object.entries(values).filter(([name]) => !wrong.has(name));
  const given = (parsed.success ? parsed.data : row.parse(Object.fromEntries(rest))) as GivenActivity;
  return { given: { ...given, ...normalizeInput(content, given) }, problems: issues.flatMap(problemsOf), wrong };
}

/** The fields of the row that an issue concerns. */
function fieldsOf(issue: z.core.$ZodIssue): string[] {
  return pathsOf(issue).map(([field]) => String(field));
}

function problemsOf(issue: z.core.$ZodIssue): InputProblem[] {
  const paths = pathsOf(issue).map((path) => path.join('.'));
  if (issue.code !== 'unrecognized_keys') return paths.map((path) => problemOf(path, 'INVALID', issue.message));
  const message = issue.path.length === 0 ? 'is not a field of activities' : 'is not a field of such an entry';
  return paths.map((path) => problemOf(path, 'UNKNOWN', message));
}

function pathsOf(issue: z.core.$ZodIssue): PropertyKey[][] {
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

/** The message of an issue, where the type of the field has none: for parts of entries that are JSON in a cell. */
function messageOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'invalid_type') return undefined;
  const names: Partial<Record<string, string>> = { array: 'a list', string: 'a text' };
  return `must be ${names[issue.expected] ?? 'a JSON object'}`;
}
