import { Link } from '@tanstack/react-router';
import { useId, type ReactElement } from 'react';
import { useInterface } from '../interface';
import { Button } from '../ui/button';
import './home.css';

/** Maximum entries of a block: those that the API returns at once. */
export const MAX_ENTRIES = 100;

/** Something that waits for the editor. */
export interface WaitingEntry {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  /** The path of the screen where it can be done. */
  readonly to: string;
  readonly search?: Readonly<Record<string, string>>;
}

interface WaitingBlockProps {
  readonly title: string;
  /** How many entries there are in all. */
  readonly total: number;
  /** The first of them. */
  readonly entries: readonly WaitingEntry[];
  /** The list with all of them; absent: there is none. */
  readonly list?: { readonly to: string; readonly search?: Readonly<Record<string, string>> };
  /** Shows up to `MAX_ENTRIES`; absent: there is a list, or all are shown. */
  readonly onMore?: () => void;
}

/** One kind of what waits. */
export function WaitingBlock({ title, total, entries, list, onMore }: WaitingBlockProps): ReactElement {
  const { t, numbers } = useInterface();
  const id = useId();
  return (
    <section className="block" tabIndex={-1} aria-labelledby={id}>
      <h2 id={id}>
        {title} <span className="badge">{numbers.format(total)}</span>
      </h2>
      <ul className="rows">
        {entries.map((entry) => (
          <li key={entry.id}>
            <Link to={entry.to} search={entry.search ?? {}}>
              {entry.title}
            </Link>
            <span className="hint">{entry.detail}</span>
          </li>
        ))}
      </ul>
      {onMore !== undefined && entries.length < Math.min(total, MAX_ENTRIES) && (
        <Button onPress={onMore}>{t('home.more')}</Button>
      )}
      {list !== undefined && (
        <p>
          <Link to={list.to} search={list.search ?? {}}>
            {t('home.all', { title })}
          </Link>
        </p>
      )}
    </section>
  );
}
