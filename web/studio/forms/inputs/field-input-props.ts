import type { TextLanguage } from '../../ui/text-input';
import type { ContentField } from '../content-type';
import type { FieldProblems } from '../field-problems';
import type { ValueChange } from '../value-change';

/** What the input of every kind of field gets. */
export interface FieldInputProps<V> {
  readonly field: ContentField;
  readonly label: string;
  readonly hint: string | undefined;
  readonly value: V;
  readonly onChange: (change: ValueChange<V>) => void;
  /** What is wrong with the value; empty if nothing is known to be. */
  readonly problems: FieldProblems;
  /** The slug of the programme that the form has, for the choice of its components; null if it has none. */
  readonly programme: string | null;
  /** The language in which a text is written, if it is not that of the interface. */
  readonly language?: TextLanguage;
}
