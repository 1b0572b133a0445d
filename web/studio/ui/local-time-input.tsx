import type { ReactElement } from 'react';
import { useInterface } from '../interface';
import { instantOf } from '../local-time';
import { TextInput, type TextInputProps } from './text-input';

interface LocalTimeInputProps extends Omit<TextInputProps, 'type' | 'value'> {
  readonly value: string;
}

/** A day and a time of day by the clock of the editor, whose zone it names. */
export function LocalTimeInput({ value, description, ...props }: LocalTimeInputProps): ReactElement {
  const { t, clock } = useInterface();
  const instant = instantOf(value);
  const zone = t('form.byClock', { zone: clock.zone(instant === null ? undefined : new Date(instant)) });
  return (
    <TextInput
      {...props}
      type="datetime-local"
      value={value}
      description={description === undefined ? zone : `${zone} ${description}`}
    />
  );
}
