import type { ReactElement, ReactNode } from 'react';
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components';
import { useInterface } from '../interface';
import { Pager } from '../ui/pager';
import { Checkbox } from '../ui/checkbox';
import { viewOf, type ListState } from './list-state';

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
  /** True while another page is read. Until then, this one stays. */
  readonly isLoading?: boolean;
  /** True if the API has no way back to the page before. Then the list goes back to its first page. */
  readonly isForwardOnly?: boolean;
  /** The ids of the items that are selected. */
  readonly selected?: ReadonlySet<string>;
  /** Called when other items are selected; absent: none can be. */
  readonly onSelect?: (selected: ReadonlySet<string>) => void;
}

/** A page of a list as a table, with its order and the way to the other pages. */
export function ListTable<N extends { readonly id: string }>(props: ListTableProps<N>): ReactElement {
  const { label, page, columns, state, onChange, empty, isLoading = false, selected, onSelect } = props;
  const { t } = useInterface();
  return (
    <>
      <p role="status">{isLoading ? t('state.loading') : t('list.count', { count: page.totalCount })}</p>
      <div className="wide" aria-busy={isLoading}>
        <Table
          aria-label={label}
          {...(state.order !== undefined && {
            sortDescriptor: {
              column: state.order.replace(/^-/, ''),
              direction: state.order.startsWith('-') ? 'descending' : 'ascending',
            },
          })}
          onSortChange={({ column, direction }) => {
            onChange({ ...viewOf(state), order: `${direction === 'descending' ? '-' : ''}${String(column)}` });
          }}
          {...(onSelect !== undefined && {
            selectionMode: 'multiple',
            selectedKeys: selected ?? [],
            onSelectionChange: (keys) => {
              onSelect(new Set(keys === 'all' ? page.nodes.map(({ id }) => id) : [...keys].map(String)));
            },
          })}
        >
          <TableHeader>
            {onSelect !== undefined && (
              <Column>
                <Checkbox slot="selection" />
              </Column>
            )}
            {columns.map(({ id, title, isSortable = false }, index) => (
              <Column key={id} id={id} allowsSorting={isSortable} isRowHeader={index === 0}>
                {title}
              </Column>
            ))}
          </TableHeader>
          <TableBody renderEmptyState={() => empty}>
            {page.nodes.map((node) => (
              <Row key={node.id} id={node.id}>
                {onSelect !== undefined && (
                  <Cell>
                    <Checkbox slot="selection" />
                  </Cell>
                )}
                {columns.map(({ id, show }) => (
                  <Cell key={id}>{show(node)}</Cell>
                ))}
              </Row>
            ))}
          </TableBody>
        </Table>
      </div>
      <ListPages {...props} />
    </>
  );
}

/** The way to the page before and the page after. Shows nothing if there is only one page. */
function ListPages<N>({ page, state, onChange, isForwardOnly = false }: ListTableProps<N>): ReactElement | null {
  const { t } = useInterface();
  const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
  return (
    <Pager
      previous={t(isForwardOnly ? 'list.first' : 'list.previous')}
      next={t('list.next')}
      onPrevious={
        hasPreviousPage
          ? () => {
              onChange(isForwardOnly ? viewOf(state) : { ...viewOf(state), before: startCursor! });
            }
          : null
      }
      onNext={
        hasNextPage
          ? () => {
              onChange({ ...viewOf(state), after: endCursor! });
            }
          : null
      }
    />
  );
}
