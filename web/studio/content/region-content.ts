import {
  StudioRegionDocument,
  StudioCreateRegionDocument,
  StudioUpdateRegionDocument,
  StudioSetRegionTranslationDocument,
  StudioDeleteRegionTranslationDocument,
  type CreateRegionInput,
  type StudioRegionFragment,
  type StudioRegionQuery,
  type UpdateRegionInput,
  type SetRegionTranslationInput,
} from '../../../clients/typescript/src/index.js';
import type { ValuesOf } from '../forms/form-values';
import { translationsOf } from '../translations/translation';
import { mapOutcome, type ContentItem, type EditableContent } from './editable-content';

type RegionValues = ValuesOf<UpdateRegionInput>;

const blank: RegionValues = {
  code: null,
  name: null,
  originalLocale: null,
};

/** Regions. */
export const regionContent: EditableContent<StudioRegionQuery> = {
  type: 'Region',
  publishable: null,
  path: '/regions',
  sections: [{ title: 'section.texts', fields: ['name', 'code', 'originalLocale'] }],
  document: StudioRegionDocument,
  itemOf: ({ item }) => (item?.__typename === 'Region' ? itemOf(item) : null),
  creation: {
    newTitle: 'region.new',
    blank,
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
    values: valuesOf(region),
    translations: translationsOf<SetRegionTranslationInput>(region.translations),
  };
}

function valuesOf(region: StudioRegionFragment): RegionValues {
  const { code, name, originalLocale } = region;
  return { code, name, originalLocale };
}
