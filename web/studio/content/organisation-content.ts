import {
  StudioOrganisationDocument,
  StudioCreateOrganisationDocument,
  StudioUpdateOrganisationDocument,
  StudioSetOrganisationTranslationDocument,
  StudioDeleteOrganisationTranslationDocument,
  type CreateOrganisationInput,
  type StudioOrganisationFragment,
  type StudioOrganisationQuery,
  type UpdateOrganisationInput,
  type SetOrganisationTranslationInput,
} from '../../../clients/typescript/src/index.js';
import type { ValuesOf } from '../forms/form-values';
import { translationsOf } from '../translations/translation';
import { mapOutcome, type ContentItem, type EditableContent } from './editable-content';

type OrganisationValues = ValuesOf<UpdateOrganisationInput>;

const blank: OrganisationValues = {
  slug: null,
  name: null,
  acronym: null,
  identifier: null,
  url: null,
  country: null,
  logo: null,
  originalLocale: null,
};

/** Organisations. */
export const organisationContent: EditableContent<StudioOrganisationQuery> = {
  type: 'Organisation',
  publishable: null,
  path: '/organisations',
  sections: [
    { title: 'section.texts', fields: ['name', 'acronym'] },
    { title: 'section.context', fields: ['country', 'identifier', 'url', 'logo'] },
    { title: 'section.address', fields: ['slug', 'originalLocale'] },
  ],
  document: StudioOrganisationDocument,
  itemOf: ({ item }) => (item?.__typename === 'Organisation' ? itemOf(item) : null),
  creation: {
    newTitle: 'organisation.new',
    blank,
    create: async (api, input) =>
      mapOutcome(
        await api.change(StudioCreateOrganisationDocument, { input: input as unknown as CreateOrganisationInput }),
        ({ createOrganisation }) => itemOf(createOrganisation.item),
      ),
  },
  update: async (api, input) =>
    mapOutcome(await api.change(StudioUpdateOrganisationDocument, { input: input }), ({ updateOrganisation }) =>
      itemOf(updateOrganisation.item),
    ),
  setTranslation: async (api, input) =>
    mapOutcome(
      await api.change(StudioSetOrganisationTranslationDocument, { input }),
      ({ setOrganisationTranslation }) => itemOf(setOrganisationTranslation.item),
    ),
  deleteTranslation: async (api, input) =>
    mapOutcome(
      await api.change(StudioDeleteOrganisationTranslationDocument, { input }),
      ({ deleteOrganisationTranslation }) => itemOf(deleteOrganisationTranslation.item),
    ),
};

function itemOf(organisation: StudioOrganisationFragment): ContentItem {
  return {
    id: organisation.id,
    title: organisation.name,
    version: organisation.version,
    canUpdate: organisation.viewerCanUpdate,
    values: valuesOf(organisation),
    translations: translationsOf<SetOrganisationTranslationInput>(organisation.translations),
  };
}

function valuesOf(organisation: StudioOrganisationFragment): OrganisationValues {
  const { slug, name, acronym, identifier, url, originalLocale } = organisation;
  return {
    slug,
    name,
    acronym,
    identifier,
    url,
    originalLocale,
    country: organisation.country?.code ?? null,
    logo: organisation.logo?.id ?? null,
  };
}
