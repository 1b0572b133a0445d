import type { ReactElement, ReactNode } from 'react';
import {
  Button,
  FieldError,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
} from 'react-aria-components';

interface ChoiceProps<V extends string> {
  readonly label: string;
  /** Help below the label. */
  readonly description?: string | undefined;
  /** Null if nothing is chosen yet. */
  readonly value: V | null;
  /** Each with the language of its label, if that is not the one of the interface. */
  readonly options: readonly { readonly value: V; readonly label: string; readonly lang?: string }[];
  readonly onChange: (value: V) => void;
  readonly problem?: ReactNode;
  readonly isDisabled?: boolean;
}

/** A choice of one of a few values. */
export function Choice<V extends string>(props: ChoiceProps<V>): ReactElement {
  const { label, description, value, options, onChange, problem = null, isDisabled = false } = props;
  return (
    <Select
      className="field"
      value={value}
      onChange={(key) => {
        onChange(key as V);
      }}
      isDisabled={isDisabled}
      isInvalid={problem !== null}
      validationBehavior="aria"
    >
      <Label>{label}</Label>
      {description !== undefined && (
        <Text slot="description" className="hint">
          {description}
        </Text>
      )}
      <Button className="select">
        <SelectValue />
        <span aria-hidden="true">▾</span>
      </Button>
      <FieldError>{problem}</FieldError>
      <Popover className="popover">
        <ListBox items={options} className="options">
          {({ value: id, label: text, lang }) => (
            <ListBoxItem id={id} textValue={text}>
              {lang === undefined ? text : <span lang={lang}>{text}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
