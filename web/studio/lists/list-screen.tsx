import { Link } from '@tanstack/react-router';
import { type ReactElement, type ReactNode, useState } from 'react';
import type { Api } from '../api';
import { useInterface } from '../interface';
import { mapOutcome, type Outcome } from '../outcome';
import type { Reading } from '../reading';
import { Screen } from '../shell/screen';
import { Button } from '../ui/button';
import { contains } from '../ui/contains';
import { Shown } from '../ui/waiting';
import type { BulkAction, BulkRow } from './bulk-action';
import { BulkDialog } from './bulk-dialog';
import { ListExport, type PageArguments } from './list-export';
import { type ListFilter, ListFilters } from './list-filters';
import { type ListState, viewOf } from './list-state';
import { type ListColumn, type ListPage, ListTable } from './list-table';
import { SavedViews } from './saved-views';
import './lists.css';

interface ListScreenProps<D, N> {
  readonly title: string;
  /** Help below the title. */
  readonly hint?: string;
  /** The path of the list, below which its items are. */
  readonly path: string;
  readonly state: ListState;
  readonly onChange: (state: ListState) => void;
  readonly reading: Reading<D>;
  /** Reads a page with the same conditions and order, for a file with all of them. */
  readonly read: (api: Api, page: PageArguments) => Promise<Outcome<D>>;
  readonly pageOf: (data: D) => ListPage<N> | null;
  readonly titleOf: (node: N) => string;
  /** The language of a title, which reports mark; absent if nothing can be done with several items. */
  readonly localeOf?: (node: N) => string;
  readonly columns: readonly ListColumn<N>[];
  readonly filters: readonly ListFilter[];
  /** True if the editor may make a new item. */
  readonly hasNew: boolean;
  readonly bulkActions?: readonly BulkAction<N>[];
  readonly isForwardOnly?: boolean;
  /** Other files with the items of the list. */
  readonly files?: ReactNode;
  /** What stands below the list. */
  readonly children?: ReactNode;
}

/** A list of one kind of item: conditions, views, the items, and what can be done with several of them. */
export function ListScreen<D, N extends { readonly id: string }>(props: ListScreenProps<D, N>): ReactElement {
  const {
    title,
    path,
    state,
    onChange,
    reading,
    pageOf,
    titleOf,
    localeOf,
    columns,
    filters,
    bulkActions = [],
  } = props;
  const { t } = useInterface();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [running, setRunning] = useState<{ action: BulkAction<N>; rows: readonly BulkRow<N>[] } | null>(null);
  const isFiltered = filters.some(({ name }) => state[name] !== undefined);
  return (
    <Screen
      title={title}
      actions={
        props.hasNew && (
          <Link to={newPathOf(path)} className="button primary">
            {t('list.new')}
          </Link>
        )
      }
    >
      {props.hint !== undefined && <p className="hint">{props.hint}</p>}
      <SavedViews path={path} state={state} />
      {filters.length > 0 && <ListFilters filters={filters} state={state} onChange={onChange} />}
      <Shown reading={reading}>
        {(data) => {
          const page = pageOf(data);
          if (page === null) return null;
          const rows = page.nodes
            .filter(({ id }) => selected.has(id))
            .map((node) => ({ node, id: node.id, title: titleOf(node), locale: localeOf?.(node) }));
          return (
            <>
              {bulkActions.length > 0 && (
                <div className="actions bulk" role="group" aria-label={t('bulk.title')}>
                  <span role="status">{rows.length > 0 && t('bulk.selected', { count: rows.length })}</span>
                  {bulkActions.map((action) => (
                    <Button
                      key={action.id}
                      look={action.look ?? 'plain'}
                      isDisabled={rows.length === 0}
                      onPress={() => {
                        setRunning({ action, rows });
                      }}
                    >
                      {action.label}
                    </Button>
                  ))}
                </div>
              )}
              <ListTable
                label={title}
                page={page}
                state={state}
                onChange={onChange}
                columns={columns}
                empty={t(isFiltered ? 'list.empty' : 'list.none')}
                isLoading={reading.isLoading}
                isForwardOnly={props.isForwardOnly ?? false}
                {...(bulkActions.length > 0 && {
                  selection: { ids: selected, onSelect: setSelected, nameOf: titleOf },
                })}
              />
            </>
          );
        }}
      </Shown>
      <ListExport
        fileName={path.slice(1)}
        columns={columns}
        view={JSON.stringify(viewOf(state))}
        readPage={async (api, page) => mapOutcome(await props.read(api, page), pageOf)}
      >
        {props.files}
      </ListExport>
      {props.children}
      {running !== null && (
        <BulkDialog
          {...running}
          onRun={() => {
            setSelected(new Set());
          }}
          onClose={() => {
            setRunning(null);
          }}
        />
      )}
    </Screen>
  );
}

/** The path of the screen for a new item. */
function newPathOf(path: string): string {
  return `${path}/new`;
}

interface WholeListProps<N> {
  readonly state: ListState;
  readonly columns: readonly ListColumn<N>[];
  readonly titleOf: (node: N) => string;
  /** The language by which texts are ordered. */
  readonly locale: string;
}

/**
 * A list that the API gives as a whole, as a page with those items that contain the text of the filter, in the order of a
 * column. Items without a text in that column come last.
 */
export function wholeList<N>(nodes: readonly N[], { state, columns, titleOf, locale }: WholeListProps<N>): ListPage<N> {
  const found = nodes.filter((node) => contains(titleOf(node), state['text'] ?? ''));
  const { order = '' } = state;
  const textOf = columns.find(({ id, text }) => id === order.replace(/^-/, '') && text !== undefined)?.text;
  if (textOf !== undefined) {
    const { compare } = new Intl.Collator(locale, { numeric: true });
    const sign = order.startsWith('-') ? -1 : 1;
    found.sort((one, other) => {
      const [first, second] = [textOf(one) ?? '', textOf(other) ?? ''];
      if (first === '' || second === '') return Number(first === '') - Number(second === '');
      return sign * compare(first, second);
    });
  }
  return {
    totalCount: found.length,
    nodes: found,
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  };
}
