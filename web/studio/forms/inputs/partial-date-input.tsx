import type { ReactElement } from 'react';
import { useInterface } from '../../interface';
import { Choice } from '../../ui/choice';
import { TextInput } from '../../ui/text-input';
import type { FieldInputProps } from './field-input-props';
import { Group } from './group';
import { useProblemText } from './problem-text';

/** Stands for a month or a day that is not known. */
const UNKNOWN = '-';

const months = Array.from({ length: 12 }, (_, index) => String(index + 1).padStart(2, '0'));

/** A date that is known to the year, the month or the day. */
export function PartialDateInput(props: FieldInputProps<string | null>): ReactElement {
  const { label, hint, value, onChange, problems, field } = props;
  const { t, locale } = useInterface();
  const problemText = useProblemText();
  const [year = '', month, day] = (value ?? '').split('-');
  const monthName = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' });
  const compose = (...parts: readonly (string | undefined)[]): void => {
    const known = parts.slice(
      0,
      [...parts, UNKNOWN].findIndex((part) => part === undefined || part === UNKNOWN),
    );
    const text = known.join('-');
    onChange(text === '' ? null : text);
  };
  return (
    <Group label={label} hint={hint} isRequired={field.isRequired} problem={problemText(problems)}>
      <div className="date">
        <TextInput
          label={t('form.year')}
          inputMode="numeric"
          maxLength={4}
          value={year}
          onChange={(text) => {
            compose(text.replace(/\D/g, ''), month, day);
          }}
        />
        <Choice
          label={t('form.month')}
          value={month ?? UNKNOWN}
          options={[
            { value: UNKNOWN, label: t('form.unknown') },
            ...months.map((number) => ({ value: number, label: monthName.format(new Date(`2000-${number}-01`)) })),
          ]}
          onChange={(chosen) => {
            compose(year, chosen, day);
          }}
        />
        <Choice
          label={t('form.day')}
          value={day ?? UNKNOWN}
          isDisabled={month === undefined}
          options={[
            { value: UNKNOWN, label: t('form.unknown') },
            ...daysOf(year, month).map((number) => ({ value: number, label: String(Number(number)) })),
          ]}
          onChange={(chosen) => {
            compose(year, month, chosen);
          }}
        />
      </div>
    </Group>
  );
}

function daysOf(year: string, month = '01'): readonly string[] {
  // Day 0 of the next month is the last one of this month. A year that is not known yet may be a leap year.
  const length = new Date(Date.UTC(year.length === 4 ? Number(year) : 2000, Number(month), 0)).getUTCDate();
  return Array.from({ length }, (_, index) => String(index + 1).padStart(2, '0'));
}
