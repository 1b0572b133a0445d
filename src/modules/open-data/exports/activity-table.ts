import { shareCell } from '../../figures/classification/percentages';
import type { FileOrigin } from '../attribution';
import type { ExportedActivity } from './activity-export';
import type { Column } from './table';

/**
 * The columns of the table of activities. Each row names the licence and the source: a table has no other place for them,
 * and rows are copied into other tables.
 */
export const activityColumns: readonly Column<ExportedActivity>[] = [
  { name: 'id', of: ({ id }) => id },
  { name: 'slug', of: ({ slug }) => slug },
  { name: 'code', of: ({ operativeDimension: { code } }) => code },
  { name: 'locale', of: ({ locale }) => locale },
  { name: 'title', of: ({ title }) => title },
  { name: 'summary', of: ({ summary }) => summary },
  { name: 'startsOn', of: ({ startsOn }) => startsOn },
  { name: 'endsOn', of: ({ endsOn }) => endsOn },
  ...(['plannedStart', 'actualStart', 'plannedEnd', 'actualEnd'] as const).map((name) => ({
    name,
    of: ({ dates }: ExportedActivity) => dates[name],
  })),
  { name: 'status', of: ({ status }) => status },
  { name: 'year', of: ({ operativeDimension: { year } }) => year },
  { name: 'activityType', of: ({ operativeDimension: { activityType } }) => activityType },
  { name: 'component', of: ({ operativeDimension: { component } }) => component?.code },
  { name: 'componentName', of: ({ operativeDimension: { component } }) => component?.name },
  { name: 'region', of: ({ operativeDimension: { region } }) => region?.code },
  { name: 'regionName', of: ({ operativeDimension: { region } }) => region?.name },
  { name: 'country', of: ({ operativeDimension: { country } }) => country?.code },
  { name: 'countryName', of: ({ operativeDimension: { country } }) => country?.name },
  { name: 'place', of: ({ operativeDimension: { place } }) => place },
  { name: 'programme', of: ({ programme }) => programme?.slug },
  { name: 'programmeName', of: ({ programme }) => programme?.name },
  { name: 'networks', of: ({ networks }) => networks.map(({ slug }) => slug) },
  {
    name: 'organisations',
    of: ({ organisations }) => organisations.map(({ role, organisation }) => `${organisation.slug}: ${role}`),
  },
  {
    name: 'participatingCountries',
    of: ({ participatingCountries }) => participatingCountries.map(({ code }) => code),
  },
  { name: 'topics', of: ({ topics }) => topics },
  { name: 'objectives', of: ({ objectives }) => objectives.map(({ text }) => text) },
  { name: 'iatiIdentifier', of: ({ iatiIdentifier }) => iatiIdentifier },
  {
    name: 'recipients',
    of: ({ recipients }) =>
      recipients.map(({ country, region, percentage }) => shareCell.format((country ?? region)!.code, percentage)),
  },
  {
    name: 'sectors',
    of: ({ sectors }) => sectors.map(({ sector, percentage }) => shareCell.format(sector.code, percentage)),
  },
  { name: 'sdgs', of: ({ sdgs }) => sdgs.map(({ code }) => code) },
  ...(['women', 'men', 'unspecified', 'total'] as const).map((name) => ({
    name: name === 'total' ? 'participants' : name,
    of: ({ participants }: ExportedActivity) => participants?.[name],
  })),
  { name: 'createdAt', of: ({ createdAt }) => createdAt },
  { name: 'updatedAt', of: ({ updatedAt }) => updatedAt },
  { name: 'cover', of: ({ cover }) => cover && String(cover.url) },
  { name: 'coverAlt', of: ({ cover }) => cover?.alt },
];

/** The last columns of every table. */
export function originColumns({ licence, citeAs }: FileOrigin): Column<unknown>[] {
  return [
    { name: 'licence', of: () => licence },
    { name: 'citeAs', of: () => citeAs },
  ];
}
