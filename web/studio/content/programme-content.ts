import {
  type CreateProgrammeInput,
  type SetProgrammeTranslationInput,
  StudioCreateProgrammeDocument,
  StudioDeleteProgrammeTranslationDocument,
  StudioProgrammeDocument,
  type StudioProgrammeFragment,
  type StudioProgrammeQuery,
  StudioSetProgrammeTranslationDocument,
  StudioUpdateProgrammeDocument,
  type UpdateProgrammeInput,
} from '../../../clients/typescript/src/studio.js';
import { ComponentsTab } from '../components/components-tab';
import { mapOutcome } from '../outcome';
import { translationsOf } from '../translations/translation';
import type { ContentItem, EditableContent } from './editable-content';
import { declareFields } from './field-declarations';

const fields = declareFields<UpdateProgrammeInput, StudioProgrammeFragment>({
  originalLocale: { section: 'section.texts', valueOf: ({ originalLocale }) => originalLocale },
  name: { section: 'section.texts', valueOf: ({ name }) => name },
  acronym: { section: 'section.texts', valueOf: ({ acronym }) => acronym },
  description: { section: 'section.texts', valueOf: ({ description }) => description },
  startsOn: { section: 'section.dates', valueOf: ({ startsOn }) => startsOn },
  endsOn: { section: 'section.dates', valueOf: ({ endsOn }) => endsOn },
  organisations: {
    section: 'section.participants',
    valueOf: ({ organisations }) =>
      organisations.map(({ role, organisation }) => ({ organisation: organisation.key, role })),
    blank: [],
  },
  logo: { section: 'section.media', valueOf: ({ logo }) => logo?.id ?? null },
  links: { section: 'section.media', valueOf: ({ links }) => links, blank: [] },
  slug: { section: 'section.address', valueOf: ({ slug }) => slug },
});

/** Programmes. */
export const programmeContent: EditableContent<StudioProgrammeQuery> = {
  type: 'Programme',
  publishable: null,
  path: '/programmes',
  sections: fields.sections,
  parts: [{ tab: 'components', title: 'component.title', Part: ComponentsTab }],
  document: StudioProgrammeDocument,
  itemOf: ({ item }) => (item?.__typename === 'Programme' ? itemOf(item) : null),
  creation: {
    newTitle: 'programme.new',
    blank: fields.blank,
    create: async (api, input) =>
      mapOutcome(
        await api.change(StudioCreateProgrammeDocument, { input: input as unknown as CreateProgrammeInput }),
        ({ createProgramme }) => itemOf(createProgramme.item),
      ),
  },
  update: async (api, input) =>
    mapOutcome(await api.change(StudioUpdateProgrammeDocument, { input: input }), ({ updateProgramme }) =>
      itemOf(updateProgramme.item),
    ),
  setTranslation: async (api, input) =>
    mapOutcome(await api.change(StudioSetProgrammeTranslationDocument, { input }), ({ setProgrammeTranslation }) =>
      itemOf(setProgrammeTranslation.item),
    ),
  deleteTranslation: async (api, input) =>
    mapOutcome(
      await api.change(StudioDeleteProgrammeTranslationDocument, { input }),
      ({ deleteProgrammeTranslation }) => itemOf(deleteProgrammeTranslation.item),
    ),
};

function itemOf(programme: StudioProgrammeFragment): ContentItem {
  return {
    id: programme.id,
    title: programme.name,
    version: programme.version,
    canUpdate: programme.viewerCanUpdate,
    values: fields.valuesOf(programme),
    translations: translationsOf<SetProgrammeTranslationInput>(programme.translations),
  };
}
