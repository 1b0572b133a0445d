import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { itemPath, type ListedType } from './item-path';

interface ItemLinkProps {
  readonly type: ListedType;
  readonly id: string;
  readonly title: string;
  /** The language of the title, which may be another one than that of the interface. */
  readonly locale: string;
}

/** Leads to the screen of an item, by its title. */
export function ItemLink({ type, id, title, locale }: ItemLinkProps): ReactElement {
  return (
    <Link to={itemPath(type, id)} lang={locale}>
      {title}
    </Link>
  );
}
