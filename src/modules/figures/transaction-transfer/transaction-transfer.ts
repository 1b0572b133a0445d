import { z } from 'zod';
import { decimalJson, normalizeText, optionJson, scalarJson, textJson } from '../../../core/fields/field-kinds';
import { CountryCodeScalar } from '../../../core/types/country-code';
import { CurrencyCodeScalar } from '../../../core/types/currency-code';
import { DateScalar } from '../../../core/types/scalars';
import { type InputProblem, problemOf } from '../../../errors';
import type { GivenTransaction } from '../activity-money/transaction/transaction.content';
import { MoneyKind } from '../money/money-kind';

const date = scalarJson(DateScalar);

/** The types of the columns, in their order in files. */
const formats = {
  activity: textJson.transform((slug) => normalizeText(slug)),
  kind: optionJson(MoneyKind),
  reference: textJson,
  date,
  value: decimalJson,
  currency: scalarJson(CurrencyCodeScalar),
  valueDate: date,
  description: textJson,
  provider: textJson,
  receiver: textJson,
  country: scalarJson(CountryCodeScalar),
  sector: textJson,
};

type Column = keyof typeof formats;

export const transactionColumns = Object.keys(formats) as Column[];

/** The columns that a file must have, and whose cells must not be empty. */
export const requiredColumns = ['activity', 'kind', 'date', 'value', 'currency'] as const satisfies readonly Column[];

/** A transaction in files: the text of each column; empty: null. */
export type TransferredTransaction = Readonly<Record<Column, string | null>>;

const row = z.object(formats).partial();

/** A row that has been parsed. */
export interface ParsedTransaction {
  /** The slug of the activity; null: the row does not name one. */
  readonly activity: string | null;
  /** The values that have the right type. Absent: the file has no such column. */
  readonly given: GivenTransaction;
  /** The problems of the other values. */
  readonly problems: readonly InputProblem[];
  /** The fields of `given` that these problems are about. */
  readonly wrong: ReadonlySet<string>;
}

/** @param cells the texts of a row by the names of its columns; an empty one clears the field */
export function parseTransaction(cells: Readonly<Record<string, unknown>>): ParsedTransaction {
  const isBlank = (text: unknown): boolean => typeof text === 'string' && text.trim() === '';
  const filled = Object.fromEntries(Object.entries(cells).filter(([, text]) => !isBlank(text)));
  const cleared = Object.keys(cells).filter((name) => isBlank(cells[name]));
  const empty = requiredColumns.filter((name) => filled[name] === undefined);
  const issues = row.safeParse(filled).error?.issues ?? [];
  const wrong = new Set<string>([...empty, ...issues.map(({ path }) => String(path[0]))]);
  const right = Object.fromEntries(Object.entries(filled).filter(([name]) => !wrong.has(name)));
  const { activity = null, value: amount, currency, ...fields } = row.parse(right);
  const value = amount === undefined || currency === undefined ? {} : { value: { amount, currency } };
  return {
    activity,
    given: { ...Object.fromEntries(cleared.map((name) => [name, null])), ...fields, ...value } as GivenTransaction,
    problems: [
      ...empty.map((name) => problemOf(name, 'REQUIRED', 'must not be empty')),
      ...issues.map(({ path, message }) => problemOf(path.join('.'), 'INVALID', message)),
    ],
    // An amount without its currency means nothing, nor does a currency without its amount.
    wrong: wrong.has('currency') ? wrong.add('value') : wrong,
  };
}
