import type { ReactElement } from 'react';
import type { Visit } from '../visit';

/** The items of a page of a list. */
const PAGE_SIZE = 24;

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

interface PageArguments {
  readonly first: number | null;
  readonly after: string | null;
  readonly last: number | null;
  readonly before: string | null;
}

/** The arguments of a list for the page that the address names by `after` or `before`. */
export function pageArguments({ url }: Visit): PageArguments {
  const before = url.searchParams.get('before');
  if (before !== null) return { first: null, after: null, last: PAGE_SIZE, before };
  return { first: PAGE_SIZE, after: url.searchParams.get('after'), last: null, before: null };
}

interface PagingProps {
  readonly visit: Visit;
  readonly pageInfo: PageInfo;
}

/** Links to the next and the previous page; nothing if there is only one page. */
export function Paging({ visit, pageInfo }: PagingProps): ReactElement | null {
  const { hasNextPage, hasPreviousPage, startCursor, endCursor } = pageInfo;
  if (!hasNextPage && !hasPreviousPage) return null;
  return (
    <nav className="paging" aria-label={visit.translate('paging.label')}>
      {hasPreviousPage && (
        <a rel="prev" href={addressWith(visit, 'before', startCursor)}>
          {visit.translate('paging.previous')}
        </a>
      )}
      {hasNextPage && (
        <a rel="next" href={addressWith(visit, 'after', endCursor)}>
          {visit.translate('paging.next')}
        </a>
      )}
    </nav>
  );
}

function addressWith({ url }: Visit, name: 'after' | 'before', cursor: string | null): string {
  const parameters = new URLSearchParams(url.search);
  parameters.delete('after');
  parameters.delete('before');
  if (cursor !== null) parameters.set(name, cursor);
  return `?${parameters}`;
}
