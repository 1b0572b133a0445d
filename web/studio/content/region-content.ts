import {
  type CreateRegionInput,
  type SetRegionTranslationInput,
  StudioCreateRegionDocument,
  StudioDeleteRegionTranslationDocument,
  StudioRegionDocument,
  type StudioRegionFragment,
  type StudioRegionQuery,
  StudioSetRegionTranslationDocument,
  StudioUpdateRegionDocument,
  type UpdateRegionInput,
} from '../../../clients/typescript/src/studio.js';
import { mapOutcome } from '../outcome';
import { translationsOf } from '../translations/translation';
import type { ContentItem, EditableContent } from './editable-content';
import { declareFields } from './field-declarations';

const fields = declareFields<UpdateRegionInput, StudioRegionFragment>({
  originalLocale: { section: 'section.texts', valueOf: ({ originalLocale }) => originalLocale },
  name: { section: 'section.texts', valueOf: ({ name }) => name },
  code: { section: 'section.texts', valueOf: ({ code }) => code },
});

/** Regions. */
export const regionContent: EditableContent<StudioRegionQuery> = {
  type: 'Region',
  publishable: null,
  path: '/regions',
  sections: fields.sections,
  document: StudioRegionDocument,
  itemOf: ({ item }) => (item?.__typename === 'Region' ? itemOf(item) : null),
  creation: {
    newTitle: 'region.new',
    blank: fields.blank,
    create: async (api, input) =>
      mapOutcome(
        await api.change(StudioCreateRegionDocument, { input: input as unknown as CreateRegionInput }),
        ({ createRegion }) => itemOf(createRegion.item),
      ),
  },
  update: async (api, input) =>
    mapOutcome(await api.change(StudioUpdateRegionDocument, { input: input }), ({ updateRegion }) =>
      itemOf(updateRegion.item),
    ),
  setTranslation: async (api, input) =>
    mapOutcome(await api.change(StudioSetRegionTranslationDocument, { input }), ({ setRegionTranslation }) =>
      itemOf(setRegionTranslation.item),
    ),
  deleteTranslation: async (api, input) =>
    mapOutcome(await api.change(StudioDeleteRegionTranslationDocument, { input }), ({ deleteRegionTranslation }) =>
      itemOf(deleteRegionTranslation.item),
    ),
};

function itemOf(region: StudioRegionFragment): ContentItem {
  return {
    id: region.id,
    title: region.name,
    version: region.version,
    canUpdate: region.viewerCanUpdate,
    values: fields.valuesOf(region),
    translations: translationsOf<SetRegionTranslationInput>(region.translations),
  };
}
