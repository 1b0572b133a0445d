import type { ReactElement, ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useInterface } from '../interface';
import { Checkbox } from '../ui/checkbox';
import { Pager } from '../ui/pager';
import { type ListState, viewOf } from './list-state';
import { useReturn } from './use-return';

/** A column of a list. */
export interface ListColumn<N> {
  /** The name of the column; for one that the list can be ordered by, the name of the field in the API. */
  readonly id: string;
  readonly title: string;
  readonly isSortable?: boolean;
  /** What files contain. Columns without it are only in the table. */
  readonly text?: (node: N) => string | null | undefined;
  /** What the table shows; absent: the text. */
  readonly show?: (node: N) => ReactNode;
  /** True for a column that only files have. */
  readonly isHidden?: true;
}

/** A page of a connection. */
export interface ListPage<N> {
  /** Absent if it was not asked for. */
  readonly totalCount?: number;
  readonly nodes: readonly N[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** The items of a list that are selected. */
export interface ListSelection<N> {
  readonly ids: ReadonlySet<string>;
  readonly onSelect: (ids: ReadonlySet<string>) => void;
  /** Names an item that can be selected. */
  readonly nameOf: (node: N) => string;
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
  /** Absent: no items can be selected. */
  readonly selection?: ListSelection<N>;
}

/** A page of a list as a table, with its order and the way to the other pages. */
export function ListTable<N extends { readonly id: string }>(props: ListTableProps<N>): ReactElement {
  const { label, page, columns, state, onChange, empty, isLoading = false, selection } = props;
  const { t } = useInterface();
  const { table, remember } = useReturn();
  const shown = columns.filter(({ isHidden }) => isHidden !== true);
  if (page.nodes.length === 0) return <p role="status">{isLoading ? t('state.loading') : empty}</p>;
  return (
    <>
      <p role="status">
        {isLoading ? t('state.loading') : page.totalCount !== undefined && t('list.count', { count: page.totalCount })}
      </p>
      {page.totalCount !== undefined && page.nodes.length < page.totalCount && (
        <p className="on-paper">{t('list.onPaper', { count: page.nodes.length })}</p>
      )}
      <div className="wide" tabIndex={0} role="region" aria-label={label} aria-busy={isLoading}>
        <table
          className="list"
          aria-label={label}
          ref={table}
          onClick={({ target }) => {
            remember(target);
          }}
        >
          <thead>
            <tr>
              {selection !== undefined && (
                <th scope="col">
                  <SelectAll page={page} selection={selection} />
                </th>
              )}
              {shown.map((column) => (
                <ColumnTitle key={column.id} column={column} state={state} onChange={onChange} />
              ))}
            </tr>
          </thead>
          <tbody>
            {page.nodes.map((node) => (
              <tr key={node.id}>
                {selection !== undefined && (
                  <td>
                    <SelectOne node={node} selection={selection} />
                  </td>
                )}
                {shown.map(({ id, text, show = text }, index) =>
                  index === 0 ? (
                    <th key={id} scope="row">
                      {show?.(node)}
                    </th>
                  ) : (
                    <td key={id}>{show?.(node)}</td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ListPages {...props} />
    </>
  );
}

interface ColumnTitleProps<N> extends Pick<ListTableProps<N>, 'state' | 'onChange'> {
  readonly column: ListColumn<N>;
}

/** The title of a column. Pressing it orders the list, and pressing it again turns the order around. */
function ColumnTitle<N>({
  column: { id, title, isSortable = false },
  state,
  onChange,
}: ColumnTitleProps<N>): ReactElement {
  if (!isSortable) return <th scope="col">{title}</th>;
  const direction = state.order === id ? 'ascending' : state.order === `-${id}` ? 'descending' : 'none';
  return (
    <th scope="col" aria-sort={direction}>
      <AriaButton
        className="sort"
        onPress={() => {
          onChange({ ...viewOf(state), order: direction === 'ascending' ? `-${id}` : id });
        }}
      >
        {title}
      </AriaButton>
    </th>
  );
}

interface SelectAllProps<N> {
  readonly page: ListPage<N>;
  readonly selection: ListSelection<N>;
}

function SelectAll<N extends { readonly id: string }>({ page, selection }: SelectAllProps<N>): ReactElement {
  const { t } = useInterface();
  const count = page.nodes.filter(({ id }) => selection.ids.has(id)).length;
  const isAll = count > 0 && count === page.nodes.length;
  return (
    <Checkbox
      aria-label={t('list.selectAll')}
      isSelected={isAll}
      isIndeterminate={count > 0 && !isAll}
      onChange={(isSelected) => {
        selection.onSelect(new Set(isSelected ? page.nodes.map(({ id }) => id) : []));
      }}
    />
  );
}

interface SelectOneProps<N> {
  readonly node: N;
  readonly selection: ListSelection<N>;
}

function SelectOne<N extends { readonly id: string }>({ node, selection }: SelectOneProps<N>): ReactElement {
  const { t } = useInterface();
  return (
    <Checkbox
      aria-label={t('list.select', { name: selection.nameOf(node) })}
      isSelected={selection.ids.has(node.id)}
      onChange={(isSelected) => {
        const others = [...selection.ids].filter((id) => id !== node.id);
        selection.onSelect(new Set(isSelected ? [...others, node.id] : others));
      }}
    />
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
