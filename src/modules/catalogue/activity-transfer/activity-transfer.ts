import type { GraphQLScalarType } from 'graphql';
import { z } from 'zod';
import { hasTooManyMarks } from '../../../core/types/text';
import { PartialDateScalar } from '../../../core/types/partial-date';
import { DateTimeScalar } from '../../../core/types/scalars';
import type { InputProblem } from '../../../errors';
import { normalizeInput } from '../../../core/fields/content';
import { PublicationState } from '../../publishing/publication.entity';
import { emptyActivity, type ActivityContent } from '../activity/activity.content';
import { ActivityType } from '../activity/operative-dimension';

/** An activity as files have it: what its author decides of it, and where it stands. */
export interface TransferredActivity extends ActivityContent {
  readonly state: PublicationState;
  readonly publishAt: string | null;
}

/** What a file says of an activity: what is absent stays as it is, and null clears. */
export type GivenActivity = {
  readonly [Name in keyof TransferredActivity]?: TransferredActivity[Name] | null | undefined;
};

/** The names of a row, in their order. */
export const transferredFields: readonly (keyof TransferredActivity)[] = [
  ...(Object.keys(emptyActivity) as (keyof ActivityContent)[]),
  'state',
  'publishAt',
];

export function isListField(field: keyof TransferredActivity): boolean {
  return field in emptyActivity && Array.isArray(emptyActivity[field as keyof ActivityContent]);
}

const text = z
  .string('This is no text')
  // NUL PostgreSQL refuses; half a character would come back as another.
  .refine((value) => !/[\0\p{Surrogate}]/u.test(value), 'This text has characters that cannot be kept')
  .refine((value) => !hasTooManyMarks(value), 'This text has more than 30 combining marks in a row');
const list = z.array(text, 'This is no list of texts');

const row = z.strictObject({
  slug: text.nullish(),
  title: text.nullish(),
  summary: text.nullish(),
  description: text.nullish(),
  startsOn: scalar(PartialDateScalar).nullish(),
  endsOn: scalar(PartialDateScalar).nullish(),
  programme: text.nullish(),
  code: text.nullish(),
  year: z.int('A year is a whole number, such as 2026').nullish(),
  component: text.nullish(),
  region: text.nullish(),
  country: text.nullish(),
  place: text.nullish(),
  activityType: oneOf('An activity type', ActivityType).nullish(),
  networks: list.nullish(),
  participatingCountries: list.nullish(),
  topics: list.nullish(),
  objectives: list.nullish(),
  state: oneOf('A state', PublicationState).nullish(),
  publishAt: scalar(DateTimeScalar).nullish(),
} satisfies Record<keyof TransferredActivity, z.ZodType>);

/** What a row says. */
export interface ParsedRow {
  /** In the kinds that an activity has, without what is of another. */
  readonly given: GivenActivity;
  /** What that is, and where. */
  readonly problems: readonly InputProblem[];
  readonly wrong: ReadonlySet<string>;
}

export function parseActivity(values: Readonly<Record<string, unknown>>): ParsedRow {
  const parsed = row.safeParse(values);
  const issues = parsed.error?.issues ?? [];
  const wrong = new Set(issues.flatMap(fieldsOf));
  const rest = Object.entries(values).filter(([name]) => !wrong.has(name));
  const given = normalizeInput(parsed.success ? parsed.data : row.parse(Object.fromEntries(rest)));
  // As they are read back, so that the same row again changes nothing.
  const { networks, participatingCountries } = given;
  return {
    given: {
      ...given,
      ...(networks && { networks: [...networks].sort() }),
      ...(participatingCountries && { participatingCountries: [...participatingCountries].sort() }),
    },
    problems: issues.flatMap(problemsOf),
    wrong,
  };
}

function fieldsOf(issue: z.core.$ZodIssue): string[] {
  return issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0])];
}

function problemsOf(issue: z.core.$ZodIssue): InputProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((path) => ({ path, code: 'UNKNOWN', message: 'Activities have no such field' }));
  }
  return [{ path: issue.path.join('.'), code: 'INVALID', message: issue.message }];
}

function oneOf<T extends Record<string, string>>(subject: string, values: T) {
  return z.enum(values, `${subject} is one of ${Object.values(values).join(', ')}`);
}

/** Text that a scalar of the API takes, as that gives it. */
function scalar({ parseValue }: GraphQLScalarType<string, unknown>): z.ZodType<string> {
  return text.transform((value, context) => {
    try {
      return parseValue(value);
    } catch (error) {
      context.addIssue((error as Error).message);
      return z.NEVER;
    }
  });
}
