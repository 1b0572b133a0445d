import type { ReactElement, ReactNode } from 'react';
import type { ActivityFilter } from '../../../clients/typescript/src/site.js';
import type { MessageKey } from '../messages';
import type { Visit } from '../visit';

/** A condition that visitors choose from a list of values, or enter. */
interface Condition {
  /** The name of the parameter, which the files of /exports take as well. */
  readonly parameter: string;
  readonly label: MessageKey;
  readonly conditionOf: (value: string) => ActivityFilter;
}

/** The parameter for the country in which activities are held. */
export const COUNTRY = 'filter.country';

/** The parameter for a country that benefits from activities. */
export const RECIPIENT_COUNTRY = 'filter.recipientCountry';

const choices = {
  years: {
    parameter: 'filter.year.eq',
    label: 'activities.year',
    // The API refuses a text, and says why. It would take NaN for null.
    conditionOf: (value) => ({ year: { eq: /^\d+$/.test(value) ? Number(value) : (value as never) } }),
  },
  countries: {
    parameter: COUNTRY,
    label: 'activities.country',
    conditionOf: (value) => ({ country: [value] }),
  },
  participatingCountries: {
    parameter: 'filter.participatingCountry',
    label: 'activities.participatingCountry',
    conditionOf: (value) => ({ participatingCountry: [value] }),
  },
  activityTypes: {
    parameter: 'filter.activityType',
    label: 'activities.activityType',
    // The API refuses a value that is none.
    conditionOf: (value) => ({ activityType: [value as never] }),
  },
  networks: {
    parameter: 'filter.network',
    label: 'activities.network',
    conditionOf: (value) => ({ network: [value] }),
  },
  programmes: {
    parameter: 'filter.programme',
    label: 'activities.programme',
    conditionOf: (value) => ({ programme: [value] }),
  },
  topics: {
    parameter: 'filter.topic',
    label: 'activities.topic',
    conditionOf: (value) => ({ topic: [value] }),
  },
  regions: {
    parameter: 'filter.region',
    label: 'activity.region',
    conditionOf: (value) => ({ region: [value] }),
  },
  statuses: {
    parameter: 'filter.status',
    label: 'activity.status',
    // The API refuses a value that is none.
    conditionOf: (value) => ({ status: [value as never] }),
  },
  recipientCountries: {
    parameter: RECIPIENT_COUNTRY,
    label: 'activities.recipientCountry',
    conditionOf: (value) => ({ recipientCountry: [value] }),
  },
  sectors: {
    parameter: 'filter.sector',
    label: 'activities.sector',
    conditionOf: (value) => ({ sector: [value] }),
  },
  sdgs: {
    parameter: 'filter.sdg',
    label: 'activities.sdg',
    conditionOf: (value) => ({ sdg: [value] }),
  },
} as const satisfies Readonly<Record<string, Condition>>;

/** The choices that most visitors need. The others are folded, since they would fill the screen of a phone. */
const MAIN_CHOICES: readonly string[] = [
  'years',
  'countries',
  'participatingCountries',
  'activityTypes',
  'networks',
] satisfies (keyof typeof choices)[];

/** The days between which an activity begins. */
const days: readonly Condition[] = [
  {
    parameter: 'filter.startsOn.gte',
    label: 'activities.startsFrom',
    conditionOf: (value) => ({ startsOn: { gte: value } }),
  },
  {
    parameter: 'filter.startsOn.lte',
    label: 'activities.startsUntil',
    conditionOf: (value) => ({ startsOn: { lte: value } }),
  },
];

const TEXT = 'filter.text';

const conditions: readonly Condition[] = [...Object.values(choices), ...days];

const parameters = [TEXT, ...conditions.map(({ parameter }) => parameter)];

/** The conditions in the address of a page; null if it has none. */
export function filterOf({ url }: Visit): ActivityFilter | null {
  const given = givenConditions(url.searchParams);
  const text = given.get(TEXT);
  const met = conditions.flatMap(({ parameter, conditionOf }) => {
    const value = given.get(parameter);
    return value === null ? [] : [conditionOf(value)];
  });
  if (text !== null) met.push({ text });
  return met.length === 0 ? null : { and: met };
}

/** The words in the address of a page; null if it has none. */
export function textOf({ url }: Visit): string | null {
  return givenConditions(url.searchParams).get(TEXT);
}

/**
 * The conditions in an address, as parameters of another one. Empty fields of the form are no conditions. Of several values of
 * one condition, the first counts, as in the form, so that a page and its files have the same conditions.
 */
export function givenConditions(search: URLSearchParams): URLSearchParams {
  const given = new URLSearchParams();
  for (const [name, value] of search) {
    if (parameters.includes(name) && value !== '' && !given.has(name)) given.append(name, value);
  }
  return given;
}

interface FacetValue {
  readonly value: string | null;
  readonly label: string | null;
  readonly count: number;
}

/** The values of each choice with their numbers. */
export type FilterValues = Readonly<Partial<Record<keyof typeof choices, readonly FacetValue[]>>>;

interface FilterFormProps {
  readonly visit: Visit;
  /** A choice without values is left out. */
  readonly values: FilterValues;
  /** Other parameters of the page that the form keeps, with their values. */
  readonly keeps?: readonly (readonly [name: string, value: string])[];
  /** Further fields of the form. */
  readonly children?: ReactNode;
}

/** The form in which visitors choose conditions. It works without scripts. On a narrow screen, it is folded: the list comes first. */
export function FilterForm({ visit, values, keeps = [], children }: FilterFormProps): ReactElement {
  const { translate: t, url } = visit;
  const given = givenConditions(url.searchParams);
  const entries = Object.entries(choices) as [keyof typeof choices, Condition][];
  const selects = (isMain: boolean): ReactNode =>
    entries
      .filter(([name]) => MAIN_CHOICES.includes(name) === isMain)
      .map(([name, { parameter, label }]) => (
        <Select
          key={name}
          visit={visit}
          name={parameter}
          label={t(label)}
          values={name === 'years' ? (values[name] ?? []) : byCount(visit, values[name] ?? [])}
          chosen={given.get(parameter)}
        />
      ));
  const isMore = (parameter: string): boolean =>
    parameter !== TEXT && !MAIN_CHOICES.some((name) => choices[name as keyof typeof choices].parameter === parameter);
  return (
    <search aria-label={t('activities.filter')}>
      <details className="folded">
        <summary>
          {t('activities.filter')}
          {given.size > 0 && ` (${given.size})`}
        </summary>
        <form className="filter" action={visit.href(visit.path)}>
          <label>
            {t('activities.text')}
            <input type="search" name={TEXT} defaultValue={given.get(TEXT) ?? ''} maxLength={200} />
          </label>
          {selects(true)}
          <details open={[...given.keys()].some(isMore)}>
            <summary>{t('activities.more')}</summary>
            <div>
              {selects(false)}
              {days.map(({ parameter, label }) => (
                <label key={parameter}>
                  {t(label)}
                  <input type="date" name={parameter} defaultValue={given.get(parameter) ?? ''} />
                </label>
              ))}
            </div>
          </details>
          {children}
          {keeps.map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <button>{t('activities.apply')}</button>
          {given.size > 0 && <a href={visit.href(visit.path)}>{t('activities.clear')}</a>}
        </form>
      </details>
    </search>
  );
}

/** Most activities first. Values with as many have the order of their names in the language of the page. */
function byCount(visit: Visit, values: readonly FacetValue[]): readonly FacetValue[] {
  const { compare } = new Intl.Collator(visit.locale);
  const nameOf = ({ label, value }: FacetValue): string => label ?? value ?? '';
  return [...values].sort((one, other) => other.count - one.count || compare(nameOf(one), nameOf(other)));
}

interface SelectProps {
  readonly visit: Visit;
  readonly name: string;
  readonly label: string;
  readonly values: readonly FacetValue[];
  readonly chosen: string | null;
}

function Select({ visit, name, label, values, chosen }: SelectProps): ReactElement | null {
  const known = values.filter(({ value }) => value !== null);
  if (known.length === 0 && chosen === null) return null;
  return (
    <label>
      {label}
      <select name={name} defaultValue={chosen ?? ''}>
        <option value="">{visit.translate('activities.any')}</option>
        {chosen !== null && !known.some(({ value }) => value === chosen) && <option>{chosen}</option>}
        {known.map(({ value, label: text, count }) => (
          <option key={value} value={value!}>
            {`${text ?? value} (${count})`}
          </option>
        ))}
      </select>
    </label>
  );
}
