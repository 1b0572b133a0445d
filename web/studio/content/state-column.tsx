import type { PublicationState } from '../../../clients/typescript/src/studio.js';
import type { Translate } from '../interface';
import type { ListFilter } from '../lists/list-filters';
import type { ListState } from '../lists/list-state';
import type { ListColumn } from '../lists/list-table';
import { PublicationBadge, type PublicationBadgeProps } from './publication-badge';

const STATES = ['DRAFT', 'SCHEDULED', 'PUBLISHED', 'ARCHIVED'] as const satisfies readonly PublicationState[];

/** The column of the publication state of items. */
export function stateColumn<N extends PublicationBadgeProps>(t: Translate): ListColumn<N> {
  return {
    id: 'STATE',
    title: t('column.state'),
    text: ({ publication }) => publication && t(`publication.${publication.state}`),
    show: ({ publication }) => <PublicationBadge publication={publication} />,
  };
}

/** The condition on the publication state of items, of which there are these states. */
export function stateFilter(t: Translate, states: readonly PublicationState[] = STATES): ListFilter {
  return {
    name: 'state',
    label: t('column.state'),
    options: states.map((value) => ({ value, label: t(`publication.${value}`) })),
  };
}

/** The condition as the API takes it. Only items that the editor may edit meet it. */
export function stateConditionOf({ state }: ListState): { readonly publicationState?: PublicationState[] } {
  const wanted = STATES.find((one) => one === state);
  return wanted === undefined ? {} : { publicationState: [wanted] };
}
