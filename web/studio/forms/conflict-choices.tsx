import type { ReactElement } from 'react';
import { useInterface } from '../interface';
import { Button } from '../ui/button';
import { placeOf } from './field-place';

/** A value that the editor and somebody else have changed, as texts. */
export interface ShownConflict<K extends string> {
  readonly key: K;
  readonly name: string;
  readonly theirs: string;
  readonly mine: string;
}

interface ConflictChoicesProps<K extends string> {
  readonly conflicts: readonly ShownConflict<K>[];
  readonly onResolve: (key: K, choice: 'theirs' | 'mine') => void;
}

/** Both versions of each value that somebody else has changed as well. The editor chooses one. */
export function ConflictChoices<K extends string>(props: ConflictChoicesProps<K>): ReactElement | null {
  const { conflicts, onResolve } = props;
  const { t } = useInterface();
  if (conflicts.length === 0) return null;
  return (
    <section className="conflicts" aria-labelledby="conflicts" tabIndex={-1} id={placeOf('conflicts')}>
      <h2 id="conflicts">{t('conflict.title')}</h2>
      <p>{t('conflict.text')}</p>
      {conflicts.map((conflict) => {
        const { key, name } = conflict;
        const side = (choice: 'theirs' | 'mine'): ReactElement => (
          <div>
            <h4>{t(`conflict.${choice}`)}</h4>
            <div className="value">{conflict[choice]}</div>
            <Button
              aria-label={t(`conflict.keep.${choice}`, { field: name })}
              onPress={() => {
                onResolve(key, choice);
              }}
            >
              {t(`conflict.choose.${choice}`)}
            </Button>
          </div>
        );
        return (
          <div key={key} role="group" aria-label={name}>
            <h3>{name}</h3>
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
