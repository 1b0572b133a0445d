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

interface CursorPagerProps extends Pick<PagerProps, 'previous' | 'next'> {
  /** The cursors after which the pages begin, up to the one that is shown. The first page has none. */
  readonly cursors: readonly string[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly onChange: (cursors: readonly string[]) => void;
}

/** The way through a list that gives only the page after a cursor. */
export function CursorPager({ cursors, pageInfo, onChange, ...names }: CursorPagerProps): ReactElement | null {
  const { hasNextPage, endCursor } = pageInfo;
  return (
    <Pager
      {...names}
      onPrevious={
        cursors.length === 0
          ? null
          : () => {
              onChange(cursors.slice(0, -1));
            }
      }
      onNext={
        hasNextPage && endCursor !== null
          ? () => {
              onChange([...cursors, endCursor]);
            }
          : null
      }
    />
  );
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
