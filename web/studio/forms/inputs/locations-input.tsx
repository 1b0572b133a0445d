import { type ReactElement, type ReactNode, useState } from 'react';
import type { LocationInput } from '../../../../clients/typescript/src/studio.js';
import { useInterface } from '../../interface';
import { Choice } from '../../ui/choice';
import { TextInput } from '../../ui/text-input';
import { useCodes } from '../codes';
import { problemsOfEntry } from '../field-problems';
import { EntriesInput } from './entries-input';
import type { FieldInputProps } from './field-input-props';
import { Group } from './group';
import { useProblemText } from './problem-text';

type Point = NonNullable<LocationInput['point']>;

/** Stands for no exactness. */
const NONE = '-';

/** Places in an order, with their coordinates. */
export function LocationsInput(props: FieldInputProps<readonly LocationInput[]>): ReactElement {
  const { label, hint, value, onChange, problems, field } = props;
  const { t } = useInterface();
  const problemText = useProblemText();
  const codes = useCodes(field.codelists!);
  const exactness = codes.search('').map((option) => ({ value: option.key, label: option.label }));
  return (
    <Group label={label} hint={hint} problem={problemText(problems.filter(({ part }) => part.length === 0))}>
      <EntriesInput
        label={label}
        entries={value}
        max={field.maxItems!}
        blank={{ name: '', point: null, exactness: null }}
        onChange={onChange}
      >
        {(location, index, change) => {
          const own = problemsOfEntry(problems, index);
          const problemOf = (name: keyof LocationInput): ReactNode =>
            problemText(own.filter(({ part }) => part[0] === name || (name === 'name' && part.length === 0)));
          return (
            <div className="link">
              <TextInput
                label={t('form.locationName')}
                value={location.name}
                onChange={(name) => {
                  change({ ...location, name });
                }}
                problem={problemOf('name')}
              />
              <PointInput
                point={location.point ?? null}
                problem={problemOf('point')}
                onChange={(point) => {
                  change({ ...location, point, ...(point === null && { exactness: null }) });
                }}
              />
              <Choice
                label={t('form.exactness')}
                value={location.exactness ?? NONE}
                options={[{ value: NONE, label: t('form.none') }, ...exactness]}
                onChange={(code) => {
                  change({ ...location, exactness: code === NONE ? null : code });
                }}
                problem={problemOf('exactness')}
              />
            </div>
          );
        }}
      </EntriesInput>
    </Group>
  );
}

interface PointInputProps {
  readonly point: Point | null;
  readonly problem: ReactNode;
  readonly onChange: (point: Point | null) => void;
}

/** Latitude and longitude in one line, as maps give them. */
function PointInput({ point, problem, onChange }: PointInputProps): ReactElement {
  const { t } = useInterface();
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? textOf(point);
  const isWrong = text.trim() !== '' && pointIn(text) === null;
  return (
    <TextInput
      label={t('form.coordinates')}
      value={text}
      onChange={(changed) => {
        setTyped(changed);
        onChange(pointIn(changed));
      }}
      onBlur={() => {
        if (!isWrong) setTyped(null);
      }}
      problem={isWrong ? t('form.coordinatesProblem') : problem}
    />
  );
}

function textOf(point: Point | null): string {
  return point === null ? '' : `${point.latitude}, ${point.longitude}`;
}

/** The point that a text says; null: none. */
function pointIn(text: string): Point | null {
  const [, latitude, longitude] = /^\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text) ?? [];
  return latitude === undefined ? null : { latitude: Number(latitude), longitude: Number(longitude) };
}
