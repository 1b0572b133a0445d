import { use, type ReactElement } from 'react';
import { fieldName } from '../content/field-name';
import { useInterface } from '../interface';
import { Button } from '../ui/button';
import type { ContentField } from './content-type';
import type { FieldConflict } from './draft-changes';
import { placeOf } from './field-place';
import { describeValue } from './field-value-text';
import { ReferenceNamesContext } from './reference-names';

interface ConflictsProps {
  readonly conflicts: readonly FieldConflict[];
  readonly fields: ReadonlyMap<string, ContentField>;
  readonly onResolve: (conflict: FieldConflict, choice: 'theirs' | 'mine') => void;
}

/** The fields that somebody else has changed as well: both values of each, of which the editor chooses one. */
export function Conflicts({ conflicts, fields, onResolve }: ConflictsProps): ReactElement | null {
  const interfaceTexts = useInterface();
  const names = use(ReferenceNamesContext);
  const { t } = interfaceTexts;
  if (conflicts.length === 0) return null;
  return (
    <section className="conflicts" aria-labelledby="conflicts" tabIndex={-1} id={placeOf('conflicts')}>
      <h2 id="conflicts">{t('conflict.title')}</h2>
      <p>{t('conflict.text')}</p>
      {conflicts.map((conflict) => {
        const field = fields.get(conflict.field)!;
        const side = (choice: 'theirs' | 'mine'): ReactElement => (
          <div>
            <h4>{t(`conflict.${choice}`)}</h4>
            <div className="value">{describeValue(field, conflict[choice], interfaceTexts, names)}</div>
            <Button
              aria-label={t(`conflict.keep.${choice}`, { field: fieldName(t, conflict.field) })}
              onPress={() => {
                onResolve(conflict, choice);
              }}
            >
              {t(`conflict.choose.${choice}`)}
            </Button>
          </div>
        );
        return (
          <div key={conflict.field} role="group" aria-label={fieldName(t, conflict.field)}>
            <h3>{fieldName(t, conflict.field)}</h3>
            <div className="sides">
              {side('theirs')}
              {side('mine')}
            </div>
          </div>
        );
      })}
    </section>
  );
}

/** Moves the focus to the conflicts once they are shown. */
export function focusConflicts(): void {
  requestAnimationFrame(() => document.getElementById(placeOf('conflicts'))?.focus());
}
