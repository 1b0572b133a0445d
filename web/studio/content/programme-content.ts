import {
  StudioProgrammeDocument,
  StudioCreateProgrammeDocument,
  StudioUpdateProgrammeDocument,
  StudioSetProgrammeTranslationDocument,
  StudioDeleteProgrammeTranslationDocument,
  type CreateProgrammeInput,
  type StudioProgrammeFragment,
  type StudioProgrammeQuery,
  type UpdateProgrammeInput,
  type SetProgrammeTranslationInput,
} from '../../../clients/typescript/src/index.js';
import type { ValuesOf } from '../forms/form-values';
import { ComponentsTab } from '../components/components-tab';
import { translationsOf } from '../translations/translation';
import { mapOutcome, type ContentItem, type EditableContent } from './editable-content';

type ProgrammeValues = ValuesOf<UpdateProgrammeInput>;

const blank: ProgrammeValues = {
  slug: null,
  name: null,
  acronym: null,
  description: null,
  startsOn: null,
  endsOn: null,
  organisations: [],
  logo: null,
  links: [],
  originalLocale: null,
};

/** Programmes. */
export const programmeContent: EditableContent<StudioProgrammeQuery> = {
  type: 'Programme',
  publishable: null,
  path: '/programmes',
  sections: [
    { title: 'section.texts', fields: ['name', 'acronym', 'description'] },
    { title: 'section.dates', fields: ['startsOn', 'endsOn'] },
    { title: 'section.participants', fields: ['organisations'] },
    { title: 'section.media', fields: ['logo', 'links'] },
    { title: 'section.address', fields: ['slug', 'originalLocale'] },
  ],
  parts: [{ tab: 'components', title: 'component.title', Part: ComponentsTab }],
  document: StudioProgrammeDocument,
  itemOf: ({ item }) => (item?.__typename === 'Programme' ? itemOf(item) : null),
  creation: {
    newTitle: 'programme.new',
    blank,
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
    values: valuesOf(programme),
    translations: translationsOf<SetProgrammeTranslationInput>(programme.translations),
  };
}

function valuesOf(programme: StudioProgrammeFragment): ProgrammeValues {
  const { slug, name, acronym, description, startsOn, endsOn, links, originalLocale } = programme;
  return {
    slug,
    name,
    acronym,
    description,
    startsOn,
    endsOn,
    links,
    originalLocale,
    organisations: programme.organisations.map(({ role, organisation }) => ({ organisation: organisation.key, role })),
    logo: programme.logo?.id ?? null,
  };
}
