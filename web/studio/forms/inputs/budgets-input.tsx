import type { ClipboardEvent, ReactElement } from 'react';
import type { BudgetInput } from '../../../../clients/typescript/src/index.js';
import { useInterface } from '../../interface';
import { Choice } from '../../ui/choice';
import { TextInput } from '../../ui/text-input';
import { problemsOfEntry } from '../field-problems';
import { EntriesInput } from './entries-input';
import type { FieldInputProps } from './field-input-props';
import { Group } from './group';
import { pastedBudgets } from './pasted-budgets';
import { useProblemText } from './problem-text';

const BLANK: BudgetInput = {
  type: 'ORIGINAL',
  status: 'COMMITTED',
  periodStart: '',
  periodEnd: '',
  value: { amount: '', currency: 'EUR' },
};

/** Budgets of periods. Rows of a spreadsheet can be pasted. */
export function BudgetsInput(props: FieldInputProps<readonly BudgetInput[]>): ReactElement {
  const { label, value, onChange, problems, field } = props;
  const { t } = useInterface();
  const problemText = useProblemText();
  const paste = (event: ClipboardEvent): void => {
    const rows = pastedBudgets(event.clipboardData.getData('text/plain'));
    if (rows.length === 0) return;
    event.preventDefault();
    onChange([...value, ...rows].slice(0, field.maxItems!));
  };
  return (
    <Group
      label={label}
      hint={t('form.pasteBudgets')}
      problem={problemText(problems.filter(({ part }) => part.length === 0))}
    >
      <div onPaste={paste}>
        <EntriesInput
          label={label}
          entries={value}
          max={field.maxItems!}
          addLabel={t('form.addBudget')}
          blank={BLANK}
          onChange={onChange}
        >
          {(budget, index, change) => {
            const own = problemsOfEntry(problems, index);
            const problemOf = (...names: readonly string[]): string | null =>
              problemText(own.filter(({ part }) => names.includes(part.join('.'))));
            return (
              <div className="link">
                <Choice
                  label={t('form.budgetType')}
                  value={budget.type}
                  options={(['ORIGINAL', 'REVISED'] as const).map((type) => ({
                    value: type,
                    label: t(`option.${type}`),
                  }))}
                  onChange={(type) => {
                    change({ ...budget, type });
                  }}
                  problem={problemOf('', 'type')}
                />
                <Choice
                  label={t('form.budgetStatus')}
                  value={budget.status}
                  options={(['INDICATIVE', 'COMMITTED'] as const).map((status) => ({
                    value: status,
                    label: t(`option.${status}`),
                  }))}
                  onChange={(status) => {
                    change({ ...budget, status });
                  }}
                  problem={problemOf('status')}
                />
                <TextInput
                  label={t('form.periodStart')}
                  type="date"
                  value={budget.periodStart}
                  onChange={(periodStart) => {
                    change({ ...budget, periodStart });
                  }}
                  problem={problemOf('periodStart')}
                />
                <TextInput
                  label={t('form.periodEnd')}
                  type="date"
                  value={budget.periodEnd}
                  onChange={(periodEnd) => {
                    change({ ...budget, periodEnd });
                  }}
                  problem={problemOf('periodEnd')}
                />
                <TextInput
                  label={t('form.amount')}
                  inputMode="decimal"
                  value={budget.value.amount}
                  onChange={(amount) => {
                    change({ ...budget, value: { ...budget.value, amount } });
                  }}
                  problem={problemOf('value', 'value.amount')}
                />
                <TextInput
                  label={t('form.currency')}
                  value={budget.value.currency}
                  onChange={(currency) => {
                    change({ ...budget, value: { ...budget.value, currency: currency.toUpperCase() } });
                  }}
                  problem={problemOf('value.currency')}
                />
              </div>
            );
          }}
        </EntriesInput>
      </div>
    </Group>
  );
}
