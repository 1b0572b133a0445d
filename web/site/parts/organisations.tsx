import type { ReactElement } from 'react';
import type { SiteOrganisationInRoleFragment } from '../../../clients/typescript/src/site.js';
import type { Visit } from '../visit';

interface OrganisationsProps {
  readonly visit: Visit;
  /** The language in which the item with the roles is shown. */
  readonly locale: string;
  readonly entries: readonly SiteOrganisationInRoleFragment[];
}

/** Organisations with their roles. */
export function Organisations({ visit, locale, entries }: OrganisationsProps): ReactElement {
  return (
    <ul>
      {entries.map(({ roleLabel, organisation: { slug, name, locale: ownLocale } }) => (
        <li key={roleLabel + slug}>
          <a href={visit.href(`/organisations/${slug}`)} {...visit.inLanguage(ownLocale)}>
            {name}
          </a>{' '}
          <small {...visit.inLanguage(locale)}>{roleLabel}</small>
        </li>
      ))}
    </ul>
  );
}
