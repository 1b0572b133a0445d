import type { SiteMembershipFragment } from '../../../clients/typescript/src/index.js';
import type { Visit } from '../visit';

interface Named {
  readonly name: string;
}

/** Countries in the order of their names in the language of the page. The codes by which the API orders them are not shown. */
export function countriesByName<C extends Named>(visit: Visit, countries: readonly C[]): C[] {
  const { compare } = new Intl.Collator(visit.locale);
  return [...countries].sort((one, other) => compare(one.name, other.name));
}

/** Memberships by the names of their countries, those of one kind and of one country together, as the API has them. */
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
