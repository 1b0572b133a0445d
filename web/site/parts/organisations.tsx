import type { ReactElement } from 'react';
import type { SiteOrganisationInRoleFragment } from '../../../clients/typescript/src/index.js';
import type { Visit } from '../visit';

interface OrganisationsProps {
  readonly visit: Visit;
  readonly entries: readonly SiteOrganisationInRoleFragment[];
}

/** Organisations with their roles. */
export function Organisations({ visit, entries }: OrganisationsProps): ReactElement {
  return (
    <ul>
      {entries.map(({ roleLabel, organisation: { slug, name, locale } }) => (
        <li key={roleLabel + slug}>
          <a href={visit.href(`/organisations/${slug}`)} {...visit.inLanguage(locale)}>
            {name}
          </a>{' '}
          <small>{roleLabel}</small>
        </li>
      ))}
    </ul>
  );
}
