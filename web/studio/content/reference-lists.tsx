import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import {
  StudioCountriesDocument,
  StudioOrganisationsDocument,
  StudioProgrammesDocument,
  StudioRegionsDocument,
} from '../../../clients/typescript/src/index.js';
import { useReading } from '../api';
import { useInterface } from '../interface';
import { ListScreen, wholeList } from '../lists/list-screen';
import { pageArguments, useListState } from '../lists/list-state';
import { useSession } from '../session';
import { itemPath } from './item-path';

/** The programmes. */
export function ProgrammeListScreen(): ReactElement {
  const { t, dates } = useInterface();
  const { role } = useSession();
  const [state, show] = useListState();
  const reading = useReading(StudioProgrammesDocument, {});
  return (
    <ListScreen
      title={t('nav.programmes')}
      path="/programmes"
      state={state}
      onChange={show}
      reading={reading}
      pageOf={({ programmes }) => wholeList(programmes, state, ({ name }) => name)}
      titleOf={({ name }) => name}
      hasNew={role === 'ADMIN'}
      filters={[{ name: 'text', label: t('filter.name') }]}
      columns={[
        {
          id: 'NAME',
          title: t('field.name'),
          show: ({ id, name }) => <Link to={itemPath('PROGRAMME', id)}>{name}</Link>,
        },
        { id: 'ACRONYM', title: t('field.acronym'), show: ({ acronym }) => acronym },
        { id: 'DATES', title: t('column.dates'), show: ({ startsOn, endsOn }) => dates.range(startsOn, endsOn) },
      ]}
    />
  );
}

/** The organisations. */
export function OrganisationListScreen(): ReactElement {
  const { t } = useInterface();
  const { role } = useSession();
  const [state, show] = useListState();
  const { text, country } = state;
  const reading = useReading(StudioOrganisationsDocument, {
    ...pageArguments(state),
    filter: {
      ...(text !== undefined && { or: [{ name: { contains: text } }, { acronym: { contains: text } }] }),
      ...(country !== undefined && { country: [country] }),
    },
  });
  const countries = useReading(StudioCountriesDocument, {}).data?.countries ?? [];
  return (
    <ListScreen
      title={t('nav.organisations')}
      path="/organisations"
      state={state}
      onChange={show}
      reading={reading}
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
          show: ({ id, name }) => <Link to={itemPath('ORGANISATION', id)}>{name}</Link>,
        },
        { id: 'ACRONYM', title: t('field.acronym'), show: ({ acronym }) => acronym },
        { id: 'COUNTRY', title: t('field.country'), show: ({ country: place }) => place?.name },
      ]}
    />
  );
}

/** The regions. */
export function RegionListScreen(): ReactElement {
  const { t } = useInterface();
  const { role } = useSession();
  const [state, show] = useListState();
  const reading = useReading(StudioRegionsDocument, {});
  return (
    <ListScreen
      title={t('nav.regions')}
      path="/regions"
      state={state}
      onChange={show}
      reading={reading}
      pageOf={({ regions }) => wholeList(regions, state, ({ name }) => name)}
      titleOf={({ name }) => name}
      hasNew={role === 'ADMIN'}
      filters={[{ name: 'text', label: t('filter.name') }]}
      columns={[
        { id: 'NAME', title: t('field.name'), show: ({ id, name }) => <Link to={itemPath('REGION', id)}>{name}</Link> },
        { id: 'CODE', title: t('field.code'), show: ({ code }) => code },
      ]}
    />
  );
}
