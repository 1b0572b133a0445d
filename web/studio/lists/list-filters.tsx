import { type ReactElement, useState } from 'react';
import { Form } from 'react-aria-components';
import { useInterface } from '../interface';
import { Button } from '../ui/button';
import { Choice } from '../ui/choice';
import { TextInput } from '../ui/text-input';
import { type ListState, viewOf } from './list-state';
import { ReferenceChoice } from './reference-choice';

/** A condition of a list. */
export interface ListFilter {
  /** The name of the condition in the address. */
  readonly name: string;
  readonly label: string;
  /** The values to choose from. If absent, the editor types a text. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  /** The type of the items, one of which can be searched and chosen. The value is the key by which inputs name it. */
  readonly reference?: string;
  /** Type of the input; default: `search`. */
  readonly type?: 'date';
}

/** How many conditions are always shown if there are more than `MAX_SHOWN`. On a phone, these are one line. */
const FIRST_SHOWN = 2;
const MAX_SHOWN = 3;

interface ListFiltersProps {
  readonly filters: readonly ListFilter[];
  readonly state: ListState;
  readonly onChange: (state: ListState) => void;
}

/** The conditions of a list: texts that are applied with Enter, and choices. Many stand behind a line that says how many are set. */
export function ListFilters({ filters, state, onChange }: ListFiltersProps): ReactElement {
  const { t } = useInterface();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const apply = (changed: Readonly<Record<string, string>>): void => {
    setTyped({});
    const all = Object.entries({ ...viewOf(state), ...typed, ...changed });
    onChange(Object.fromEntries(all.filter(([, value]) => value !== undefined && value.trim() !== '')));
  };
  const isSet = ({ name }: ListFilter): boolean => state[name] !== undefined;
  const more = filters.length > MAX_SHOWN ? filters.slice(FIRST_SHOWN) : [];
  const countSet = more.filter(isSet).length;
  const inputOf = ({ name, label, options, reference, type }: ListFilter): ReactElement =>
    reference !== undefined ? (
      <ReferenceChoice
        key={name}
        label={label}
        type={reference}
        value={state[name] ?? ''}
        onChange={(value) => {
          apply({ [name]: value });
        }}
      />
    ) : options === undefined ? (
      <TextInput
        key={name}
        type={type ?? 'search'}
        label={label}
        value={typed[name] ?? state[name] ?? ''}
        onChange={(value) => {
          setTyped({ ...typed, [name]: value });
        }}
      />
    ) : (
      <Choice
        key={name}
        label={label}
        value={state[name] ?? ''}
        options={[{ value: '', label: t('list.any') }, ...withChosen(options, state[name])]}
        onChange={(value) => {
          apply({ [name]: value });
        }}
      />
    );
  return (
    <Form
      className="filters"
      role="search"
      aria-label={t('list.filters')}
      onSubmit={(event) => {
        event.preventDefault();
        apply({});
      }}
    >
      {filters.filter((filter) => !more.includes(filter)).map(inputOf)}
      {more.length > 0 && (
        <details className="more">
          <summary>{countSet === 0 ? t('list.more') : t('list.moreSet', { count: countSet })}</summary>
          <div className="filters">{more.map(inputOf)}</div>
        </details>
      )}
      <div className="actions">
        {filters.some(isTyped) && <Button type="submit">{t('list.apply')}</Button>}
        <Button
          isDisabled={!filters.some(isSet)}
          onPress={() => {
            setTyped({});
            onChange(state.order === undefined ? {} : { order: state.order });
          }}
        >
          {t('list.clear')}
        </Button>
      </div>
    </Form>
  );
}

/** True for a condition that is applied with Enter or the button. Others are applied at once. */
function isTyped({ options, reference }: ListFilter): boolean {
  return options === undefined && reference === undefined;
}

/** The options with the value that is chosen, which may be that of a link and match nothing now. */
function withChosen(
  options: NonNullable<ListFilter['options']>,
  chosen: string | undefined,
): NonNullable<ListFilter['options']> {
  if (chosen === undefined || options.some(({ value }) => value === chosen)) return options;
  return [...options, { value: chosen, label: chosen }];
}
