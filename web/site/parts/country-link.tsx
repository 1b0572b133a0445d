import type { ReactElement } from 'react';
import type { Visit } from '../visit';

interface CountryLinkProps {
  readonly visit: Visit;
  readonly country: { readonly code: string; readonly name: string };
}

/** The name of a country, which leads to its page. */
export function CountryLink({ visit, country: { code, name } }: CountryLinkProps): ReactElement {
  return (
    <a href={visit.href(`/countries/${code}`)} {...visit.inLanguage(visit.locale)}>
      {name}
    </a>
  );
}
