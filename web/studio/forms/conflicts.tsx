import type { ReactElement } from 'react';
import { fieldName } from '../content/field-name';
import { useInterface } from '../interface';
import { ConflictChoices } from './conflict-choices';
import type { ContentField } from './content-type';
import type { FieldConflict } from './draft-changes';
import { describeValue, referencesIn } from './field-value-text';
import { type FormValues, programmeIn } from './form-values';
import { useReferenceNames } from './reference-names';

interface ConflictsProps {
  readonly conflicts: readonly FieldConflict[];
  readonly fields: ReadonlyMap<string, ContentField>;
  /** What the form shows. */
  readonly values: FormValues;
  readonly onResolve: (conflict: FieldConflict, choice: 'theirs' | 'mine') => void;
}

/** The fields that somebody else has changed as well: both values of each, of which the editor chooses one. */
export function Conflicts({ conflicts, fields, values, onResolve }: ConflictsProps): ReactElement {
  const interfaceTexts = useInterface();
  const { names } = useReferenceNames(
    conflicts.flatMap(({ field, theirs, mine }) =>
      [theirs, mine].flatMap((value) => referencesIn(fields.get(field)!, value)),
    ),
    programmeIn(values),
  );
  return (
    <ConflictChoices
      conflicts={conflicts.map(({ field, theirs, mine }) => ({
        key: field,
        name: fieldName(interfaceTexts.t, field),
        theirs: describeValue(fields.get(field)!, theirs, interfaceTexts, names),
        mine: describeValue(fields.get(field)!, mine, interfaceTexts, names),
      }))}
      onResolve={(key, choice) => {
        onResolve(
          conflicts.find(({ field }) => field === key)!,
          choice,
        );
      }}
    />
  );
}
