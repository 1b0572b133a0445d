import { useNavigate } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import {
  StudioSearchDocument,
  StudioSearchDocumentsDocument,
  type StudioSearchDocumentsQuery,
  StudioSearchDraftsDocument,
  type StudioSearchDraftsQuery,
  type StudioSearchQuery,
} from '../../../clients/typescript/src/studio.js';
import { useApi } from '../api';
import { itemPath, listPath } from '../content/item-path';
import { SearchBox, type SearchOption } from '../forms/inputs/search-box';
import { type Translate, useInterface } from '../interface';
import { useSession } from '../session';
import { contains } from '../ui/contains';

type Found =
  | StudioSearchQuery['search']['nodes'][number]
  | StudioSearchQuery['programmes' | 'regions'][number]
  | NonNullable<StudioSearchDocumentsQuery['page']>['nodes'][number];

/** The names of the types in paths and messages. Countries are left out, because they have no screen. */
const types = {
  Activity: 'ACTIVITY',
  NewsItem: 'NEWS_ITEM',
  Network: 'NETWORK',
  Organisation: 'ORGANISATION',
  Programme: 'PROGRAMME',
  Region: 'REGION',
  RestrictedDocument: 'RESTRICTED_DOCUMENT',
} as const;

/** The search for words finds the drafts of other editors. */
const noDrafts: StudioSearchDraftsQuery = {
  activities: { nodes: [] },
  newsItems: { nodes: [] },
  networks: { nodes: [] },
};

/** Searches items of all types, and shows the one that is picked. */
export function ItemSearch(): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const { account } = useSession();
  const navigate = useNavigate();
  const search = async (typed: string): Promise<readonly SearchOption[] | null> => {
    const text = typed.trim();
    if (text === '') return [];
    const [found, drafts, documents] = await Promise.all([
      api.read(StudioSearchDocument, { text }),
      account.isBound ? api.read(StudioSearchDraftsDocument, { text }) : { data: noDrafts },
      api.read(StudioSearchDocumentsDocument, { text }),
    ]);
    if (found.data === null || drafts.data === null) return null;
    const items = [...itemsOf(found.data, drafts.data, text), ...(documents.data?.page?.nodes ?? [])];
    const options = items.flatMap((item) => optionsOf(t, item));
    if (documents.data !== null) return options;
    // That nothing was found is true only if all was searched.
    return options.length === 0
      ? null
      : [...options, { key: listPath('RESTRICTED_DOCUMENT'), label: t('search.noDocuments') }];
  };
  return (
    <div className="item-search" role="search" aria-label={t('search.label')}>
      <SearchBox
        label={t('search.label')}
        search={search}
        onPick={({ key }) => void navigate({ to: key })}
        placeholder={t('search.label')}
        emptyText={(text) => t(text === '' ? 'search.hint' : 'search.nothingFound', { text })}
      />
    </div>
  );
}

function itemsOf(found: StudioSearchQuery, drafts: StudioSearchDraftsQuery, text: string): readonly Found[] {
  return [
    ...Object.values(drafts).flatMap(({ nodes }): readonly Found[] => nodes),
    ...found.search.nodes,
    ...found.programmes.filter(({ title, acronym }) => contains(`${title} ${acronym ?? ''}`, text)),
    ...found.regions.filter(({ title }) => contains(title, text)),
  ];
}

/** An item as an option, whose key is the path of its screen. */
function optionsOf(t: Translate, item: Found): readonly SearchOption[] {
  if (item.__typename === 'Country') return [];
  const type = types[item.__typename];
  return [{ key: itemPath(type, item.id), label: item.title, locale: item.locale, note: noteOf(t, item) }];
}

/** The type of an item, its state unless it is published, and the activity of a document: documents often have the same title. */
function noteOf(t: Translate, item: Exclude<Found, { readonly __typename: 'Country' }>): ReactNode {
  const state = 'publication' in item ? (item.publication?.state ?? 'PUBLISHED') : 'PUBLISHED';
  const texts = [t(`type.${types[item.__typename]}`)];
  if ('content' in item && item.content === null) texts.push(t('documents.noFile'));
  else if (state !== 'PUBLISHED') texts.push(t(`publication.${state}`));
  const note = texts.join(' · ');
  if (!('activity' in item)) return note;
  return (
    <>
      {note} · <span lang={item.activity.locale}>{item.activity.title}</span>
    </>
  );
}
