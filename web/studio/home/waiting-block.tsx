import { Link } from '@tanstack/react-router';
import { type ReactElement, type ReactNode, useId } from 'react';
import { useInterface } from '../interface';
import { Button } from '../ui/button';
import { Pager } from '../ui/pager';
import './home.css';

/** Something that waits for the editor. */
export interface WaitingEntry {
  readonly id: string;
  readonly title: ReactNode;
  /** The language of the title; absent: that of the interface. */
  readonly locale?: string;
  readonly detail: ReactNode;
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
  /** Absent if there is a list. */
  readonly part?: BlockPart;
}

/** The part of the entries that a block shows, and the ways to the others. */
export interface BlockPart {
  /** Shows a page of entries instead of the first few; null if it does already, or if these are all. */
  readonly onMore: (() => void) | null;
  /** Null if there is no page before. */
  readonly onFirst: (() => void) | null;
  /** Null if there is no page after. */
  readonly onNext: (() => void) | null;
}

/** One kind of what waits. */
export function WaitingBlock({ title, total, entries, list, part }: WaitingBlockProps): ReactElement {
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
            <Link to={entry.to} search={entry.search ?? {}} lang={entry.locale}>
              {entry.title}
            </Link>
            <span className="hint">{entry.detail}</span>
          </li>
        ))}
      </ul>
      {part !== undefined &&
        (part.onMore === null ? (
          <Pager previous={t('list.first')} next={t('list.next')} onPrevious={part.onFirst} onNext={part.onNext} />
        ) : (
          <Button onPress={part.onMore}>{t('home.more')}</Button>
        ))}
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
