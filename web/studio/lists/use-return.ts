import { useRouterState } from '@tanstack/react-router';
import { type RefObject, useEffect, useRef } from 'react';

/** The addresses of the links that were followed from lists, by the entries of the history. */
const followed = new Map<string, string>();

interface Return {
  /** The table of the list. */
  readonly table: RefObject<HTMLTableElement | null>;
  /** Called with what is clicked in the table. */
  readonly remember: (clicked: EventTarget) => void;
}

/** When Back leads to a list again, returns the focus to the link that was followed from it, and shows it. */
export function useReturn(): Return {
  const table = useRef<HTMLTableElement>(null);
  const entry = useRouterState({ select: ({ location }) => location.state.__TSR_key ?? '' });
  useEffect(() => {
    const links = [...(table.current?.querySelectorAll('a') ?? [])];
    const link = links.find(({ href }) => href === followed.get(entry));
    followed.delete(entry);
    link?.scrollIntoView({ block: 'center' });
    link?.focus();
  }, [entry]);
  return {
    table,
    remember: (clicked) => {
      const link = clicked instanceof Element ? clicked.closest('a') : null;
      if (link !== null) followed.set(entry, link.href);
    },
  };
}
