import type { ReactElement, ReactNode } from 'react';
import type { IndicatorInput, ResultInput } from '../../../../clients/typescript/src/studio.js';
import { MAX_INDICATORS } from '../../../../src/core/limits';
import { useInterface } from '../../interface';
import { Choice } from '../../ui/choice';
import { TextInput } from '../../ui/text-input';
import { type FieldProblems, problemsOfPart } from '../field-problems';
import { EntriesInput } from './entries-input';
import type { FieldInputProps } from './field-input-props';
import { Group } from './group';
import { MeasurementInput, PeriodsInput } from './measurement-inputs';
import { Outline } from './outline';
import { useProblemText } from './problem-text';

const TYPES = ['OUTPUT', 'OUTCOME', 'IMPACT', 'OTHER'] as const;
const MEASURES = ['UNIT', 'PERCENTAGE', 'NOMINAL', 'ORDINAL', 'QUALITATIVE'] as const;

const BLANK_RESULT: ResultInput = { type: 'OUTPUT', title: '', description: null, indicators: [] };
const BLANK_INDICATOR: IndicatorInput = {
  title: '',
  measure: 'UNIT',
  isAscending: true,
  baseline: null,
  periods: [],
};

/** Results as an outline: each has indicators, which have periods with targets and actual values. */
export function ResultsInput(props: FieldInputProps<readonly ResultInput[]>): ReactElement {
  const { label, hint, value, onChange, problems, field } = props;
  const { t, optionName } = useInterface();
  const problemText = useProblemText();
  const nameOf = ({ title }: ResultInput, index: number): string =>
    title === '' ? t('results.result', { position: index + 1 }) : title;
  return (
    <Group label={label} hint={hint} problem={problemText(problemsOfPart(problems, null))}>
      <EntriesInput
        label={label}
        entries={value}
        max={field.maxItems!}
        addLabel={t('results.addResult')}
        blank={BLANK_RESULT}
        nameOf={nameOf}
        onChange={onChange}
      >
        {(result, index, change) => {
          const own = problemsOfPart(problems, String(index));
          const problemOf = (name: string): ReactNode => problemText(problemsOfPart(own, name));
          const indicators = result.indicators ?? [];
          return (
            <Outline
              title={nameOf(result, index)}
              summary={t('results.indicatorCount', { count: indicators.length })}
              isBlank={result.title === ''}
              hasProblems={own.length > 0}
            >
              <TextInput
                label={t('results.title')}
                isRequired
                value={result.title}
                onChange={(title) => {
                  change({ ...result, title });
                }}
                problem={problemOf('title')}
              />
              <Choice
                label={t('results.type')}
                value={result.type}
                options={TYPES.map((type) => ({ value: type, label: optionName(type) }))}
                onChange={(type) => {
                  change({ ...result, type });
                }}
                problem={problemOf('type')}
              />
              <TextInput
                label={t('results.description')}
                isMultiline
                value={result.description ?? ''}
                onChange={(description) => {
                  change({ ...result, description: description === '' ? null : description });
                }}
                problem={problemOf('description')}
              />
              <IndicatorsInput
                value={indicators}
                problems={problemsOfPart(own, 'indicators')}
                onChange={(changed) => {
                  change({ ...result, indicators: [...changed] });
                }}
              />
            </Outline>
          );
        }}
      </EntriesInput>
    </Group>
  );
}

interface IndicatorsInputProps {
  readonly value: readonly IndicatorInput[];
  readonly problems: FieldProblems;
  readonly onChange: (value: readonly IndicatorInput[]) => void;
}

function IndicatorsInput({ value, problems, onChange }: IndicatorsInputProps): ReactElement {
  const { t, optionName } = useInterface();
  const problemText = useProblemText();
  const label = t('results.indicators');
  const nameOf = ({ title }: IndicatorInput, index: number): string =>
    title === '' ? t('results.indicator', { position: index + 1 }) : title;
  return (
    <Group label={label} problem={problemText(problemsOfPart(problems, null))}>
      <EntriesInput
        label={label}
        entries={value}
        max={MAX_INDICATORS}
        addLabel={t('results.addIndicator')}
        blank={BLANK_INDICATOR}
        nameOf={nameOf}
        onChange={onChange}
      >
        {(indicator, index, change) => {
          const own = problemsOfPart(problems, String(index));
          const problemOf = (name: string): ReactNode => problemText(problemsOfPart(own, name));
          return (
            <Outline
              title={nameOf(indicator, index)}
              summary={t('results.periodCount', { count: (indicator.periods ?? []).length })}
              isBlank={indicator.title === ''}
              hasProblems={own.length > 0}
            >
              <TextInput
                label={t('results.indicatorTitle')}
                isRequired
                value={indicator.title}
                onChange={(title) => {
                  change({ ...indicator, title });
                }}
                problem={problemOf('title')}
              />
              <Choice
                label={t('results.measure')}
                value={indicator.measure}
                options={MEASURES.map((measure) => ({ value: measure, label: optionName(measure) }))}
                onChange={(measure) => {
                  change({ ...indicator, measure });
                }}
                problem={problemOf('measure')}
              />
              <Choice
                label={t('results.direction')}
                value={(indicator.isAscending ?? true) ? 'ascending' : 'descending'}
                options={(['ascending', 'descending'] as const).map((direction) => ({
                  value: direction,
                  label: t(`results.direction.${direction}`),
                }))}
                onChange={(direction) => {
                  change({ ...indicator, isAscending: direction === 'ascending' });
                }}
              />
              <MeasurementInput
                label={t('results.baseline')}
                value={indicator.baseline ?? null}
                problems={problemsOfPart(own, 'baseline')}
                onChange={(baseline) => {
                  change({ ...indicator, baseline });
                }}
              />
              <PeriodsInput
                value={indicator.periods ?? []}
                problems={problemsOfPart(own, 'periods')}
                onChange={(periods) => {
                  change({ ...indicator, periods: [...periods] });
                }}
              />
            </Outline>
          );
        }}
      </EntriesInput>
    </Group>
  );
}
