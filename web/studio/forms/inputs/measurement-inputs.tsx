import { type ReactElement, type ReactNode, useState } from 'react';
import type {
  IndicatorPeriodInput,
  MeasurementInput as Measurement,
} from '../../../../clients/typescript/src/studio.js';
import { MAX_MEASUREMENTS, MAX_PERIODS } from '../../../../src/core/limits';
import { useInterface } from '../../interface';
import { TextInput } from '../../ui/text-input';
import { type FieldProblems, problemsOfPart } from '../field-problems';
import { dimensionsIn, textOfDimensions } from './dimensions';
import { EntriesInput } from './entries-input';
import { Group } from './group';
import { useProblemText } from './problem-text';

const BLANK_MEASUREMENT: Measurement = { value: '', date: null, comment: null, dimensions: [] };
const BLANK_PERIOD: IndicatorPeriodInput = { start: '', end: '', targets: [], actuals: [] };

interface InputProps<T> {
  readonly value: T;
  readonly problems: FieldProblems;
  readonly onChange: (value: T) => void;
}

/** Periods, each with its targets and actual values. */
export function PeriodsInput({ value, problems, onChange }: InputProps<readonly IndicatorPeriodInput[]>): ReactElement {
  const { t } = useInterface();
  const problemText = useProblemText();
  const label = t('results.periods');
  return (
    <Group label={label} problem={problemText(problemsOfPart(problems, null))}>
      <EntriesInput
        label={label}
        entries={value}
        max={MAX_PERIODS}
        addLabel={t('results.addPeriod')}
        blank={BLANK_PERIOD}
        nameOf={({ start, end }, index) =>
          start === '' ? t('results.period', { position: index + 1 }) : `${start} – ${end}`
        }
        onChange={onChange}
      >
        {(period, index, change) => {
          const own = problemsOfPart(problems, String(index));
          return (
            <div className="link">
              <div className="days">
                {(['start', 'end'] as const).map((day) => (
                  <TextInput
                    key={day}
                    label={t(day === 'start' ? 'form.periodStart' : 'form.periodEnd')}
                    type="date"
                    value={period[day]}
                    onChange={(changed) => {
                      change({ ...period, [day]: changed });
                    }}
                    problem={problemText(problemsOfPart(own, day))}
                  />
                ))}
              </div>
              {(['targets', 'actuals'] as const).map((kind) => (
                <MeasurementsInput
                  key={kind}
                  kind={kind}
                  value={period[kind] ?? []}
                  problems={problemsOfPart(own, kind)}
                  onChange={(changed) => {
                    change({ ...period, [kind]: changed });
                  }}
                />
              ))}
            </div>
          );
        }}
      </EntriesInput>
    </Group>
  );
}

interface MeasurementsInputProps extends InputProps<readonly Measurement[]> {
  readonly kind: 'targets' | 'actuals';
}

function MeasurementsInput({ kind, value, problems, onChange }: MeasurementsInputProps): ReactElement {
  const { t } = useInterface();
  const problemText = useProblemText();
  const label = t(`results.${kind}`);
  return (
    <Group label={label} problem={problemText(problemsOfPart(problems, null))}>
      <EntriesInput
        label={label}
        entries={value}
        max={MAX_MEASUREMENTS}
        addLabel={t(kind === 'targets' ? 'results.addTarget' : 'results.addActual')}
        blank={BLANK_MEASUREMENT}
        nameOf={({ value: text }, index) => `${label} ${text === '' ? index + 1 : text}`}
        onChange={onChange}
      >
        {(measurement, index, change) => (
          <MeasurementParts value={measurement} problems={problemsOfPart(problems, String(index))} onChange={change} />
        )}
      </EntriesInput>
    </Group>
  );
}

/** One measurement; null as long as it has no value. */
export function MeasurementInput(props: InputProps<Measurement | null> & { readonly label: string }): ReactElement {
  const { label, value, problems, onChange } = props;
  const problemText = useProblemText();
  return (
    <Group label={label} problem={problemText(problemsOfPart(problems, null))}>
      <MeasurementParts
        value={value ?? BLANK_MEASUREMENT}
        problems={problems}
        onChange={(changed) => {
          const { value: text, date, comment, dimensions } = changed;
          const isEmpty = text === '' && date === null && comment === null && dimensions?.length === 0;
          onChange(isEmpty ? null : changed);
        }}
      />
    </Group>
  );
}

function MeasurementParts({ value, problems, onChange }: InputProps<Measurement>): ReactElement {
  const { t } = useInterface();
  const problemText = useProblemText();
  const problemOf = (name: string): ReactNode => problemText(problemsOfPart(problems, name));
  const orNull = (text: string): string | null => (text === '' ? null : text);
  return (
    <div className="measurement">
      <TextInput
        label={t('results.value')}
        value={value.value}
        onChange={(text) => {
          onChange({ ...value, value: text });
        }}
        problem={problemOf('value')}
      />
      <TextInput
        label={t('results.date')}
        type="date"
        value={value.date ?? ''}
        onChange={(text) => {
          onChange({ ...value, date: orNull(text) });
        }}
        problem={problemOf('date')}
      />
      <DimensionsInput
        value={value.dimensions ?? []}
        problems={problemsOfPart(problems, 'dimensions')}
        onChange={(dimensions) => {
          onChange({ ...value, dimensions: [...dimensions] });
        }}
      />
      <TextInput
        label={t('results.comment')}
        value={value.comment ?? ''}
        onChange={(text) => {
          onChange({ ...value, comment: orNull(text) });
        }}
        problem={problemOf('comment')}
      />
    </div>
  );
}

/** Dimensions in one line. */
function DimensionsInput(props: InputProps<NonNullable<Measurement['dimensions']>>): ReactElement {
  const { value, problems, onChange } = props;
  const { t } = useInterface();
  const problemText = useProblemText();
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextInput
      label={t('results.dimensions')}
      value={typed ?? textOfDimensions(value)}
      onChange={(text) => {
        setTyped(text);
        onChange(dimensionsIn(text));
      }}
      onBlur={() => {
        setTyped(null);
      }}
      problem={problemText(problems)}
    />
  );
}
