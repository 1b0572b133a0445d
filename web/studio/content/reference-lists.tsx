import type { ReactElement } from 'react';
import {
  StudioCountriesDocument,
  StudioOrganisationsDocument,
  StudioProgrammesDocument,
  type StudioProgrammesQuery,
  StudioRegionsDocument,
  type StudioRegionsQuery,
} from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';
import { ListScreen, wholeList } from '../lists/list-screen';
import { orderArgument, pageArguments, useListState } from '../lists/list-state';
import type { ListColumn } from '../lists/list-table';
import { useReading } from '../reading';
import { useSession } from '../session';
import { ItemLink } from './item-link';

/** The programmes. */
export function ProgrammeListScreen(): ReactElement {
  const { t, dates, locale } = useInterface();
  const { role } = useSession();
  const [state, show] = useListState();
  const reading = useReading(StudioProgrammesDocument, {});
  const columns: readonly ListColumn<StudioProgrammesQuery['programmes'][number]>[] = [
    {
      id: 'NAME',
      title: t('field.name'),
      isSortable: true,
      text: ({ name }) => name,
      show: ({ id, name, locale: language }) => <ItemLink type="PROGRAMME" id={id} title={name} locale={language} />,
    },
    { id: 'ACRONYM', title: t('field.acronym'), isSortable: true, text: ({ acronym }) => acronym },
    {
      id: 'FIRST_DAY',
      title: t('column.dates'),
      isSortable: true,
      show: ({ startsOn, endsOn }) => dates.range(startsOn, endsOn),
    },
    { id: 'FIRST_DAY', title: t('field.startsOn'), text: ({ startsOn }) => startsOn, isHidden: true },
    { id: 'LAST_DAY', title: t('field.endsOn'), text: ({ endsOn }) => endsOn, isHidden: true },
  ];
  return (
    <ListScreen
      title={t('nav.programmes')}
      path="/programmes"
      state={state}
      onChange={show}
      reading={reading}
      read={(api) => api.read(StudioProgrammesDocument, {})}
      pageOf={({ programmes }) => wholeList(programmes, { state, columns, titleOf: ({ name }) => name, locale })}
      titleOf={({ name }) => name}
      hasNew={role === 'ADMIN'}
      filters={[{ name: 'text', label: t('filter.name') }]}
      columns={columns}
    />
  );
}

/** The organisations. */
export function OrganisationListScreen(): ReactElement {
  const { t, locale } = useInterface();
  const { role } = useSession();
  const [state, show] = useListState();
  const { text, country } = state;
  const order = orderArgument(state, ['NAME', 'ACRONYM']);
  const conditions = {
    filter: {
      ...(text !== undefined && { or: [{ name: { contains: text } }, { acronym: { contains: text } }] }),
      ...(country !== undefined && { country: [country] }),
    },
    ...(order !== null && { orderBy: [order] }),
  };
  const reading = useReading(StudioOrganisationsDocument, { ...pageArguments(state), ...conditions });
  const countries = useReading(StudioCountriesDocument, { locale }).data?.countries ?? [];
  return (
    <ListScreen
      title={t('nav.organisations')}
      path="/organisations"
      state={state}
      onChange={show}
      reading={reading}
      read={(api, page) => api.read(StudioOrganisationsDocument, { ...page, ...conditions })}
      pageOf={({ page }) => page}
      titleOf={({ name }) => name}
      hasNew={role === 'ADMIN'}
      filters={[
        { name: 'text', label: t('filter.name') },
        {
          name: 'country',
          label: t('field.country'),
          options: countries.map(({ code, name }) => ({ value: code, label: name })),
        },
      ]}
      columns={[
        {
          id: 'NAME',
          title: t('field.name'),
          isSortable: true,
          text: ({ name }) => name,
          show: ({ id, name, locale: language }) => (
            <ItemLink type="ORGANISATION" id={id} title={name} locale={language} />
          ),
        },
        { id: 'ACRONYM', title: t('field.acronym'), isSortable: true, text: ({ acronym }) => acronym },
        { id: 'COUNTRY', title: t('field.country'), text: ({ country: place }) => place?.name },
      ]}
    />
  );
}

/** The regions. */
export function RegionListScreen(): ReactElement {
  const { t, locale } = useInterface();
  const { role } = useSession();
  const [state, show] = useListState();
  const reading = useReading(StudioRegionsDocument, {});
  const columns: readonly ListColumn<StudioRegionsQuery['regions'][number]>[] = [
    {
      id: 'NAME',
      title: t('field.name'),
      isSortable: true,
      text: ({ name }) => name,
      show: ({ id, name, locale: language }) => <ItemLink type="REGION" id={id} title={name} locale={language} />,
    },
    { id: 'CODE', title: t('field.code'), isSortable: true, text: ({ code }) => code },
  ];
  return (
    <ListScreen
      title={t('nav.regions')}
      path="/regions"
      state={state}
      onChange={show}
      reading={reading}
      read={(api) => api.read(StudioRegionsDocument, {})}
      pageOf={({ regions }) => wholeList(regions, { state, columns, titleOf: ({ name }) => name, locale })}
      titleOf={({ name }) => name}
      hasNew={role === 'ADMIN'}
      filters={[{ name: 'text', label: t('filter.name') }]}
      columns={columns}
    />
  );
}
