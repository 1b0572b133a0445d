import { normalizeText } from '../../../../core/fields/field-kinds';
import { MAX_LENGTH } from '../../../../core/limits';
import { checkKnown, checkText, checkYear } from '../../../../core/mutations/checks';
import type { UnitOfWork } from '../../../../core/mutations/mutation-runner';
import type { Problems } from '../../../../core/mutations/problems';
import { dayOf } from '../../../../core/time';
import { organisationKey } from '../../../catalogue/organisation/organisation.entity';
import { isListed, sectorListOf } from '../../codelists/codelist';
import { checkAmount } from '../../money/money';
import { MoneyKind } from '../../money/money-kind';
import type { TransactionColumns } from '../../money/transactions.field';

/** A transaction as editors and files write it. Absent: unchanged. */
export interface GivenTransaction {
  readonly kind?: MoneyKind | null;
  readonly reference?: string | null;
  readonly date?: string | null;
  readonly value?: { readonly amount: string; readonly currency: string } | null;
  readonly valueDate?: string | null;
  readonly description?: string | null;
  readonly provider?: string | null;
  readonly receiver?: string | null;
  readonly country?: string | null;
  readonly sector?: string | null;
}

const MAX_REFERENCE_LENGTH = 100;

/**
 * The columns of a transaction after a change; adds its problems.
 *
 * @param before null: a new transaction
 * @param path the path of the given fields in the arguments, such as `input.`
 */
export async function changedColumns(
  { manager, now }: UnitOfWork,
  given: GivenTransaction,
  before: TransactionColumns | null,
  problems: Problems,
  path: string,
): Promise<TransactionColumns> {
  for (const name of ['kind', 'date', 'value'] as const) {
    const isMissing = before === null ? given[name] == null : given[name] === null;
    if (isMissing) problems.add(`${path}${name}`, 'REQUIRED', 'must not be null');
  }
  const textOf = (
    value: string | null | undefined,
    was: string | null | undefined,
    multiline = false,
  ): string | null => (value === undefined ? (was ?? null) : value === null ? null : normalizeText(value, multiline));
  const organisationOf = async (
    name: 'provider' | 'receiver',
    was: number | null | undefined,
  ): Promise<number | null> => {
    const slug = given[name];
    if (slug == null) return slug === null ? null : (was ?? null);
    return checkKnown(manager, problems, `${path}${name}`, organisationKey, normalizeText(slug));
  };
  const day = given.date ?? before?.day ?? '';
  const columns: TransactionColumns = {
    // A missing kind is a problem, so that the columns are not used.
    kind: given.kind ?? before?.kind ?? MoneyKind.DISBURSEMENT,
    reference: textOf(given.reference, before?.reference),
    day,
    amount: given.value?.amount ?? before?.amount ?? '0',
    currency: given.value?.currency ?? before?.currency ?? '',
    valueDate: (given.valueDate === undefined ? before?.valueDate : given.valueDate) ?? day,
    description: textOf(given.description, before?.description, true),
    providerId: await organisationOf('provider', before?.providerId),
    receiverId: await organisationOf('receiver', before?.receiverId),
    countryCode: textOf(given.country, before?.countryCode),
    sectorCode: textOf(given.sector, before?.sectorCode),
  };
  check(columns, dayOf(now), problems, path);
  const { sectorCode } = columns;
  // A code that was entered before may have left the list since.
  if (given.sector != null && sectorCode !== null && !isListed(sectorListOf(sectorCode), sectorCode)) {
    problems.add(`${path}sector`, 'UNKNOWN', 'must be a code of the codelist Sector or SectorCategory');
  }
  return columns;
}

function check(columns: TransactionColumns, today: string, problems: Problems, path: string): void {
  const { kind, reference, day, amount, valueDate, description } = columns;
  if (kind === MoneyKind.BUDGET) {
    problems.add(`${path}kind`, 'INVALID', 'must not be BUDGET: budgets have periods, and setBudgets sets them');
  }
  if (reference !== null) checkText(problems, `${path}reference`, reference, { max: MAX_REFERENCE_LENGTH });
  if (description !== null) {
    checkText(problems, `${path}description`, description, { max: MAX_LENGTH.summary, multiline: true });
  }
  checkAmount(problems, `${path}value.amount`, amount);
  if (day !== '') checkYear(problems, `${path}date`, day);
  if (valueDate !== '' && valueDate !== day) checkYear(problems, `${path}valueDate`, valueDate);
  // Rules 11.2.1 and 11.2.2 of the ruleset of IATI 2.03. East of UTC, the day of the editor begins before that of the server.
  const inFuture = `must not be in the future: today is ${today} in UTC`;
  if (kind !== MoneyKind.PLANNED_DISBURSEMENT) {
    if (day > today && !problems.has(`${path}date`)) problems.add(`${path}date`, 'INVALID', inFuture);
    if (valueDate > today && valueDate !== day && !problems.has(`${path}valueDate`)) {
      problems.add(`${path}valueDate`, 'INVALID', inFuture);
    }
  }
}
