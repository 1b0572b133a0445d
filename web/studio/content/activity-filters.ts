import type {
  ActivityFilter,
  ActivityStatus,
  ActivityType,
  StudioActivityFacetsQuery,
  StudioActivityFurtherFacetsQuery,
} from '../../../clients/typescript/src/studio.js';
import type { MessageKey, Translate } from '../interface';
import type { ListFilter } from '../lists/list-filters';
import type { ListState } from '../lists/list-state';
import { stateConditionOf, stateFilter } from './state-column';

type Facets = Partial<
  StudioActivityFacetsQuery['activities']['facets'] & StudioActivityFurtherFacetsQuery['activities']['facets']
>;

/** A condition of the list of activities. */
interface ActivityCondition {
  readonly label: MessageKey;
  /** What the condition is in the API. */
  readonly filter: (value: string) => ActivityFilter;
  /** The facet that has the values to choose from. */
  readonly facet?: keyof Facets;
  /** The values to choose from, where they are few and known. */
  readonly options?: readonly { readonly value: string; readonly label: MessageKey }[];
  readonly type?: 'date';
}

/** The conditions by their names in the address, those first that are needed most. */
const conditions: Readonly<Record<string, ActivityCondition>> = {
  year: {
    label: 'field.year',
    facet: 'years',
    filter: (year) => (Number.isInteger(Number(year)) ? { year: { eq: Number(year) } } : {}),
  },
  country: { label: 'field.country', facet: 'countries', filter: (code) => ({ country: [code] }) },
  participatingCountry: {
    label: 'filter.participatingCountry',
    facet: 'participatingCountries',
    filter: (code) => ({ participatingCountry: [code] }),
  },
  network: { label: 'type.NETWORK', facet: 'networks', filter: (slug) => ({ network: [slug] }) },
  programme: { label: 'field.programme', facet: 'programmes', filter: (slug) => ({ programme: [slug] }) },
  topic: { label: 'filter.topic', facet: 'topics', filter: (topic) => ({ topic: [topic] }) },
  type: {
    label: 'field.activityType',
    facet: 'activityTypes',
    filter: (type) => ({ activityType: [type as ActivityType] }),
  },
  language: { label: 'filter.language', facet: 'locales', filter: (locale) => ({ locale: [locale] }) },
  completeness: {
    label: 'filter.completeness',
    options: [
      { value: '49', label: 'filter.completenessBelow50' },
      { value: '79', label: 'filter.completenessBelow80' },
      { value: '99', label: 'filter.completenessBelow100' },
    ],
    filter: (score) => (Number.isInteger(Number(score)) ? { completeness: { lte: Number(score) } } : {}),
  },
  status: { label: 'field.status', facet: 'statuses', filter: (status) => ({ status: [status as ActivityStatus] }) },
  sector: { label: 'filter.sector', facet: 'sectors', filter: (code) => ({ sector: [code] }) },
  sdg: { label: 'filter.sdg', facet: 'sdgs', filter: (code) => ({ sdg: [code] }) },
  recipientCountry: {
    label: 'filter.recipientCountry',
    facet: 'recipientCountries',
    filter: (code) => ({ recipientCountry: [code] }),
  },
  region: { label: 'field.region', facet: 'regions', filter: (code) => ({ region: [code] }) },
  component: { label: 'field.component', facet: 'components', filter: (code) => ({ component: [code] }) },
  organisation: {
    label: 'filter.organisation',
    facet: 'organisations',
    filter: (slug) => ({ organisation: { organisation: [slug] } }),
  },
  results: {
    label: 'filter.results',
    options: [
      { value: 'with', label: 'filter.withResults' },
      { value: 'without', label: 'filter.withoutResults' },
    ],
    filter: (has) => ({ hasResults: has === 'with' }),
  },
  from: {
    label: 'filter.startsFrom',
    type: 'date',
    filter: (day) => (DAY.test(day) ? { startsOn: { gte: day } } : {}),
  },
  until: { label: 'filter.endsUntil', type: 'date', filter: (day) => (DAY.test(day) ? { endsOn: { lte: day } } : {}) },
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The conditions as the list shows them. */
export function activityFilters(t: Translate, facets: Facets): readonly ListFilter[] {
  const all = Object.entries(conditions).map(([name, { label, facet, options, type }]): ListFilter => ({
    name,
    label: t(label),
    ...(type !== undefined && { type }),
    ...(facet !== undefined && { options: optionsOf(facets[facet]) }),
    ...(options !== undefined && { options: options.map((one) => ({ value: one.value, label: t(one.label) })) }),
  }));
  return [{ name: 'text', label: t('filter.text') }, stateFilter(t), ...all];
}

/** The conditions of an address as the API takes them. The search for words covers drafts of unbound editors only. Others search titles. */
export function activityFilterOf(state: ListState, isBound: boolean): ActivityFilter {
  const { text } = state;
  return Object.entries(conditions).reduce<ActivityFilter>(
    (all, [name, { filter }]) => {
      const value = state[name];
      return value === undefined ? all : { ...all, ...filter(value) };
    },
    {
      ...stateConditionOf(state),
      ...(text !== undefined && (isBound ? { title: { contains: text } } : { text })),
    },
  );
}

function optionsOf(facets: Facets[keyof Facets] = []): NonNullable<ListFilter['options']> {
  return facets.flatMap(({ value, label }) => (value === null ? [] : [{ value, label: label ?? value }]));
}
