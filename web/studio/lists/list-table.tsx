import type { ReactElement, ReactNode } from 'react';
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components';
import { useInterface } from '../interface';
import { Button } from '../ui/button';
import type { ListState } from './list-state';

/** A column of a list. */
export interface ListColumn<N> {
  /** The name of the column; for one that the list can be ordered by, the name of the field in the API. */
  readonly id: string;
  readonly title: string;
  readonly isSortable?: boolean;
  readonly show: (node: N) => ReactNode;
}

/** A page of a connection. */
export interface ListPage<N> {
  readonly totalCount: number;
  readonly nodes: readonly N[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

interface ListTableProps<N> {
  readonly label: string;
  readonly page: ListPage<N>;
  /** The first one names the row. */
  readonly columns: readonly ListColumn<N>[];
  readonly state: ListState;
  readonly onChange: (state: ListState) => void;
  /** Shown if the list has no items. */
  readonly empty: string;
  /** True if the API has no way back to the page before. Then the list goes back to its first page. */
  readonly isForwardOnly?: boolean;
}

/** A page of a list as a table, with its order and the way to the other pages. */
export function ListTable<N extends { readonly id: string }>(props: ListTableProps<N>): ReactElement {
  const { label, page, columns, state, onChange, empty, isForwardOnly = false } = props;
  const { t } = useInterface();
  const { after: _after, before: _before, ...sameList } = state;
  const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
  return (
    <>
      <p role="status">{t('list.count', { count: page.totalCount })}</p>
      <div className="wide">
        <Table
          aria-label={label}
          {...(state.order !== undefined && {
            sortDescriptor: {
              column: state.order.replace(/^-/, ''),
              direction: state.order.startsWith('-') ? 'descending' : 'ascending',
            },
          })}
          onSortChange={({ column, direction }) => {
            onChange({ ...sameList, order: `${direction === 'descending' ? '-' : ''}${String(column)}` });
          }}
        >
          <TableHeader>
            {columns.map(({ id, title, isSortable = false }, index) => (
              <Column key={id} id={id} allowsSorting={isSortable} isRowHeader={index === 0}>
                {title}
              </Column>
            ))}
          </TableHeader>
          <TableBody renderEmptyState={() => empty}>
            {page.nodes.map((node) => (
              <Row key={node.id} id={node.id}>
                {columns.map(({ id, show }) => (
                  <Cell key={id}>{show(node)}</Cell>
                ))}
              </Row>
            ))}
          </TableBody>
        </Table>
      </div>
      {(hasPreviousPage || hasNextPage) && (
        <nav className="actions" aria-label={t('list.pages')}>
          <Button
            isDisabled={!hasPreviousPage}
            onPress={() => {
              onChange(isForwardOnly ? sameList : { ...sameList, before: startCursor! });
            }}
          >
            {t(isForwardOnly ? 'list.first' : 'list.previous')}
          </Button>
          <Button
            isDisabled={!hasNextPage}
            onPress={() => {
              onChange({ ...sameList, after: endCursor! });
            }}
          >
            {t('list.next')}
          </Button>
        </nav>
      )}
    </>
  );
}
