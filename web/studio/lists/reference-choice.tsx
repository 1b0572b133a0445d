import type { ReactElement } from 'react';
import { Picker } from '../forms/inputs/picker';
import { useReferences } from '../forms/reference-names';
import '../forms/forms.css';

interface ReferenceChoiceProps {
  readonly label: string;
  /** The name of the type of the items. */
  readonly type: string;
  /** The key by which inputs name the item; an empty text if none is chosen. */
  readonly value: string;
  readonly isRequired?: boolean;
  readonly onChange: (value: string) => void;
}

/** Searches an item, and shows the one that is chosen. */
export function ReferenceChoice(props: ReferenceChoiceProps): ReactElement {
  const { label, type, value, isRequired = false, onChange } = props;
  const keys = value === '' ? [] : [value];
  const { nameOf, languageOf, search } = useReferences(type, keys);
  return (
    <Picker
      label={label}
      isRequired={isRequired}
      problem={null}
      keys={keys}
      nameOf={nameOf}
      languageOf={languageOf}
      max={1}
      search={search}
      onChange={([key = '']) => {
        onChange(key);
      }}
    />
  );
}
