import {
  checkCountry,
  checkUnique,
  checkSlug,
  checkText,
  MAX_LENGTH,
  MAX_FOLDED_LENGTH,
} from '../../../core/mutations/checks';
import type { Problems } from '../../../core/mutations/problems';
import { makeSlug } from '../../../core/mutations/slug';
import type { ReferenceType } from '../../reference-data/reference-data.service';
import { Organisation } from './organisation.entity';

/** What is decided of an organisation. */
interface OrganisationContent {
  readonly slug: string;
  readonly name: string;
  readonly acronym: string | null;
  readonly country: string | null;
  readonly identifier: string | null;
}

const table = 'organisation';

export const organisationVocabulary: ReferenceType<OrganisationContent> = {
  name: 'Organisation',
  table,
  empty: { slug: '', name: '', acronym: null, country: null, identifier: null },
  uses: [
    { nouns: ['network', 'networks'], table: 'network_supporter', column: 'organisation_id' },
    { nouns: ['membership', 'memberships'], table: 'member_country', column: 'institution_id' },
  ],
  read: async ({ manager }, id) => {
    const { slug, name, acronym, countryCode, identifier } = await manager.findOneByOrFail(Organisation, { id });
    return { slug, name, acronym, country: countryCode, identifier };
  },
  complete: async ({ manager }, content, id) =>
    content.slug === '' ? { ...content, slug: await makeSlug(manager, table, content.name, table, id) } : content,
  validate: async ({ manager }, { slug, name, acronym, country, identifier }, id, problems) => {
    checkSlug(problems, 'input.slug', slug);
    await checkUnique(manager, problems, 'input.slug', { table, column: 'slug' }, slug, id);
    checkText(problems, 'input.name', name, {
      max: MAX_LENGTH.name,
      maxFolded: MAX_FOLDED_LENGTH.name,
      required: true,
    });
    checkText(problems, 'input.acronym', acronym, { max: MAX_LENGTH.code, maxFolded: MAX_FOLDED_LENGTH.name });
    checkCountry(problems, 'input.country', country);
    checkIdentifier(problems, identifier);
    await checkUnique(manager, problems, 'input.identifier', { table, column: 'identifier' }, identifier, id);
  },
  save: async ({ manager }, id, { country, ...content }, version) => {
    const columns = { ...content, countryCode: country, id: id ?? undefined, version };
    return (await manager.save(Object.assign(new Organisation(), columns))).id;
  },
};

/** The country or XM, XI, XR; the agency that registers; and the number that it gave, without what IATI forbids. */
const identifierForm = /^[A-Z]{2}-[A-Z0-9_]+-[^\s\p{C}/&|?]+$/u;

/** IATI standard 2.03, organisation identifiers: a registration agency of Org-id.guide, a hyphen, and its identifier. */
function checkIdentifier(problems: Problems, identifier: string | null): void {
  if (identifier === null || (identifier.length <= 100 && identifierForm.test(identifier))) return;
  problems.add(
    'input.identifier',
    'INVALID',
    'An IATI organisation identifier has the form XM-DAC-41128, at most 100 characters, and no blanks, /, &, | or ?',
  );
}
