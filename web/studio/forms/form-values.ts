import type {
  FocalPointInput,
  LinkInput,
  LocationInput,
  OrganisationInRoleInput,
  RecipientInput,
  ResultInput,
  SectorInput,
  TranslatedTextInput,
} from '../../../clients/typescript/src/studio.js';
import type { BoundRole } from '../people/bound-role';
import type { TransactionRow } from '../transactions/transaction-cells';
import type { BudgetEntry } from './inputs/budget-cells';
import type { ParticipationEntry } from './inputs/participation-cells';

/** A value of a field, as the inputs of the API take it. */
export type FieldValue =
  | string
  | number
  | null
  | BoundRole
  | FocalPointInput
  | readonly string[]
  | readonly LinkInput[]
  | readonly LocationInput[]
  | readonly BudgetEntry[]
  | readonly OrganisationInRoleInput[]
  | readonly ParticipationEntry[]
  | readonly RecipientInput[]
  | readonly ResultInput[]
  | readonly SectorInput[]
  | readonly TransactionRow[]
  | readonly TranslatedTextInput[];

/** The values of a form by the names of their fields. */
export type FormValues = Readonly<Record<string, FieldValue>>;

/** The slug of the programme that a form has chosen; null if it has none. */
export function programmeIn({ programme }: FormValues): string | null {
  return typeof programme === 'string' ? programme : null;
}

/**
 * The fields of an input of the API, each of which a form has a value for. A field that a form forgets is an error of the
 * compiler. `clientMutationId`, ids, versions, languages and states of translations belong to no form.
 */
export type ValuesOf<I> = Readonly<
  Record<keyof Omit<I, 'id' | 'version' | 'clientMutationId' | 'locale' | 'state'>, FieldValue>
>;

/** True if the values are equal. */
export function isSame(one: FieldValue, other: FieldValue): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** True if the forms have equal values, in whatever order they were entered. */
export function isSameValues(one: FormValues, other: FormValues): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => name in other && isSame(one[name]!, other[name]!))
  );
}
