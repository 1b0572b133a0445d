import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { itemPath, type ListedType } from './item-path';

interface ItemLinkProps {
  readonly type: ListedType;
  readonly id: string;
  readonly title: string;
  /** The language of the title, which may be another one than that of the interface. */
  readonly locale: string;
  /** The tab that is shown; absent: the first. */
  readonly tab?: string;
}

/** Leads to the screen of an item, by its title. */
export function ItemLink({ type, id, title, locale, tab }: ItemLinkProps): ReactElement {
  return (
    <Link to={itemPath(type, id)} search={tab === undefined ? {} : { tab }} lang={locale}>
      {title}
    </Link>
  );
}
