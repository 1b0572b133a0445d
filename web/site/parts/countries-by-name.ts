import type { SiteMembershipFragment } from '../../../clients/typescript/src/site.js';
import type { Visit } from '../visit';

interface Named {
  readonly name: string;
}

/** Countries in the order of their names in the language of the page. The codes by which the API orders them are not shown. */
export function countriesByName<C extends Named>(visit: Visit, countries: readonly C[]): C[] {
  const { compare } = new Intl.Collator(visit.locale);
  return [...countries].sort((one, other) => compare(one.name, other.name));
}

/** Memberships in the order of the names of their countries. Those of one kind stay together, in the order of kinds that the API has. */
export function membershipsByName<M extends Pick<SiteMembershipFragment, 'kind' | 'country'>>(
  visit: Visit,
  memberships: readonly M[],
): M[] {
  const { compare } = new Intl.Collator(visit.locale);
  const kinds = [...new Set(memberships.map(({ kind }) => kind))];
  return [...memberships].sort(
    (one, other) =>
      kinds.indexOf(one.kind) - kinds.indexOf(other.kind) || compare(one.country.name, other.country.name),
  );
}
