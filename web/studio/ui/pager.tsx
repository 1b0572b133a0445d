import type { ReactElement } from 'react';
import { useInterface } from '../interface';
import { Button } from './button';

interface PagerProps {
  /** What the button to the page before says. */
  readonly previous: string;
  /** What the button to the page after says. */
  readonly next: string;
  /** Null if there is no page before. */
  readonly onPrevious: (() => void) | null;
  /** Null if there is no page after. */
  readonly onNext: (() => void) | null;
}

/** The way to the other pages of a list. Shows nothing if there is only one page. */
export function Pager({ previous, next, onPrevious, onNext }: PagerProps): ReactElement | null {
  const { t } = useInterface();
  if (onPrevious === null && onNext === null) return null;
  return (
    <nav className="actions" aria-label={t('list.pages')}>
      <Button isDisabled={onPrevious === null} onPress={() => onPrevious?.()}>
        {previous}
      </Button>
      <Button isDisabled={onNext === null} onPress={() => onNext?.()}>
        {next}
      </Button>
    </nav>
  );
}
