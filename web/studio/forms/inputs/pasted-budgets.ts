import type { BudgetInput } from '../../../../clients/typescript/src/index.js';

const TYPES: readonly string[] = ['ORIGINAL', 'REVISED'] satisfies BudgetInput['type'][];
const STATUSES: readonly string[] = ['INDICATIVE', 'COMMITTED'] satisfies BudgetInput['status'][];

/**
 * The budgets in rows of a spreadsheet: first day, last day, amount, currency, and then type and status if they are not
 * ORIGINAL and COMMITTED. Rows of another form, such as headings, are left out. The server checks the values.
 */
export function pastedBudgets(text: string): BudgetInput[] {
  return text.split(/\r?\n/).flatMap((row) => {
    const [periodStart = '', periodEnd = '', amount = '', currency = '', type = 'ORIGINAL', status = 'COMMITTED'] = row
      .split('\t')
      .map((cell) => cell.trim());
    const [ofType, ofStatus] = [type.toUpperCase(), status.toUpperCase()];
    if (!/^\d{4}-\d{2}-\d{2}$/.test(periodStart) || !TYPES.includes(ofType) || !STATUSES.includes(ofStatus)) return [];
    return [
      {
        type: ofType as BudgetInput['type'],
        status: ofStatus as BudgetInput['status'],
        periodStart,
        periodEnd,
        // Spreadsheets show blanks between groups of digits.
        value: { amount: amount.replace(/\s/g, ''), currency: currency.toUpperCase() },
      },
    ];
  });
}
