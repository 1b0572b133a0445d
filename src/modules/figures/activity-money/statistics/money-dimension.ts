import { registerEnumType } from 'type-graphql';
import { preferredLocale, type RequestContext } from '../../../../core/access/request-context';
import type { Viewer } from '../../../../core/access/viewer';
import type { LocalizedItem } from '../../../../core/languages/translation.entity';
import { toCamelCase } from '../../../../database/sql/column-names';
import { raw, type Sql, sql } from '../../../../database/sql/sql';
import { Network } from '../../../catalogue/network/network.entity';
import { isNetworkVisible } from '../../../catalogue/network/network.policy';
import { Organisation } from '../../../catalogue/organisation/organisation.entity';
import { Programme } from '../../../catalogue/programme/programme.entity';
import { nameOfCode, sectorListOf } from '../../codelists/codelist';
import { activityBitOf, type GroupedValue } from '../../money/activity-firsts';
import { bitOf, type Projection } from '../../money/money-shares';

export enum MoneyDimension {
  YEAR = 'YEAR',
  COUNTRY = 'COUNTRY',
  REGION = 'REGION',
  PROVIDER = 'PROVIDER',
  RECEIVER = 'RECEIVER',
  PROGRAMME = 'PROGRAMME',
  NETWORK = 'NETWORK',
  SECTOR = 'SECTOR',
  SECTOR_CATEGORY = 'SECTOR_CATEGORY',
  STATUS = 'STATUS',
  KIND = 'KIND',
}

registerEnumType(MoneyDimension, {
  name: 'MoneyDimension',
  description: 'Dimension by which money can be summed.',
  valuesConfig: {
    YEAR: { description: 'Year of the day of the transaction, or of the first day of the budget.' },
    COUNTRY: {
      description:
        'Country that the money is for: that of the transaction, or else the recipients of the activity by their percentages. ' +
        'The value is its ISO 3166-1 alpha-2 code.',
    },
    REGION: {
      description:
        'Region that the money is for, by the recipients of the activity. The value is its code in the codelist Region.',
    },
    PROVIDER: { description: 'Organisation that provides the money. The value is its slug. Budgets have none.' },
    RECEIVER: { description: 'Organisation that receives the money. The value is its slug. Budgets have none.' },
    PROGRAMME: { description: 'Programme of the activity. The value is its slug.' },
    NETWORK: {
      description:
        'Network that takes part in the activity. The value is its slug. The money of an activity with several networks is ' +
        'unallocated, because it is not known how they share it.',
    },
    SECTOR: {
      description:
        'Sector that the money is for: that of the transaction, or else the sectors of the activity by their percentages. The ' +
        'value is its DAC code.',
    },
    SECTOR_CATEGORY: {
      description: 'Category of the sector that the money is for. The value is its DAC code of 3 digits.',
    },
    STATUS: { description: 'Stage of the activity. The value is that of `ActivityStatus`.' },
    KIND: { description: 'Kind of money. The value is that of `MoneyKind`.' },
  },
});

/** How money is summed by a dimension. */
interface SummedDimension {
  /** The column with the value of a share, or of its activity if there is `ofActivity`; null: it is unallocated. */
  readonly column: string;
  /** The value of a row of `activity` with the alias `a`, if shares have the value of their activity. */
  readonly ofActivity?: (viewer: Viewer) => Sql;
  /** The entity whose id is the key, and its column with the value. The label is its name. */
  readonly reference?: new () => LocalizedItem;
  /** The label of a value, if no table gives one. */
  readonly labelOf?: (value: string, context: RequestContext) => string;
  /** The part of the projection by which items are counted, if an item may have several values. */
  readonly projection?: Partial<Projection>;
  readonly numeric?: true;
}

/** All dimensions. No restricted field may be one, because sums would reveal its values. */
export const moneyDimensions: Readonly<Record<MoneyDimension, SummedDimension>> = {
  YEAR: { column: 'year', labelOf: (year) => year, numeric: true },
  COUNTRY: {
    column: 'country_code',
    labelOf: (code, context) => context.languages.countryName(code, preferredLocale(context)),
    projection: { country: true },
  },
  REGION: {
    column: 'region_code',
    labelOf: (code, context) => nameOfCode(context, 'Region', code) ?? code,
    projection: { region: true },
  },
  PROVIDER: { column: 'provider_id', reference: Organisation },
  RECEIVER: { column: 'receiver_id', reference: Organisation },
  PROGRAMME: { column: 'programme_id', ofActivity: () => raw('a.programme_id'), reference: Programme },
  NETWORK: {
    column: 'network_id',
    // Networks that the viewer does not see do not count: the result must not reveal that there is a second one.
    ofActivity: (viewer) => sql`(
      SELECT CASE WHEN count(*) = 1 THEN min(n.id) END FROM activity_network an JOIN network n ON n.id = an.network_id
      WHERE an.activity_id = a.id AND ${isNetworkVisible(viewer, 'n')})`,
    reference: Network,
  },
  SECTOR: {
    column: 'sector_code',
    labelOf: (code, context) => nameOfCode(context, sectorListOf(code), code) ?? code,
    projection: { sector: 'code' },
  },
  SECTOR_CATEGORY: {
    column: 'sector_category',
    labelOf: (code, context) => nameOfCode(context, sectorListOf(code), code) ?? code,
    projection: { sector: 'category' },
  },
  STATUS: {
    column: 'status',
    ofActivity: () => raw('a.status'),
    labelOf: (status, context) => context.languages.label('ActivityStatus', status, preferredLocale(context)),
  },
  KIND: {
    column: 'kind',
    labelOf: (kind, context) => context.languages.label('MoneyKind', kind, preferredLocale(context)),
  },
};

/** The projection by which items are counted in sums by these dimensions. */
export function projectionOf(by: readonly MoneyDimension[]): Projection {
  const parts = by.map((dimension) => moneyDimensions[dimension].projection ?? {});
  const sectors = parts.map(({ sector }) => sector ?? null);
  return {
    country: parts.some(({ country }) => country),
    region: parts.some(({ region }) => region),
    sector: sectors.includes('code') ? 'code' : sectors.includes('category') ? 'category' : null,
  };
}

/** The number of the bit of `activityFirsts` that counts activities in sums by these dimensions. Null: no bit does. */
export function activityBitOfSums(by: readonly MoneyDimension[]): number | null {
  const values = by
    .filter((dimension) => dimension !== MoneyDimension.KIND && moneyDimensions[dimension].ofActivity === undefined)
    .map((dimension) => toCamelCase(moneyDimensions[dimension].column) as GroupedValue);
  return activityBitOf(values);
}

/** The bits that count items whose shares are all in one sum, and such activities. */
export const WHOLE = bitOf(projectionOf([]));
export const WHOLE_ACTIVITY = activityBitOfSums([])!;
