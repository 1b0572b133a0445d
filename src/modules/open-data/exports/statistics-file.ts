import type { FileText } from '../attribution';
import type { PublicFile } from '../public-file';
import { originColumns } from './activity-table';
import { type Column, writeCsv } from './table';
import { MAX_SHEET_ROWS, sourceSheet, writeXlsx } from './xlsx';

interface Key {
  readonly value: string | null;
  readonly label: string | null;
}

interface Group {
  readonly keys: readonly Key[];
}

interface CountedGroup extends Group {
  readonly count: number;
}

interface PeopleGroup extends Group {
  readonly participants: Readonly<Record<'women' | 'men' | 'unspecified' | 'total', number>>;
}

interface MoneySum {
  readonly kind: string;
  readonly kindLabel: string;
  readonly value: { readonly amount: string; readonly currency: string };
  readonly items: number;
  readonly activities: number;
}

interface MoneyGroup extends Group {
  readonly sum: MoneySum;
}

/** Figures by one to three dimensions, which the parameter `groupBy` names. */
interface Statistics<T extends Group> {
  /** The name of the files, without its extension. */
  readonly name: string;
  /** The name of the sheet. */
  readonly sheet: string;
  readonly title: FileText;
  readonly query: string;
  readonly defaults: PublicFile<T>['defaults'];
  readonly groupsIn: (data: Readonly<Record<string, unknown>>) => readonly T[];
  /** The columns after those of the dimensions. */
  readonly columns: readonly Column<T>[];
}

const activities: Statistics<CountedGroup> = {
  name: 'statistics',
  sheet: 'Statistics',
  title: { en: 'Numbers of activities', fr: 'Nombres d’activités', ru: 'Количество мероприятий' },
  query: `
    query StatisticsExport($locale: [Locale!]!, $groupBy: [ActivityDimension!]!, $filter: ActivityFilter)
    @inLocales(preferred: $locale) {
      activityStatistics(groupBy: $groupBy, filter: $filter) {
        keys { value label }
        count
      }
    }
  `,
  defaults: { groupBy: ['YEAR'] },
  groupsIn: ({ activityStatistics }) => activityStatistics as CountedGroup[],
  columns: [{ name: 'activities', of: ({ count }) => count }],
};

const people: Statistics<PeopleGroup> = {
  name: 'people',
  sheet: 'People',
  title: { en: 'People who took part', fr: 'Participants', ru: 'Участники' },
  query: `
    query PeopleExport($locale: [Locale!]!, $groupBy: [ActivityDimension!]!, $filter: ActivityFilter)
    @inLocales(preferred: $locale) {
      activityStatistics(groupBy: $groupBy, filter: $filter) {
        keys { value label }
        participants { women men unspecified total }
      }
    }
  `,
  defaults: { groupBy: ['YEAR'] },
  // Groups in which nobody has counted have no figure.
  groupsIn: ({ activityStatistics }) =>
    (activityStatistics as PeopleGroup[]).filter(({ participants }) => participants.total > 0),
  columns: (['women', 'men', 'unspecified', 'total'] as const).map((name) => ({
    name,
    of: ({ participants }) => participants[name],
  })),
};

const money: Statistics<MoneyGroup> = {
  name: 'money',
  sheet: 'Money',
  title: { en: 'Sums of money', fr: 'Sommes d’argent', ru: 'Денежные суммы' },
  query: `
    query MoneyExport(
      $locale: [Locale!]!, $kinds: [MoneyKind!]!, $groupBy: [MoneyDimension!]!, $filter: ActivityFilter, $years: IntFilter,
      $currencies: [CurrencyCode!]
    ) @inLocales(preferred: $locale) {
      moneyStatistics(kinds: $kinds, groupBy: $groupBy, filter: $filter, years: $years, currencies: $currencies) {
        groups { keys { value label } sums { ...ExportedSum } }
        unallocated { ...ExportedSum }
      }
    }
    fragment ExportedSum on MoneySum { kind kindLabel value { amount currency } items activities }
  `,
  defaults: { groupBy: ['YEAR'], kinds: ['BUDGET', 'DISBURSEMENT', 'EXPENDITURE'] },
  groupsIn: ({ moneyStatistics }) => {
    const { groups, unallocated } = moneyStatistics as {
      readonly groups: readonly (Group & { readonly sums: readonly MoneySum[] })[];
      readonly unallocated: readonly MoneySum[];
    };
    return [
      ...groups.flatMap(({ keys, sums }) => sums.map((sum) => ({ keys, sum }))),
      ...unallocated.map((sum) => ({ keys: [], sum })),
    ];
  },
  columns: [
    { name: 'kind', of: ({ sum }) => sum.kind },
    { name: 'kindName', of: ({ sum }) => sum.kindLabel },
    { name: 'currency', of: ({ sum }) => sum.value.currency },
    { name: 'amount', of: ({ sum }) => ({ decimal: sum.value.amount }) },
    { name: 'items', of: ({ sum }) => sum.items },
    { name: 'activities', of: ({ sum }) => sum.activities },
  ],
};

/** Statistics as CSV and as workbooks. */
export const statisticsFiles: readonly PublicFile<unknown>[] = [
  ...filesOf(activities),
  ...filesOf(people),
  ...filesOf(money),
];

function filesOf<T extends Group>({
  name,
  sheet,
  groupsIn,
  columns,
  ...statistics
}: Statistics<T>): readonly PublicFile<T>[] {
  const file = {
    ...statistics,
    variables: {},
    partOf: (data: Readonly<Record<string, unknown>>) => ({ items: groupsIn(data), next: null }),
  };
  // The kind of money is a column, whether or not it is also a dimension.
  const isDimension = ({ name }: Column<Group>): boolean => !columns.some((column) => column.name === name);
  const columnsBy = (groupBy: unknown): Column<T>[] => [
    ...(groupBy as string[]).flatMap(columnsOf).filter(isDimension),
    ...columns,
  ];
  return [
    {
      ...file,
      path: `/exports/${name}.csv`,
      fileName: `${name}.csv`,
      mediaType: 'text/csv; charset=utf-8; header=present',
      isCompressible: true,
      // The API bounds the groups.
      limit: { items: Infinity, beyond: 'refuse' },
      write: (parts, origin, { groupBy }) => writeCsv([...columnsBy(groupBy), ...originColumns(origin)], parts),
    },
    {
      ...file,
      path: `/exports/${name}.xlsx`,
      fileName: `${name}.xlsx`,
      mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      isCompressible: false,
      limit: { items: MAX_SHEET_ROWS, beyond: 'refuse' },
      write: (parts, origin, { groupBy }) =>
        writeXlsx({ name: sheet, columns: columnsBy(groupBy), parts }, sourceSheet(origin)),
    },
  ];
}

/** The value of a dimension, as conditions take it, and its name: the columns `country` and `countryName`. */
function columnsOf(dimension: string, place: number): Column<Group>[] {
  const name = dimension.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  return [
    { name, of: ({ keys }) => (dimension === 'YEAR' ? yearOf(keys[place]) : keys[place]?.value) },
    { name: `${name}Name`, of: ({ keys }) => keys[place]?.label },
  ];
}

/** A number, as in the file of activities, so that workbooks can be joined by it. */
function yearOf(key: Key | undefined): number | null {
  return key?.value == null ? null : Number(key.value);
}
