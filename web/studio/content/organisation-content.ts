import {
  type CreateOrganisationInput,
  type SetOrganisationTranslationInput,
  StudioCreateOrganisationDocument,
  StudioDeleteOrganisationTranslationDocument,
  StudioOrganisationDocument,
  type StudioOrganisationFragment,
  type StudioOrganisationQuery,
  StudioSetOrganisationTranslationDocument,
  StudioUpdateOrganisationDocument,
  type UpdateOrganisationInput,
} from '../../../clients/typescript/src/studio.js';
import { mapOutcome } from '../outcome';
import { translationsOf } from '../translations/translation';
import type { ContentItem, EditableContent } from './editable-content';
import { declareFields } from './field-declarations';

const fields = declareFields<UpdateOrganisationInput, StudioOrganisationFragment>({
  originalLocale: { section: 'section.texts', valueOf: ({ originalLocale }) => originalLocale },
  name: { section: 'section.texts', valueOf: ({ name }) => name },
  acronym: { section: 'section.texts', valueOf: ({ acronym }) => acronym },
  country: { section: 'section.context', valueOf: ({ country }) => country?.code ?? null },
  identifier: { section: 'section.context', valueOf: ({ identifier }) => identifier },
  url: { section: 'section.context', valueOf: ({ url }) => url },
  logo: { section: 'section.context', valueOf: ({ logo }) => logo?.id ?? null },
  slug: { section: 'section.address', valueOf: ({ slug }) => slug },
});

/** Organisations. */
export const organisationContent: EditableContent<StudioOrganisationQuery> = {
  type: 'Organisation',
  publishable: null,
  path: '/organisations',
  sections: fields.sections,
  document: StudioOrganisationDocument,
  itemOf: ({ item }) => (item?.__typename === 'Organisation' ? itemOf(item) : null),
  creation: {
    newTitle: 'organisation.new',
    blank: fields.blank,
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
    values: fields.valuesOf(organisation),
    translations: translationsOf<SetOrganisationTranslationInput>(organisation.translations),
  };
}
